import { z } from 'zod';
import { type Agenda, NOTHING_DUE } from '../domain/agenda';
import type { LetterReason } from '../domain/case';
import { type ContactStep, contactAgenda } from '../domain/contact-agenda';
import { SEVERITIES } from '../domain/words';
import { rhythmOf } from './contacts';
import { poke } from './outbox';
import { type Db, rows, run } from './query';

const Waiting = z.object({ since: z.date(), severity: z.enum(SEVERITIES) });
const Written = z.object({ at: z.date() });

/** What the contact's workflow waits for: nothing, or the letter for the lines that wait. */
export async function readLetterAgenda(db: Db, contact: number): Promise<Agenda<ContactStep>> {
  const lines = await rows(
    db,
    Waiting,
    `select min(l.created_at) as since, c.severity
       from letter_line l join anomaly_case c on c.id = l.case_id where l.contact = $1 group by c.severity`,
    [contact],
  );
  const rhythm = lines.length === 0 ? null : await rhythmOf(db, contact);
  return rhythm ? contactAgenda(lines, await lastWritten(db, contact), rhythm) : NOTHING_DUE;
}

/** Letters of the days that a limit may still count. */
const lastWritten = async (db: Db, contact: number): Promise<Date[]> =>
  (
    await rows(
      db,
      Written,
      `select created_at as at from mail
        where contact = $1 and kind = 'letter'
          and created_at > (select min(created_at) from letter_line where contact = $1) - interval '2 days'
        order by created_at`,
      [contact],
    )
  ).map(({ at }) => at);

/** Under the contact's lock: what is next stands on the row, as the console and the sweep read it. When it is due. */
async function saveLetterAgenda(tx: Db, contact: number): Promise<Date | null> {
  await lockContact(tx, contact);
  const { next } = await readLetterAgenda(tx, contact);
  const dueAt = next && new Date(next.dueAtMs);
  await run(tx, 'update contact set next_step = $2, next_due_at = $3 where id = $1', [
    contact,
    next?.step ?? null,
    dueAt,
  ]);
  return dueAt;
}
export const lockContact = (tx: Db, contact: number): Promise<number> =>
  run(tx, 'select from contact where id = $1 for no key update', [contact]);

/** A case takes its place in the contact's next letter, whose workflow looks again. When the letter is due. */
export async function addLetterLine(
  tx: Db,
  line: { contact: number; caseId: number; reason: LetterReason; comment: number | null; at: Date },
): Promise<Date | null> {
  const { contact } = line;
  await run(tx, 'insert into letter_line (contact, case_id, reason, comment, created_at) values ($1, $2, $3, $4, $5)', [
    contact,
    line.caseId,
    line.reason,
    line.comment,
    line.at,
  ]);
  const dueAt = await saveLetterAgenda(tx, contact);
  await poke(tx, [{ kind: 'contact', id: contact }]);
  return dueAt;
}

/** The hours of these contacts, or of those who go by these calendars, have changed: the letters that wait are planned anew. */
export async function planLettersAgain(
  tx: Db,
  { contacts = [], calendars = [] }: { contacts?: readonly string[]; calendars?: readonly string[] },
): Promise<void> {
  const waiting = await rows(
    tx,
    z.object({ id: z.number() }),
    `select id from contact
      where (code = any($1::text[]) or calendar = any($2::text[])) and next_step is not null order by id`,
    [contacts, calendars],
  );
  for (const { id } of waiting) await saveLetterAgenda(tx, id);
  await poke(
    tx,
    waiting.map(({ id }) => ({ kind: 'contact' as const, id })),
  );
}
