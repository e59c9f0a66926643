import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { addAnswer, type CommandKey, claimKey, findAnswer, keepAnswer } from '../db/idempotency';
import { type Db, inTransaction } from '../db/query';
import { callerOf } from './auth';
import type { ServerDeps } from './deps';
import { problem } from './errors';
import { parsed } from './json';

/** Safe in an address once escaped, and in a log. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/);
const keyOf = (req: Request): string | null => {
  const key = req.get('idempotency-key');
  return key === undefined ? null : parsed(IdempotencyKey, key, 'bad_idempotency_key');
};

/**
 * Carries a command out in one transaction and answers 200, or what `status` says. With an Idempotency-Key a second one of the same body gets the
 * same answer, and one of another body 422. A command that was refused (it throws) leaves no trace and may be sent again.
 */
export async function answerOnce(
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  req: Request,
  res: Response,
  body: unknown,
  command: (tx: Db) => Promise<unknown>,
  status = 200,
): Promise<void> {
  const claim = claimOf(req, res, body);
  const answer = await inTransaction(pool, async (tx) => {
    if (claim === null) return command(tx);
    const given = await claimKey(tx, claim, clock());
    if (given) return sameOr422(given).body;
    const done = await command(tx);
    await keepAnswer(tx, claim, status, done);
    return done;
  });
  res.status(status).json(answer);
}

/**
 * The same for a command of several transactions: once it has ended, a repetition gets its answer. A twin at the same time
 * meets the natural key of what it writes.
 */
export async function answerAgain(
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  req: Request,
  res: Response,
  body: unknown,
  command: () => Promise<{ status: number; body: unknown }>,
): Promise<void> {
  const claim = claimOf(req, res, body);
  const given = claim && (await findAnswer(pool, claim));
  const done = given ? sameOr422(given) : await command();
  if (claim && !given) await addAnswer(pool, claim, clock(), done.status, done.body);
  res.status(done.status).json(done.body);
}

function claimOf(req: Request, res: Response, body: unknown): CommandKey | null {
  const key = keyOf(req);
  const { keyId } = callerOf(res);
  if (key === null || keyId === null) return null;
  const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest();
  return { apiKey: keyId, route: `${req.method} ${req.baseUrl}${req.path}`, key, bodyHash };
}

function sameOr422<A extends { same: boolean }>(given: A): A {
  if (!given.same) throw problem(422, 'idempotency_key_reused', 'Another body was sent under this Idempotency-Key.');
  return given;
}
