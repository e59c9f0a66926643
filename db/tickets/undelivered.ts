import { z } from 'zod';
import { type Db, firstRow, run } from '../query';
import { raiseTask } from '../tasks';
import { answerBounced } from './messages';

const Of = z.object({ ticket: z.number(), about: z.string(), person: z.string().nullable(), isAnswer: z.boolean() });

/**
 * A mail about a ticket was given up: somebody finds another way, and an answer that nobody has read is owed again. Only where the
 * address itself was refused is nothing more written to it.
 */
export async function ticketMailFailed(tx: Db, mail: string, at: Date, badAddress: boolean): Promise<void> {
  const of = await firstRow(
    tx,
    Of,
    // The news that it is over may carry the answer.
    `select ticket, about, person, about in ('answer', 'question', 'resolved') or (about = 'closed' and message is not null) as "isAnswer"
       from ticket_mail where mail = $1`,
    [mail],
  );
  // Whoever only watches has the page.
  if (!of || of.about === 'watched') return;
  await raiseTask(tx, `ticket/${of.ticket}`, 'letter_refused', at);
  if (of.person !== null || of.about === 'handed_out') return;
  if (badAddress) await markUnreachable(tx, of.ticket, mail, at);
  if (of.isAnswer) await answerBounced(tx, of.ticket, at);
}

const markUnreachable = (tx: Db, ticket: number, mail: string, at: Date): Promise<number> =>
  run(
    tx,
    `update requester r set unreachable_at = $2 from ticket t, mail m
      where t.id = $1 and r.id = t.requester and m.id = $3 and lower(m.to_email) = lower(r.email)`,
    [ticket, at, mail],
  );
