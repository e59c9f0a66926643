import { Router } from 'express';
import { findSummary } from '../../db/case-list';
import { messagesOf } from '../../db/case-view';
import { eraseMessage } from '../../db/conversation/messages';
import { inTransaction } from '../../db/query';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { needDeed, personOf } from './session';

/** Empties the words of one message of a case, for good. Twice is once. */
export const erasePages = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().post('/cases/:number/messages/:message/erase', needDeed('erase_words'), async (req, res) => {
    const of = await findSummary(pool, String(req.params['number']));
    const message = of && (await messagesOf(pool, of.id)).find(({ id }) => String(id) === req.params['message']);
    if (!of || !message) throw problem(404, 'no_such_message', 'There is no such message.');
    const actor = { kind: 'person', id: personOf(res).code } as const;
    await inTransaction(pool, (tx) => eraseMessage(tx, message.id, actor, clock()));
    res.redirect(303, `/cases/${of.number}?done=message-erased`);
  });
