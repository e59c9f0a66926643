import { type Request, type Response, Router } from 'express';
import { inTransaction } from '../../../db/query';
import { relieve, type Relieved, standOf, takeOver } from '../../../db/tickets/relieve';
import { may } from '../../../domain/permissions';
import { LeftPage } from '../../../web/console/tickets/left';
import { page } from '../../../web/html';
import { translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { fieldsOf, valuesOf } from '../form';
import { personOf, shellOf } from '../session';

const TICKETS_MAX = 200;
type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** Level 2 relieves level 1, in one click: who asks for it hands their requests on, who offers it takes those that are ticked. */
export const reliefDeeds = (deps: Deps): Router =>
  Router()
    .get('/tickets/relief', (req, res) => showLeft(deps, req, res))
    .post('/tickets/relief', (req, res) => relief(deps, req, res));

async function relief({ pool, clock }: Deps, req: Request, res: Response): Promise<void> {
  const person = personOf(res);
  const t = translator(person.language);
  if (!may(person.role, 'note')) throw problem(403, 'forbidden', t('refused.role'));
  const numbers = valuesOf(req, 'ticket').slice(0, TICKETS_MAX);
  const asked = { person: person.code, numbers };
  const actor = { kind: 'person', id: person.code } as const;
  const isTaking = fieldsOf(req)['deed'] === 'take';
  const done = await inTransaction(pool, (tx) =>
    isTaking ? takeOver(tx, asked, actor, clock()) : relieve(tx, asked, actor, clock()),
  );
  res.redirect(
    303,
    (isTaking && leftPath(numbers, done)) ||
      `/tickets?tab=${isTaking ? 'mine' : 'level1'}&done=${wordOf(done, isTaking)}`,
  );
}

/** Where somebody reads what they could not have of what they asked for, and why; null when they have it all. */
export function leftPath(asked: readonly string[], done: Relieved): string | null {
  const moved = new Set(done.ok ? done.moved : []);
  const left = asked.filter((number) => NUMBER.test(number) && !moved.has(number));
  return left.length === 0
    ? null
    : `/tickets/relief?${new URLSearchParams({ taken: String(moved.size), left: left.join() }).toString()}`;
}
const NUMBER = /^T-\d{4}-\d{1,9}$/;

async function showLeft({ pool }: Deps, req: Request, res: Response): Promise<void> {
  const said = (name: string): string => (typeof req.query[name] === 'string' ? req.query[name] : '');
  const numbers = said('left')
    .split(',')
    .filter((number) => NUMBER.test(number))
    .slice(0, TICKETS_MAX);
  const taken = /^\d{1,3}$/.test(said('taken')) ? Number(said('taken')) : 0;
  res.type('html').send(page(LeftPage({ ...shellOf(req, res), taken, left: await standOf(pool, numbers) })));
}

const wordOf = (done: Relieved, isTaking: boolean): string =>
  done.ok ? (isTaking ? 'tickets-taken' : 'tickets-handed') : `relief-${done.fault}`;
