import { Router } from 'express';
import { eraseTicketMessage } from '../../../db/desk/erase-message';
import { inTransaction } from '../../../db/query';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { actorOf } from '../registers';
import { needDeed } from '../session';

/** Empties the words of one message of a ticket, for good. Twice is once. */
export const eraseWordsPages = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().post('/tickets/:number/messages/:message/erase', needDeed('erase_words'), async (req, res) => {
    const [number, message] = [String(req.params['number']), String(req.params['message'])];
    const id = /^[1-9]\d{0,14}$/.test(message) ? Number(message) : 0;
    const found = await inTransaction(pool, (tx) => eraseTicketMessage(tx, number, id, actorOf(res), clock()));
    if (!found) throw problem(404, 'no_such_message', 'There is no such message.');
    res.redirect(303, `/tickets/${number}?done=message-erased`);
  });
