import { createHash, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Scope } from '../domain/permissions';
import { type Actor, ROLES, type Role } from '../domain/words';
import { type Db, firstRow, run } from './query';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^(dqk_[a-z]+_[0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Six characters by which a scanner, and we, know a mistyped or invented key without asking. */
function checksum(body: string): string {
  let rest = sha256(body).readUIntBE(0, 6);
  let text = '';
  for (let n = 0; n < 6; n += 1, rest = Math.floor(rest / 62)) text += BASE62[rest % 62] ?? '';
  return text;
}

export function keyLooksRight(key: string): boolean {
  const [, body, sum] = SHAPE.exec(key) ?? [];
  return body !== undefined && checksum(body) === sum;
}

export interface NewKey {
  name: string;
  /** The person it acts as; null = a service. */
  person: string | null;
  scopes: readonly Scope[];
  expiresAt: Date | null;
  /** Lower-case letters that tell test keys from real ones, such as `live`. */
  environment: string;
}

/** Makes a key; its text is given this once, only its hash is stored. */
export async function createKey(db: Db, made: NewKey, at: Date): Promise<{ id: number; key: string }> {
  const body = `dqk_${made.environment}_${Array.from({ length: 43 }, () => BASE62[randomInt(62)]).join('')}`;
  const key = body + checksum(body);
  const row = await firstRow(
    db,
    z.object({ id: z.number() }),
    `insert into api_key (key_hash, name, person, scopes, created_at, expires_at) values ($1, $2, $3, $4, $5, $6) returning id`,
    [sha256(key), made.name, made.person, made.scopes, at, made.expiresAt],
  );
  if (!row) throw new Error('api_key was not inserted');
  return { id: row.id, key };
}

const Row = z.object({
  id: z.number(),
  name: z.string(),
  person: z.string().nullable(),
  role: z.enum(ROLES).nullable(),
  active: z.boolean().nullable(),
  scopes: z.array(z.string()),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
});
const USE_NOTED_EVERY_MS = 60_000;

export interface KeyHolder {
  actor: Actor;
  role: Role | null;
  scopes: string[];
  keyId: number;
}

/** Who holds this key now, or why it is refused. Its last use is kept to the minute. */
export async function findKey(
  db: Db,
  key: string,
  at: Date,
): Promise<KeyHolder | 'unknown' | 'expired' | 'revoked' | 'inactive'> {
  const found = await firstRow(
    db,
    Row,
    `select k.id, k.name, k.person, p.role, p.active, k.scopes, k.expires_at as "expiresAt", k.revoked_at as "revokedAt", k.last_used_at as "lastUsedAt"
       from api_key k left join person p on p.code = k.person where k.key_hash = $1`,
    [sha256(key)],
  );
  if (!found) return 'unknown';
  if (found.revokedAt) return 'revoked';
  if (found.expiresAt && found.expiresAt <= at) return 'expired';
  if (found.person !== null && !found.active) return 'inactive';
  if (!found.lastUsedAt || at.getTime() - found.lastUsedAt.getTime() >= USE_NOTED_EVERY_MS)
    await run(db, 'update api_key set last_used_at = $2 where id = $1', [found.id, at]);
  const actor: Actor =
    found.person === null
      ? { kind: 'service', id: found.name }
      : { kind: 'person', id: found.person, viaKey: String(found.id) };
  return { actor, role: found.person === null ? null : found.role, scopes: found.scopes, keyId: found.id };
}

/** False when there is no such key, or it was revoked before. */
export const revokeKey = async (db: Db, id: number, at: Date): Promise<boolean> =>
  (await run(db, 'update api_key set revoked_at = $2 where id = $1 and revoked_at is null', [id, at])) > 0;
