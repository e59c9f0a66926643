import { type Arrival, type Closing, type Verdict, verdictOn } from './reopen';

/** A case that an anomaly of its key might join. */
export interface Candidate {
  id: number;
  /** Holds its key: the one that an anomaly joins when nothing speaks for another. */
  accepting: boolean;
  isOpen: boolean;
  /** Too old or too full to take in more than late rows of its own interval. */
  isWorn: boolean;
  /** By the rule that made it; null = its data may be however far apart. */
  gapMs: number | null;
  first: Date | null;
  last: Date | null;
  /** The open case that this one was merged into. */
  survivor: number | null;
  /** How it ended; null while it is open. */
  closing: Closing | null;
}

/** A choice holds only as long as the case accepts, is open, is closed, or always (a late row of an open case's own interval). */
export interface Choice {
  id: number;
  holdsWhile: 'accepting' | 'open' | 'closed' | 'always';
  /** What the anomaly means for a closed case. */
  verdict: Exclude<Verdict, { kind: 'new_case' }> | null;
}

/**
 * The case of an anomaly among those of its key, the newest first: the one whose interval holds it, else an open one within
 * the gap, else the one its key was merged into, else a closed one that it reopens. Null = none: it opens one.
 */
export function chooseCase(arrival: Arrival, candidates: readonly Candidate[]): Choice | null {
  const [only] = candidates;
  if (candidates.length === 1 && only?.accepting && only.isOpen)
    return isNear(only, arrival) ? { id: only.id, holdsWhile: 'accepting', verdict: null } : null;
  const holding = candidates.filter((candidate) => holds(candidate, arrival));
  const [own] = [...holding].sort((a, b) => Number(b.accepting) - Number(a.accepting));
  const held = own && heldBy(own, arrival);
  if (held) return held;
  const near = candidates.find((candidate) => candidate.accepting && isNear(candidate, arrival));
  if (near) return { id: near.id, holdsWhile: 'accepting', verdict: null };
  const open = candidates.find(
    (candidate) => candidate.isOpen && !candidate.isWorn && candidate.gapMs !== null && isNear(candidate, arrival),
  );
  if (open) return { id: open.id, holdsWhile: 'open', verdict: null };
  const merged = candidates.find(({ survivor }) => survivor !== null)?.survivor;
  if (merged) return { id: merged, holdsWhile: 'open', verdict: null };
  return firstOf(candidates.map((one) => ofClosed(one, arrival)));
}

const firstOf = <T>(found: readonly (T | null)[]): T | null => found.find((one) => one !== null) ?? null;

function heldBy(own: Candidate, arrival: Arrival): Choice | null {
  if (own.survivor !== null) return { id: own.survivor, holdsWhile: 'open', verdict: null };
  if (own.closing) return ofClosed(own, arrival);
  return { id: own.id, holdsWhile: own.accepting ? 'accepting' : 'always', verdict: null };
}

function ofClosed({ id, closing }: Candidate, arrival: Arrival): Choice | null {
  const verdict = closing && verdictOn(closing, arrival);
  return verdict && verdict.kind !== 'new_case' ? { id, holdsWhile: 'closed', verdict } : null;
}

const holds = ({ first, last }: Candidate, { time }: Arrival): boolean =>
  time !== null && first !== null && last !== null && first <= time && time <= last;

/** What has no data time is near everything. */
function isNear({ gapMs, first, last }: Candidate, { time }: Arrival): boolean {
  if (gapMs === null || !time || !first || !last) return true;
  return time.getTime() >= first.getTime() - gapMs && time.getTime() <= last.getTime() + gapMs;
}

/** The gap rolls: what a case takes in widens the interval that the next is measured by. */
export function widen(candidate: Candidate, { time }: Arrival): void {
  if (!time) return;
  if (!candidate.first || time < candidate.first) candidate.first = time;
  if (!candidate.last || time > candidate.last) candidate.last = time;
}

/** Cuts items of one key, which none of its cases takes, into stretches of data without a gap, the oldest first. */
export function stretchesOf<T>(items: readonly T[], timeOf: (item: T) => Date | null, gapMs: number | null): T[][] {
  if (gapMs === null) return [[...items]];
  const sorted = [...items].sort((a, b) => (timeOf(a)?.getTime() ?? 0) - (timeOf(b)?.getTime() ?? 0));
  const stretches: T[][] = [];
  let last: number | null = null;
  for (const item of sorted) {
    const time = timeOf(item)?.getTime() ?? null;
    const current = stretches.at(-1);
    if (!current || (time !== null && last !== null && time > last + gapMs)) stretches.push([item]);
    else current.push(item);
    last = time ?? last;
  }
  return stretches;
}
