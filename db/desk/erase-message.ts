import { z } from 'zod';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, run } from '../query';

/** Empties the words of one message of a ticket, with the subject that the first of them gave it, and drops its files, for good; the event names the row. Twice is once. False when there is no such message. */
export async function eraseTicketMessage(
  tx: Db,
  number: string,
  message: number,
  actor: Actor,
  at: Date,
): Promise<boolean> {
  const found = await firstRow(
    tx,
    z.object({ ticket: z.number(), isErased: z.boolean() }),
    `select m.ticket, m.erased_at is not null as "isErased" from ticket_message m join ticket t on t.id = m.ticket
      where t.number = $1 and m.id = $2 for no key update of m`,
    [number, message],
  );
  if (!found || found.isErased) return found !== null;
  await run(tx, `update ticket_message set text = '', quoted = null, erased_at = $2 where id = $1`, [message, at]);
  await run(
    tx,
    `update ticket set subject = null where id = $1 and $2 = (select min(id) from ticket_message where ticket = $1)`,
    [found.ticket, message],
  );
  await run(tx, 'delete from ticket_file where message = $1', [message]);
  await record(tx, at, actor, [
    { type: 'ticket.message_erased', subject: `ticket/${found.ticket}`, data: { number, message } },
  ]);
  return true;
}
