import { reachBy, spansBy, type Timetable, workedBy } from './timetable';

/** From when until when a clock stood still; null: it still does. */
export interface Stop {
  fromMs: number;
  untilMs: number | null;
  reasons?: readonly string[];
}
export interface Question {
  by: Timetable;
  startMs: number;
  targetMs: number;
  /** In any order; they may overlap. */
  pauses: readonly Stop[];
}

/** One term of the sum. Of a pause `workingMs` is what it leaves out. */
export interface Line {
  kind: 'worked' | 'paused';
  fromMs: number;
  untilMs: number | null;
  workingMs: number;
  /** Worked until its end. */
  totalMs: number;
  reasons: readonly string[];
}
export interface Explanation {
  /** Null while a pause lasts, and when a hundred years of the calendar hold less. */
  dueMs: number | null;
  unreachable: boolean;
  lines: Line[];
}

type Stretch = { running: true; fromMs: number; untilMs: number } | { running: false; pause: Stop };

/** When the target is used up: the earliest such instant, whatever stands still from that instant on. */
export function dueOf(question: Question): Pick<Explanation, 'dueMs' | 'unreachable'> {
  const { dueMs, unreachable } = walk(question);
  return { dueMs, unreachable };
}

/** Why then: every stretch of work that counted and every pause that did not, in order, and the sum as it grew. */
export function explain(question: Question): Explanation {
  const { by } = question;
  const { dueMs, unreachable, stretches } = walk(question);
  const lines: Line[] = [];
  let totalMs = 0;
  for (const stretch of stretches) {
    if (!stretch.running) {
      const { fromMs, untilMs, reasons = [] } = stretch.pause;
      const workingMs = untilMs === null ? 0 : workedBy(by, fromMs, untilMs);
      lines.push({ kind: 'paused', fromMs, untilMs, workingMs, totalMs, reasons });
      continue;
    }
    for (const { fromMs, untilMs } of spansBy(by, stretch.fromMs, stretch.untilMs)) {
      totalMs += untilMs - fromMs;
      lines.push({ kind: 'worked', fromMs, untilMs, workingMs: untilMs - fromMs, totalMs, reasons: [] });
    }
  }
  return { dueMs, unreachable, lines };
}

function walk({ by, startMs, targetMs, pauses }: Question): {
  dueMs: number | null;
  unreachable: boolean;
  stretches: Stretch[];
} {
  const stretches: Stretch[] = [];
  let [cursorMs, leftMs] = [startMs, targetMs];
  for (const pause of apart(pauses, startMs)) {
    const workedMs = workedBy(by, cursorMs, pause.fromMs);
    if (workedMs >= leftMs) break;
    leftMs -= workedMs;
    stretches.push({ running: true, fromMs: cursorMs, untilMs: pause.fromMs }, { running: false, pause });
    if (pause.untilMs === null) return { dueMs: null, unreachable: false, stretches };
    cursorMs = pause.untilMs;
  }
  const dueMs = reachBy(by, cursorMs, leftMs);
  if (dueMs === null) return { dueMs, unreachable: true, stretches };
  return { dueMs, unreachable: false, stretches: [...stretches, { running: true, fromMs: cursorMs, untilMs: dueMs }] };
}

/** What lies after the start, in order, joined where it overlaps or touches. */
function apart(pauses: readonly Stop[], startMs: number): Stop[] {
  const never = Number.POSITIVE_INFINITY;
  const after = pauses
    .map((pause) => ({ ...pause, fromMs: Math.max(pause.fromMs, startMs) }))
    .filter(({ fromMs, untilMs }) => fromMs < (untilMs ?? never))
    .sort((a, b) => a.fromMs - b.fromMs);
  const joined: Stop[] = [];
  for (const pause of after) {
    const last = joined.at(-1);
    if (last && pause.fromMs <= (last.untilMs ?? never)) joined[joined.length - 1] = union(last, pause);
    else joined.push(pause);
  }
  return joined;
}

const union = (a: Stop, b: Stop): Stop => ({
  fromMs: a.fromMs,
  untilMs: a.untilMs === null || b.untilMs === null ? null : Math.max(a.untilMs, b.untilMs),
  reasons: [...new Set([...(a.reasons ?? []), ...(b.reasons ?? [])])].sort(),
});
