import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LETTER_REASONS } from '../domain/case';
import { addTask } from './case-effects';
import { lockContact, readLetterAgenda } from './letter-agenda';
import { createMail, letterHolds } from './mails';
import { type Db, rows, run } from './query';

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
  return true;
}

/** The letter could not be written for long: a task on each case that waits for it. How many are new. */
export async function raiseFailedLetters(tx: Db, contact: number, at: Date): Promise<number> {
  const waiting = await rows(
    tx,
    z.object({ id: z.number() }),
    'select distinct case_id as id from letter_line where contact = $1 order by case_id',
    [contact],
  );
  let raised = 0;
  for (const { id } of waiting) raised += await addTask(tx, id, 'step_failed', at);
  return raised;
}
