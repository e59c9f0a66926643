import { randomBytes } from 'node:crypto';
import { createPerson, listPeople, setPassword } from '../db/people';
import type { Pool } from '../db/query';
import { inTransaction } from '../db/query';
import { LANGUAGES, type Language, ROLES, type Role } from '../domain/words';
import { UsageError } from './config';

const PASSWORD_BYTES = 15;
export const drawPassword = (): string => randomBytes(PASSWORD_BYTES).toString('base64url');

export interface Named {
  code: string;
  email: string;
  name: string;
  role: string;
  language: string;
}
/** Creates a person with a drawn password, which is returned and kept nowhere. */
export async function createPersonWithPassword(pool: Pool, named: Named): Promise<string> {
  const password = drawPassword();
  const role = oneOf<Role>(ROLES, named.role, 'role');
  const language = oneOf<Language>(LANGUAGES, named.language, 'language');
  const made = await createPerson(pool, { ...named, role, language, password });
  if (!made) throw new UsageError(`${named.code} or ${named.email} is taken already.`);
  return password;
}

function oneOf<T extends string>(allowed: readonly T[], given: string, what: string): T {
  const found = allowed.find((one) => one === given);
  if (!found) throw new UsageError(`${given} is no ${what}: ${allowed.join(', ')}.`);
  return found;
}

/** Gives a person a drawn password and ends their sessions. */
export async function drawNewPassword(pool: Pool, code: string): Promise<string> {
  const password = drawPassword();
  if (!(await inTransaction(pool, (tx) => setPassword(tx, code, password))))
    throw new UsageError(`There is no person ${code}.`);
  return password;
}

/** The first administrator of a new Vigie: their password, to be shown this once; null when people are there already. */
export async function createFirstAdministrator(pool: Pool, email: string): Promise<string | null> {
  if ((await listPeople(pool)).length > 0) return null;
  const named = { code: 'admin', email, name: 'Administrator', role: 'administrator', language: 'fr' };
  return createPersonWithPassword(pool, named);
}
