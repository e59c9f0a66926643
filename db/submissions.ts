import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, actorKey } from '../domain/words';
import { answerLocked, type GivenAnswer } from './answers';
import { type Case, readCases } from './case-row';
import { keepSet, type Reach } from './conversation/answer-sets';
import { type Db, firstRow, inTransaction, type Pool, rows } from './query';

export interface Submitted {
  number: string;
  caseId: number;
  outcome: 'accepted' | 'same' | 'refused';
  /** Of the answer that stands; 0 when it was refused. */
  version: number;
}

/** What is said to one or more cases at once, and by whom. */
export interface Submission {
  given: Omit<GivenAnswer, 'author' | 'submission' | 'set'>;
  author: Actor;
  /** The desk's when it was told by telephone. */
  side?: 'supplier' | 'desk';
  /** The sensor and interval by which the cases were found, when they were. */
  reach?: Reach | null;
  submissionOf: (caseId: number) => Buffer;
}

/**
 * A supplier's answer to one or more cases in one transaction, the cases locked in id order: accepted, the same
 * submission once more, or refused because the case no longer takes an answer. One refusal does not hinder the others.
 * Several are a set, which can be approved as one.
 */
export const submitAnswer = (
  pool: Pool,
  caseIds: readonly number[],
  { given, author, side = 'supplier', reach = null, submissionOf }: Submission,
  at: Date,
): Promise<Submitted[]> =>
  inTransaction(pool, async (tx) => {
    const found = await readCases(tx, caseIds, true);
    const set = found.length > 1 ? randomUUID() : null;
    const done: Submitted[] = [];
    for (const one of found) {
      const submission = submissionOf(one.id);
      const known = (await versionOf(tx, submission)) ?? (await sameFileOf(tx, one, given));
      const of = { number: one.number, caseId: one.id };
      if (known !== null) {
        done.push({ ...of, outcome: 'same', version: known });
        continue;
      }
      const answer = { ...given, author: actorKey(author), submission, set };
      const told = await answerLocked(tx, one, answer, { side, actor: author }, at);
      done.push({ ...of, outcome: told.ok ? 'accepted' : 'refused', version: told.version });
    }
    if (set !== null && done.some(({ outcome }) => outcome === 'accepted'))
      await keepSet(tx, { id: set, code: given.code, author: actorKey(author), reach, at });
    return done;
  });

/** The version that stands when it says the same with the same file: sent twice, a file counts once. */
async function sameFileOf(db: Db, of: Case, given: Submission['given']): Promise<number | null> {
  if (!given.file || of.facts.answer === null) return null;
  const found = await firstRow(
    db,
    z.object({ version: z.number() }),
    `select version from answer where case_id = $1 and version = $2 and file_sha256 = $3 and code = $4
        and cause is not distinct from $5 and comment is not distinct from $6 and planned_on is not distinct from $7::date`,
    [of.id, of.facts.answer.version, given.file.sha256, given.code, given.cause, given.comment, given.plannedOn],
  );
  return found?.version ?? null;
}

/** The version that a submission made; null when it has not been seen. */
async function versionOf(db: Db, submission: Buffer): Promise<number | null> {
  const found = await firstRow(
    db,
    z.object({ version: z.number() }),
    'select version from answer where submission = $1',
    [submission],
  );
  return found?.version ?? null;
}

const Seen = z.object({ caseId: z.number(), number: z.string(), version: z.number(), withdrawn: z.boolean() });
/** Answers that these submissions have made already. */
export const findSubmissions = (db: Db, submissions: readonly Buffer[]): Promise<z.output<typeof Seen>[]> =>
  rows(
    db,
    Seen,
    `select a.case_id as "caseId", c.number, a.version, a.withdrawn_at is not null as withdrawn from answer a join anomaly_case c on c.id = a.case_id
      where a.submission = any($1::bytea[]) order by a.case_id`,
    [submissions],
  );
