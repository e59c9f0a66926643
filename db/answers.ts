import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AnswerCode, asksAgain, type Cause } from '../domain/answer';
import { advance } from '../domain/case-rules';
import { type Actor, actorKey, type Side } from '../domain/words';
import type { Case } from './case-row';
import { readCases } from './case-row';
import { type Told, tellLocked } from './cases';
import { type AcceptedCorrection, addCorrection, addReference, type FileReference } from './corrections/store';
import { keepSet, type Reach } from './conversation/answer-sets';
import { addMessage } from './conversation/messages';
import { type Db, firstRow, inTransaction, type Pool, rows, run } from './query';

export interface GivenAnswer {
  code: AnswerCode;
  cause: Cause | null;
  comment: string | null;
  /** `YYYY-MM-DD`. */
  plannedOn: string | null;
  /** Stored already. */
  file: { sha256: Buffer; name: string } | null;
  /** Corrected rows that were checked against the case's anomalies. */
  corrections: AcceptedCorrection | null;
  /** Of a file that lies elsewhere. */
  reference?: FileReference | null;
  /** actorKey of who says it. */
  author: string;
  /** Hash that names one submission of one page, for one case; null when it cannot come twice. */
  submission: Buffer | null;
  /** Whom a wrong recipient names instead. */
  right?: RightPerson | null;
  /** The set that it is part of, when one answer was given to several cases. */
  set?: string | null;
}
export interface RightPerson {
  name: string | null;
  email: string | null;
}

const NOBODY: RightPerson = { name: null, email: null };

/** Keeps what was said as the next version; the case's row is locked by the caller. */
export async function addAnswer(tx: Db, caseId: number, given: GivenAnswer, at: Date): Promise<{ version: number }> {
  const { right, set } = { right: given.right ?? NOBODY, set: given.set ?? null };
  const added = await firstRow(
    tx,
    z.object({ id: z.number(), version: z.number() }),
    `insert into answer (case_id, version, code, cause, comment, planned_on, file_sha256, file_name, author, submission, at, right_name, right_email, answer_set)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from answer where case_id = $1
     returning id, version`,
    [
      caseId,
      given.code,
      given.cause,
      given.comment,
      given.plannedOn,
      given.file?.sha256 ?? null,
      given.file?.name ?? null,
      given.author,
      given.submission,
      at,
      right.name,
      right.email,
      set,
    ],
  );
  if (!added) throw new Error('answer was not inserted');
  if (given.corrections) await addCorrection(tx, added.id, given.corrections);
  if (given.reference) await addReference(tx, added.id, given.reference);
  return { version: added.version };
}

/** At eight in the morning, universal time, of the day that the supplier named. */
const askAgainAt = ({ code, plannedOn }: GivenAnswer): Date | null =>
  asksAgain(code) && plannedOn ? new Date(`${plannedOn}T08:00:00Z`) : null;

/** Says an answer of a locked case: the row and the event together, or a refusal and nothing written. */
export async function answerLocked(
  tx: Db,
  found: Case,
  given: GivenAnswer,
  who: { side: Side; actor: Actor },
  at: Date,
): Promise<Told & { version: number }> {
  const event = { type: 'answer', code: given.code, author: given.author, askAgainAt: askAgainAt(given) } as const;
  const refused = { ...who, at, event: { ...event, version: 0 } };
  if (!advance(found.facts, refused.event, who.side, at).ok)
    return { ...(await tellLocked(tx, found, refused)), version: 0 };
  const { version } = await addAnswer(tx, found.id, given, at);
  const told = await tellLocked(tx, found, {
    ...who,
    at,
    event: { ...event, version },
    data: { answer: given.code, version },
  });
  return { ...told, version };
}

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
