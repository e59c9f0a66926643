import { z } from 'zod';
import { type AnswerCode, asksAgain, type Cause } from '../domain/answer';
import { advance } from '../domain/case-rules';
import type { Actor, Side } from '../domain/words';
import type { Case } from './case-row';
import { type Told, tellLocked } from './cases';
import { type AcceptedCorrection, addCorrection, addReference, type FileReference } from './corrections/store';
import { withdrawProposals } from './inbound/supersede';
import { type Db, firstRow } from './query';

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
  await withdrawProposals(tx, found, who.actor, at);
  return { ...told, version };
}
