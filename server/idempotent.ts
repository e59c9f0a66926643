import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type CommandKey, claimKey, keepAnswer } from '../db/idempotency';
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
 * Carries a command out in one transaction and answers 200. With an Idempotency-Key a second one of the same body gets the
 * same answer, and one of another body 422. A command that was refused (it throws) leaves no trace and may be sent again.
 */
export async function answerOnce(
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  req: Request,
  res: Response,
  body: unknown,
  command: (tx: Db) => Promise<unknown>,
): Promise<void> {
  const key = keyOf(req);
  const { keyId } = callerOf(res);
  const answer = await inTransaction(pool, async (tx) => {
    if (key === null || keyId === null) return command(tx);
    const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest();
    const claim: CommandKey = { apiKey: keyId, route: `${req.method} ${req.baseUrl}${req.path}`, key, bodyHash };
    const given = await claimKey(tx, claim, clock());
    if (given && !given.same)
      throw problem(422, 'idempotency_key_reused', 'Another body was sent under this Idempotency-Key.');
    if (given) return given.body;
    const done = await command(tx);
    await keepAnswer(tx, claim, 200, done);
    return done;
  });
  res.json(answer);
}
