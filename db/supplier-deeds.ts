import { z } from 'zod';
import type { Actor } from '../domain/words';
import { readCases } from './case-row';
import { tellLocked } from './cases';
import { addMessage } from './conversation/messages';
import { type Db, firstRow, inTransaction, type Pool, run } from './query';

/**
 * The supplier has the letter, or wrote something that is no answer. Said once: a case that is past being asked, or that
 * was acknowledged before, stays as it is. False when nothing changed.
 */
export const acknowledge = (
  pool: Pool,
  caseId: number,
  { comment, author, submission }: { comment: string | null; author: Actor; submission: Buffer },
  at: Date,
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const said = { caseId, author, via: 'page', submission, at } as const;
    if (comment !== null) return (await addMessage(tx, { ...said, text: comment })) === 'added';
    const [found] = await readCases(tx, [caseId], true);
    if (!found || found.facts.phase === 'acknowledged') return false;
    const event = { type: 'acknowledge' } as const;
    return (await tellLocked(tx, found, { event, side: 'supplier', actor: author, at })).ok;
  });

export type Withdrawn = 'withdrawn' | 'same' | 'refused';
/** Takes the newest answer to a case back. `same` when that was done before and nothing came since. */
export const withdrawAnswer = (pool: Pool, caseId: number, author: Actor, at: Date): Promise<Withdrawn> =>
  inTransaction(pool, async (tx) => {
    const [found] = await readCases(tx, [caseId], true);
    if (!found) return 'refused';
    const version = found.facts.answer?.version ?? null;
    if (version === null) return (await isNewestWithdrawn(tx, caseId)) ? 'same' : 'refused';
    const event = { type: 'withdraw' } as const;
    const told = await tellLocked(tx, found, { event, side: 'supplier', actor: author, at, data: { version } });
    if (!told.ok) return 'refused';
    await run(tx, 'update answer set withdrawn_at = $3 where case_id = $1 and version = $2', [caseId, version, at]);
    return 'withdrawn';
  });

const isNewestWithdrawn = async (db: Db, caseId: number): Promise<boolean> =>
  (
    await firstRow(
      db,
      z.object({ withdrawn: z.boolean() }),
      'select withdrawn_at is not null as withdrawn from answer where case_id = $1 order by version desc limit 1',
      [caseId],
    )
  )?.withdrawn ?? false;
