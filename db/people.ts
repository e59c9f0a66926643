import { z } from 'zod';
import { LANGUAGES, type Language, ROLES, type Role } from '../domain/words';
import { hashPassword } from './passwords';
import { type Db, firstRow, rows, run } from './query';

export const PersonRow = z.object({
  code: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  language: z.enum(LANGUAGES),
});
export type Person = z.output<typeof PersonRow>;
export const PERSON_COLUMNS = 'p.code, p.email, p.name, p.role, p.language';

export interface NewPerson {
  code: string;
  email: string;
  name: string;
  role: Role;
  language: Language;
  /** Without one nobody logs in as this person; an API key may still act as them. */
  password?: string;
}
/** An assistant may be planned for level 1, a level 2 for that. False when this code or address is taken already. */
export async function createPerson(
  tx: Db,
  { code, email, name, role, language, password }: NewPerson,
): Promise<boolean> {
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return (
    (await run(
      tx,
      `insert into person (code, email, name, role, language, password_hash, levels)
       values ($1, lower($2), $3, $4, $5, $6, case $4 when 'assistant' then '{1}'::text[] when 'level2' then '{2}' else '{}' end)
       on conflict do nothing`,
      [code, email, name, role, language, passwordHash],
    )) > 0
  );
}

/** All sessions of this person die with the old password. False when there is no such person. */
export async function setPassword(tx: Db, code: string, password: string): Promise<boolean> {
  const set = await run(tx, 'update person set password_hash = $2 where code = $1', [
    code,
    await hashPassword(password),
  ]);
  await run(tx, 'delete from session where person = $1', [code]);
  return set > 0;
}

/** Whoever is no longer active is logged out at once. */
export async function setActive(tx: Db, code: string, active: boolean): Promise<boolean> {
  if (!active) await run(tx, 'delete from session where person = $1', [code]);
  return (await run(tx, 'update person set active = $2 where code = $1', [code, active])) > 0;
}

export const setLanguage = (db: Db, code: string, language: Language): Promise<number> =>
  run(db, 'update person set language = $2, language_chosen = true where code = $1', [code, language]);

/** What the browser speaks with which somebody logs in, until they choose. */
export const suggestLanguage = (db: Db, code: string, language: Language): Promise<number> =>
  run(db, 'update person set language = $2 where code = $1 and not language_chosen and language <> $2', [
    code,
    language,
  ]);

/** Who may log in with this address; the hash is null when this person has no password. */
export const findByEmail = (db: Db, email: string): Promise<(Person & { passwordHash: string | null }) | null> =>
  firstRow(
    db,
    PersonRow.extend({ passwordHash: z.string().nullable() }),
    `select ${PERSON_COLUMNS}, p.password_hash as "passwordHash" from person p where lower(p.email) = lower($1) and p.active`,
    [email],
  );

/** Everybody who ever worked here, for names beside what they did. */
export const listPeople = (db: Db): Promise<(Person & { active: boolean })[]> =>
  rows(
    db,
    PersonRow.extend({ active: z.boolean() }),
    `select ${PERSON_COLUMNS}, p.active from person p order by p.name, p.code`,
  );
