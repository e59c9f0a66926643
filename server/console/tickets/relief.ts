import { Router } from 'express';
import { inTransaction } from '../../../db/query';
import { relieve, type Relieved, takeOver } from '../../../db/tickets/relieve';
import { may } from '../../../domain/permissions';
import { translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { fieldsOf, valuesOf } from '../form';
import { personOf } from '../session';

const TICKETS_MAX = 200;

/** Level 2 relieves level 1, in one click: who asks for it hands their requests on, who offers it takes those that are ticked. */
export const reliefDeeds = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().post('/tickets/relief', async (req, res) => {
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
    res.redirect(303, `/tickets?tab=${isTaking ? 'mine' : 'level1'}&done=${wordOf(done, isTaking)}`);
  });

const wordOf = (done: Relieved, isTaking: boolean): string =>
  done.ok ? (isTaking ? 'tickets-taken' : 'tickets-handed') : `relief-${done.fault}`;
