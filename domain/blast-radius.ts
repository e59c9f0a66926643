import { type AnswerCode, answersFor, neededBy } from './answer';
import type { Phase } from './case';
import { allowed } from './case-rules';
import type { Family, Side } from './words';

/** One answer for every case of a sensor in an interval: which cases it fits, and why it passes over the others. */

export interface ReachedCase {
  phase: Phase;
  family: Family;
  firstTime: Date | null;
  lastTime: Date | null;
  /** The answer that stands, if any. */
  answer: AnswerCode | null;
}
/** Why a case is passed over. `answered` may be ticked all the same: it stands at another answer, which this one replaces. */
export type Exception = 'partly_outside' | 'not_now' | 'not_offered' | 'answered';

/** Null for a case that the answer is meant for. `end` is the first instant after the interval. */
export function exceptionOf(
  of: ReachedCase,
  { start, end }: { start: Date; end: Date },
  code: AnswerCode,
  side: Side,
): Exception | null {
  if (!of.firstTime || !of.lastTime || of.firstTime < start || of.lastTime >= end) return 'partly_outside';
  if (!allowed(of.phase, side).includes('answer')) return 'not_now';
  if (!answersFor(of.family).includes(code)) return 'not_offered';
  return of.answer !== null && of.answer !== code ? 'answered' : null;
}

/** An answer that stands can be replaced, if its case is ticked. */
export const isTakable = (exception: Exception | null): boolean => exception === null || exception === 'answered';

/** Answers that mean the same for several cases: not those that come with a file or name a person. */
export const answersForSet = (family: Family): AnswerCode[] =>
  answersFor(family).filter((code) => neededBy(code) !== 'file' && code !== 'wrong_recipient');

const DAY_MS = 86_400_000;
/** Whole days, both included, as an interval; null when the first is after the last. */
export function daysBetween(first: string, last: string): { start: Date; end: Date } | null {
  const [start, end] = [Date.parse(`${first}T00:00:00Z`), Date.parse(`${last}T00:00:00Z`) + DAY_MS];
  return start < end ? { start: new Date(start), end: new Date(end) } : null;
}
