import { type Request, type Response, Router } from 'express';
import { type AnswerSet, findSet } from '../../db/conversation/answer-sets';
import { listPeople } from '../../db/people';
import { contactNames } from '../../db/case-desk';
import { guestNames } from '../../db/conversation/guests';
import { inTransaction } from '../../db/query';
import { AnswerSetPage, type LeftOut } from '../../web/console/answer-set';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { perform, Refused, type Who } from '../verbs';
import { valuesOf } from './form';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One answer given to several cases, approved as one; each case still gets a decision of its own. */
export const answerSetPages = (deps: Deps): Router =>
  Router()
    .get('/answer-sets/:id', (req, res) => show(deps, req, res, 200, leftBefore(req)))
    .post('/answer-sets/:id/approve', needDeed('approve'), (req, res) => approve(deps, req, res));

/** Cases that were left out by what was done just before. */
const leftBefore = (req: Request): LeftOut[] =>
  (typeof req.query['left'] === 'string' ? req.query['left'] : '')
    .split(' ')
    .filter((number) => /^A-\d{4}-\d{1,9}$/.test(number))
    .map((number) => ({ number, why: 'not_now' }));

async function setOf({ pool }: Deps, req: Request): Promise<AnswerSet> {
  const id = String(req.params['id']);
  const set = UUID.test(id) ? await findSet(pool, id) : null;
  if (!set) throw problem(404, 'no_such_set', 'There is no such answer.');
  return set;
}

async function show(deps: Deps, req: Request, res: Response, status: number, left: LeftOut[]): Promise<void> {
  const set = await setOf(deps, req);
  const authors = [set.author, ...set.members.flatMap(({ approvals }) => approvals)];
  const contacts = authors.flatMap((one) => (one.startsWith('contact:') ? one.slice('contact:'.length) : []));
  const names = {
    people: new Map((await listPeople(deps.pool)).map(({ code, name }) => [code, name])),
    contacts: new Map([...(await contactNames(deps.pool, contacts)), ...(await guestNames(deps.pool, authors))]),
  };
  const { code, role } = personOf(res);
  const shell = { ...shellOf(req, res), path: '/cases' };
  res
    .status(status)
    .type('html')
    .send(page(AnswerSetPage({ ...shell, set, names, left, visitor: code, role })));
}

/** Every ticked case, in id order and one transaction; one that has moved since the page was shown is named and left out. */
async function approve(deps: Deps, req: Request, res: Response): Promise<void> {
  const set = await setOf(deps, req);
  const ticked = new Set(valuesOf(req, 'with'));
  const wanted = set.members.filter((member) => ticked.has(`${member.number} ${member.version}`));
  if (wanted.length === 0) return show(deps, req, res, 422, []);
  const { code, role } = personOf(res);
  const who: Who = { actor: { kind: 'person', id: code }, role };
  const at = deps.clock();
  const left = await inTransaction(deps.pool, async (tx) => {
    const refused: LeftOut[] = [];
    for (const { number, version } of wanted) {
      const command = { who, number, verb: 'approve' as const, body: { answer_version: version }, file: null, at };
      // Nothing was written before an approval is refused, so the others stand.
      await perform(tx, command).catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        refused.push({ number, why: error.refusal.code });
      });
    }
    return refused;
  });
  await show(deps, req, res, left.length === wanted.length ? 409 : 200, left);
}
