import { Router } from 'express';
import { findSummary } from '../../db/case-list';
import { guestsOfCase, revokeGuest } from '../../db/conversation/guests';
import { inTransaction } from '../../db/query';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { needDeed, personOf } from './session';

/** Ends the link that a supplier has passed on to a colleague, with all that were made from it. */
export const guestPages = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().post('/cases/:number/guests/:guest/revoke', needDeed('revoke-link'), async (req, res) => {
    const of = await findSummary(pool, String(req.params['number']));
    const guest = of && (await guestsOfCase(pool, of.id)).find(({ id }) => String(id) === req.params['guest']);
    if (!of || !guest) throw problem(404, 'no_such_guest', 'There is no such link.');
    const actor = { kind: 'person', id: personOf(res).code } as const;
    await inTransaction(pool, (tx) => revokeGuest(tx, guest.id, actor, clock()));
    res.redirect(303, `/cases/${of.number}?done=guest`);
  });
