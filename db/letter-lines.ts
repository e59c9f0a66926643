import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LETTER_REASONS } from '../domain/case';
import { lockContact, readLetterAgenda } from './letter-agenda';
import { createMail, letterHolds } from './mails';
import { type Db, rows, run } from './query';
import { raiseTask, settleTasks } from './tasks';

const Line = z.object({
  id: z.number(),
  reason: z.enum(LETTER_REASONS),
  comment: z.number().nullable(),
});

/**
 * Closes a contact's letter: the waiting lines whose reason still holds become one mail intent, in one transaction under the
 * contact's lock. Acts only while the agenda names the step as due at `at`. True when lines were taken.
 */
export async function writeLetters(tx: Db, contact: number, at: Date): Promise<boolean> {
  await lockContact(tx, contact);
  const { next } = await readLetterAgenda(tx, contact);
  if (!next || next.dueAtMs > at.getTime()) return false;
  const cases = await rows(
    tx,
    Line,
    `select distinct on (l.case_id) l.case_id as id, l.reason, l.comment
       from letter_line l join anomaly_case c on c.id = l.case_id
      where l.contact = $1 and ${letterHolds('l.contact', 'l.reason')} order by l.case_id, l.id desc`,
    [contact],
  );
  if (cases.length > 0) await createMail(tx, { id: randomUUID(), kind: 'letter', contact, cases, at });
  await run(tx, 'delete from letter_line where contact = $1', [contact]);
  await run(tx, 'update contact set next_step = null, next_due_at = null where id = $1', [contact]);
  await settleTasks(tx, `contact/${contact}`, at);
  return true;
}

/** The letter could not be written for long: a task about its contact, until it is. True when it is new. */
export const raiseFailedLetters = (tx: Db, contact: number, at: Date): Promise<boolean> =>
  raiseTask(tx, `contact/${contact}`, 'step_failed', at);
