import { z } from 'zod';
import { type Choice, type Contact, CONTACT_ROLES, chooseContacts, contactAfter } from '../domain/contact';
import { type Rhythm, WEEKDAYS } from '../domain/contact-agenda';
import { REGISTERS } from '../domain/registers/descriptions';
import { LANGUAGES } from '../domain/words';
import type { Case } from './case-row';
import { type Db, firstRow, rows } from './query';
import { readRows } from './registers/store';
import { calendarIn } from './sla/promises';
import { settleTasks } from './tasks';

const Row = z.object({
  id: z.number(),
  code: z.string(),
  supplier: z.string(),
  name: z.string(),
  email: z.string(),
  language: z.enum(LANGUAGES),
  role: z.enum(CONTACT_ROLES).nullable(),
  platforms: z.array(z.string()),
  sensors: z.array(z.string()),
  cruises: z.array(z.string()),
  families: z.array(z.string()),
  validFrom: z.string().nullable(),
  validUntil: z.string().nullable(),
  rank: z.number(),
  refused: z.boolean(),
  declined: z.boolean(),
});

/** Those of these suppliers, and of the suppliers of the contacts of these codes. */
export const contactsOf = (db: Db, suppliers: readonly string[], codes: readonly string[] = []): Promise<Contact[]> =>
  rows(
    db,
    Row,
    `select id, code, supplier, name, email, language, role, platforms, sensors, cruises, families,
            valid_from as "validFrom", valid_until as "validUntil", rank, refused_at is not null as refused,
            declined_at is not null as declined
       from contact
      where supplier = any($1::text[]) or supplier in (select supplier from contact where code = any($2::text[])) order by id`,
    [suppliers, codes],
  );

/** Who is written to about this case, the most specific first. */
export async function choicesFor(db: Db, { about }: Pick<Case, 'about'>, at: Date): Promise<Choice[]> {
  return about.supplier === null ? [] : chooseContacts(await contactsOf(db, [about.supplier]), about, at);
}

/** The one after the present contact; null when the chain has run out. */
export async function nextChoice(db: Db, { about, facts }: Case, at: Date): Promise<Choice | null> {
  if (about.supplier === null) return null;
  return contactAfter(facts.contact, await contactsOf(db, [about.supplier]), about, at);
}

const RhythmRow = z.object({
  zone: z.string(),
  quietFrom: z.string().nullable(),
  quietUntil: z.string().nullable(),
  workingDays: z.array(z.enum(WEEKDAYS)),
  calendar: z.string().nullable(),
  digestAt: z.string().nullable(),
  perDay: z.number(),
});
/** When a contact may be written to; null when there is no such contact. */
export async function rhythmOf(db: Db, contact: number): Promise<Rhythm | null> {
  const row = await firstRow(
    db,
    RhythmRow,
    `select zone, quiet_from as "quietFrom", quiet_until as "quietUntil", working_days as "workingDays", calendar, digest_at as "digestAt",
            letters_per_day as "perDay" from contact where id = $1`,
    [contact],
  );
  if (!row) return null;
  const { quietFrom: from, quietUntil: until, calendar: code, ...rest } = row;
  const calendar = code === null ? undefined : (await readRows(db, REGISTERS.calendars, [code]))[0];
  return {
    ...rest,
    calendar: calendar ? calendarIn(calendar) : null,
    quiet: from !== null && until !== null ? { from, until } : null,
  };
}

/** A new address has refused and declined nothing yet, and the task about the old one is done. */
export async function forgetRefusals(tx: Db, codes: readonly string[], at: Date): Promise<void> {
  const mended = await rows(
    tx,
    z.object({ id: z.number() }),
    `update contact set refused_at = null, declined_at = null
      where code = any($1::text[]) and (refused_at is not null or declined_at is not null) returning id`,
    [codes],
  );
  for (const { id } of mended) await settleTasks(tx, `contact/${id}`, at);
}
