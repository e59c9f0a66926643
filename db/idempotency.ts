import { z } from 'zod';
import { type Db, firstRow, run } from './query';

export interface CommandKey {
  apiKey: number;
  route: string;
  key: string;
  bodyHash: Buffer;
}
const Stored = z.object({ same: z.boolean(), status: z.number(), body: z.unknown() });

/**
 * The first insert of a command's transaction: a twin waits here until the first has committed. Null when the command is
 * ours to carry out; else the answer that was given.
 */
export async function claimKey(
  tx: Db,
  { apiKey, route, key, bodyHash }: CommandKey,
  at: Date,
): Promise<{ same: boolean; status: number; body: unknown } | null> {
  const claimed = await run(
    tx,
    'insert into idempotency (api_key, route, key, body_hash, at) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [apiKey, route, key, bodyHash, at],
  );
  if (claimed > 0) return null;
  return findAnswer(tx, { apiKey, route, key, bodyHash });
}

export const keepAnswer = (
  tx: Db,
  { apiKey, route, key }: CommandKey,
  status: number,
  body: unknown,
): Promise<number> =>
  run(tx, 'update idempotency set status = $4, body = $5 where api_key = $1 and route = $2 and key = $3', [
    apiKey,
    route,
    key,
    status,
    JSON.stringify(body),
  ]);

/** The answer that this key was given, for a command of several transactions, which claims nothing first. */
export const findAnswer = (
  db: Db,
  { apiKey, route, key, bodyHash }: CommandKey,
): Promise<{ same: boolean; status: number; body: unknown } | null> =>
  firstRow(
    db,
    Stored,
    'select body_hash = $4 as same, status, body from idempotency where api_key = $1 and route = $2 and key = $3',
    [apiKey, route, key, bodyHash],
  );

export async function addAnswer(db: Db, of: CommandKey, at: Date, status: number, body: unknown): Promise<void> {
  await run(
    db,
    `insert into idempotency (api_key, route, key, body_hash, at, status, body) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [of.apiKey, of.route, of.key, of.bodyHash, at, status, JSON.stringify(body)],
  );
}
