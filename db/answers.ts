import { z } from 'zod';
import { type AnswerCode, asksAgain, type Cause } from '../domain/answer';
import { advance } from '../domain/case-rules';
import { type Actor, actorKey, type Side } from '../domain/words';
import type { Case } from './case-row';
import { readCases } from './case-row';
import { type Told, tellLocked } from './cases';
import { addMessage } from './conversation/messages';
import { type Db, firstRow, inTransaction, type Pool, rows } from './query';

export interface GivenAnswer {
  code: AnswerCode;
  cause: Cause | null;
  comment: string | null;
  /** `YYYY-MM-DD`. */
  plannedOn: string | null;
  /** Stored already. */
  file: { sha256: Buffer; name: string } | null;
  /** Corrected rows that were checked against the case's anomalies. */
  corrections: readonly unknown[] | null;
  /** actorKey of who says it. */
  author: string;
  /** Hash that names one submission of one page, for one case; null when it cannot come twice. */
  submission: Buffer | null;
}

/** Keeps what was said as the next version; the case's row is locked by the caller. */
export async function addAnswer(tx: Db, caseId: number, given: GivenAnswer, at: Date): Promise<{ version: number }> {
  const added = await firstRow(
    tx,
    z.object({ version: z.number() }),
    `insert into answer (case_id, version, code, cause, comment, planned_on, file_sha256, file_name, corrections, author, submission, at)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 from answer where case_id = $1
     returning version`,
    [
      caseId,
      given.code,
      given.cause,
      given.comment,
      given.plannedOn,
      given.file?.sha256 ?? null,
      given.file?.name ?? null,
      given.corrections && JSON.stringify(given.corrections),
      given.author,
      given.submission,
      at,
    ],
  );
  if (!added) throw new Error('answer was not inserted');
  return added;
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

/**
 * A supplier's answer to one or more cases in one transaction, the cases locked in id order: accepted, the same
 * submission once more, or refused because the case no longer takes an answer. One refusal does not hinder the others.
 */
export const submitAnswer = (
  pool: Pool,
  caseIds: readonly number[],
  given: Omit<GivenAnswer, 'author' | 'submission'>,
  { contact, submissionOf }: { contact: number; submissionOf: (caseId: number) => Buffer },
  at: Date,
): Promise<Submitted[]> =>
  inTransaction(pool, async (tx) => {
    const actor: Actor = { kind: 'contact', id: String(contact) };
    const done: Submitted[] = [];
    for (const found of await readCases(tx, caseIds, true)) {
      const submission = submissionOf(found.id);
      const known = await versionOf(tx, submission);
      const of = { number: found.number, caseId: found.id };
      if (known !== null) {
        done.push({ ...of, outcome: 'same', version: known });
        continue;
      }
      const answer = { ...given, author: actorKey(actor), submission };
      const told = await answerLocked(tx, found, answer, { side: 'supplier', actor }, at);
      done.push({ ...of, outcome: told.ok ? 'accepted' : 'refused', version: told.version });
    }
    return done;
  });

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

const Seen = z.object({ caseId: z.number(), number: z.string(), version: z.number() });
/** Answers that these submissions have made already. */
export const findSubmissions = (db: Db, submissions: readonly Buffer[]): Promise<z.output<typeof Seen>[]> =>
  rows(
    db,
    Seen,
    `select a.case_id as "caseId", c.number, a.version from answer a join anomaly_case c on c.id = a.case_id
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
