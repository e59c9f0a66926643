import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { PERSON_COLUMNS, type Person, PersonRow } from './people';
import { type Db, firstRow, run } from './query';

const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest();

/** A new session of this person; its id is known to the browser alone, only the hash is stored. */
export async function startSession(db: Db, person: string, at: Date): Promise<string> {
  const id = randomBytes(32).toString('base64url');
  await run(db, 'insert into session (id_hash, person, created_at, seen_at) values ($1, $2, $3, $3)', [
    hashOf(id),
    person,
    at,
  ]);
  return id;
}

/** Whose session this is, while it is alive: idle 30 minutes, 12 hours in all, and the person still active. */
export async function findSession(db: Db, id: string, at: Date): Promise<Person | null> {
  const found = await firstRow(
    db,
    PersonRow.extend({ seenAt: z.date() }),
    `select ${PERSON_COLUMNS}, s.seen_at as "seenAt" from session s join person p on p.code = s.person
      where s.id_hash = $1 and p.active and s.seen_at > $2::timestamptz - interval '30 minutes' and s.created_at > $2::timestamptz - interval '12 hours'`,
    [hashOf(id), at],
  );
  if (!found) return null;
  const { seenAt, ...person } = found;
  if (at.getTime() - seenAt.getTime() >= SEEN_TO_MS)
    await run(db, 'update session set seen_at = greatest(seen_at, $2) where id_hash = $1', [hashOf(id), at]);
  return person;
}
/** A page view need not be a write. */
const SEEN_TO_MS = 30_000;

export const endSession = (db: Db, id: string): Promise<number> =>
  run(db, 'delete from session where id_hash = $1', [hashOf(id)]);

/** Whoever is no longer active is logged out. */
export const logOutInactive = (db: Db): Promise<number> =>
  run(db, 'delete from session s using person p where p.code = s.person and not p.active');

export const clearDeadSessions = (db: Db, at: Date): Promise<number> =>
  run(
    db,
    `delete from session where seen_at <= $1::timestamptz - interval '30 minutes' or created_at <= $1::timestamptz - interval '12 hours'`,
    [at],
  );
