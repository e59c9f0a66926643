import { addBy, type Timetable, workedBy } from './timetable';

export const CLOCK_KINDS = ['response', 'update', 'resolution', 'ola'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];
export const CLOCK_STATES = ['running', 'paused', 'met', 'breached', 'cancelled', 'merged'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** Percent of the target at which somebody is told; at 100 the clock is breached. */
export const THRESHOLDS = [50, 75, 90, 100] as const;
export type Threshold = (typeof THRESHOLDS)[number];

/** A threshold that was crossed, once a cycle. */
export interface Mark {
  percent: Threshold;
  atMs: number;
  /** Crossed together with a higher one, which alone is worth a notice. */
  skipped: boolean;
}
export interface Pause {
  fromMs: number;
  /** Null while it lasts. */
  untilMs: number | null;
  /** All for which it stood still, sorted. */
  reasons: readonly string[];
}

/**
 * One promise being kept: a value, changed only by the functions beside it, each told the instant of what happened. Working time
 * left is the state; the deadline follows from it. A breached clock goes on until it is stopped, so that it knows by how much.
 */
export interface Clock {
  kind: ClockKind;
  state: ClockState;
  /** Working time, as `leftMs`. */
  targetMs: number;
  startedAtMs: number;
  /** At `asOfMs`; below zero: over by so much. */
  leftMs: number;
  asOfMs: number;
  /** Null while it stands still. */
  dueAtMs: number | null;
  /** Why it stands still, sorted: it goes on when none is left. */
  reasons: readonly string[];
  pauses: readonly Pause[];
  marks: readonly Mark[];
  breachedAtMs: number | null;
  /** When it was stopped, cancelled or merged. */
  endedAtMs: number | null;
}

export interface NewClock {
  kind: ClockKind;
  targetMs: number;
  atMs: number;
  /** Of a ticket that is created waiting. */
  reasons?: readonly string[];
}
export function startClock(by: Timetable, { kind, targetMs, atMs, reasons = [] }: NewClock): Clock {
  const sorted = [...new Set(reasons)].sort();
  return withDue(by, {
    kind,
    state: sorted.length > 0 ? 'paused' : 'running',
    targetMs,
    startedAtMs: atMs,
    leftMs: targetMs,
    asOfMs: atMs,
    dueAtMs: null,
    reasons: sorted,
    pauses: sorted.length > 0 ? [{ fromMs: atMs, untilMs: null, reasons: sorted }] : [],
    marks: [],
    breachedAtMs: null,
    endedAtMs: null,
  });
}

/** Its deadline from what is left; a breached clock keeps the instant at which it was breached. */
export const withDue = (by: Timetable, clock: Clock): Clock => ({
  ...clock,
  dueAtMs:
    clock.breachedAtMs ?? (clock.state === 'running' ? addBy(by, clock.asOfMs, Math.max(0, clock.leftMs)) : null),
});

export const isOver = (clock: Clock): boolean => clock.endedAtMs !== null;

export interface Due {
  percent: Threshold;
  dueAtMs: number;
}
/** The working time to go until a threshold; below zero when it lies behind. */
const toGoMs = ({ leftMs, targetMs }: Clock, percent: Threshold): number => leftMs - (targetMs * (100 - percent)) / 100;

const unmarked = ({ marks, breachedAtMs, state }: Clock): Threshold[] =>
  state !== 'running' || breachedAtMs !== null
    ? []
    : THRESHOLDS.filter((percent) => !marks.some((mark) => mark.percent === percent));

/** The thresholds still to come, in order, each at its exact instant. None while it stands still, once breached, and when over. */
export const duesOf = (clock: Clock, by: Timetable): Due[] =>
  unmarked(clock).map((percent) => ({
    percent,
    dueAtMs: addBy(by, clock.asOfMs, Math.max(0, Math.ceil(toGoMs(clock, percent)))),
  }));

/**
 * The clock as time has passed until an instant: what it used, and the thresholds it crossed, each stamped with its own instant
 * however late this is told. What is due at the instant itself comes after whatever else happens at it, unless `included`.
 */
export function passUntil(clock: Clock, by: Timetable, atMs: number, included = false): Clock {
  if (isOver(clock) || atMs < clock.asOfMs) return clock;
  if (clock.reasons.length > 0) return { ...clock, asOfMs: atMs };
  const used = workedBy(by, clock.asOfMs, atMs);
  const near = unmarked(clock).some((percent) => toGoMs(clock, percent) <= used);
  const crossed = near ? duesOf(clock, by).filter(({ dueAtMs }) => (included ? dueAtMs <= atMs : dueAtMs < atMs)) : [];
  return { ...marked(clock, crossed), leftMs: clock.leftMs - used, asOfMs: atMs };
}

/** What a change put behind it all at once: crossed at the change, and only the highest is told. */
export const overtaken = (clock: Clock, atMs: number): Clock =>
  marked(
    clock,
    unmarked(clock)
      .filter((percent) => toGoMs(clock, percent) < 0)
      .map((percent) => ({ percent, dueAtMs: atMs })),
  );

function marked(clock: Clock, crossed: readonly Due[]): Clock {
  const highest = crossed.at(-1);
  if (!highest) return clock;
  const made = crossed.map((due): Mark => ({ percent: due.percent, atMs: due.dueAtMs, skipped: due !== highest }));
  const marks = [...clock.marks, ...made];
  return highest.percent === 100
    ? { ...clock, marks, state: 'breached', breachedAtMs: highest.dueAtMs, dueAtMs: highest.dueAtMs }
    : { ...clock, marks };
}
