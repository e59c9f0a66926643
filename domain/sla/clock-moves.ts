import { type Clock, isOver, overtaken, type Pause, passUntil, withDue } from './clock';
import type { Timetable } from './timetable';

/** Each gives the clock as it is after what happened at an instant; one that is over stays as it ended. */

/** Time has come this far: thresholds that are due by now are crossed. */
export const passClock = (clock: Clock, by: Timetable, atMs: number): Clock => passUntil(clock, by, atMs, true);

export function pauseClock(clock: Clock, by: Timetable, atMs: number, reason: string): Clock {
  if (isOver(clock) || clock.reasons.includes(reason)) return clock;
  const now = passUntil(clock, by, atMs);
  const reasons = [...now.reasons, reason].sort();
  const pauses = now.reasons.length > 0 ? longer(now.pauses, reason) : begun(now.pauses, now.asOfMs, reason);
  return withDue(by, { ...now, state: now.state === 'running' ? 'paused' : now.state, reasons, pauses });
}

/** It goes on once no reason is left. */
export function resumeClock(clock: Clock, by: Timetable, atMs: number, reason: string): Clock {
  if (isOver(clock) || !clock.reasons.includes(reason)) return clock;
  const now = passUntil(clock, by, atMs);
  const reasons = now.reasons.filter((other) => other !== reason);
  return reasons.length > 0 ? { ...now, reasons } : running(now, by);
}

/** Done, and in time if it is not breached; exactly at its deadline is in time. One that stands still goes on first, then is measured. */
export function stopClock(clock: Clock, by: Timetable, atMs: number): Clock {
  if (isOver(clock)) return clock;
  const now = passUntil(clock, by, atMs);
  const measured = now.reasons.length > 0 ? running(now, by) : now;
  return ended(measured, by, atMs, measured.breachedAtMs === null ? 'met' : 'breached');
}

/** Its policy no longer asks for it: neither met nor breached, and nobody is reminded. */
export const cancelClock = (clock: Clock, by: Timetable, atMs: number): Clock => ended(clock, by, atMs, 'cancelled');

/** Its ticket goes on in another one, by that one's clocks. */
export const mergeClock = (clock: Clock, by: Timetable, atMs: number): Clock => ended(clock, by, atMs, 'merged');

function ended(clock: Clock, by: Timetable, atMs: number, state: Clock['state']): Clock {
  if (isOver(clock)) return clock;
  const now = passUntil(clock, by, atMs);
  return { ...now, state, reasons: [], pauses: closed(now.pauses, now.asOfMs), endedAtMs: now.asOfMs };
}

/** Off again from `asOfMs` with what was left, or breached there if a change made while it stood left nothing. */
export function running(clock: Clock, by: Timetable): Clock {
  const state = clock.breachedAtMs === null ? 'running' : 'breached';
  const pauses = closed(clock.pauses, clock.asOfMs);
  return withDue(by, overtaken({ ...clock, state, reasons: [], pauses }, clock.asOfMs));
}

const longer = (pauses: readonly Pause[], reason: string): Pause[] =>
  pauses.map((pause) =>
    pause.untilMs === null ? { ...pause, reasons: [...new Set([...pause.reasons, reason])].sort() } : pause,
  );

/** One that begins as another for the same reason ends is that one, gone on. */
function begun(pauses: readonly Pause[], fromMs: number, reason: string): Pause[] {
  const last = pauses.at(-1);
  const goesOn = last?.untilMs === fromMs && last.reasons.length === 1 && last.reasons[0] === reason;
  return goesOn
    ? [...pauses.slice(0, -1), { ...last, untilMs: null }]
    : [...pauses, { fromMs, untilMs: null, reasons: [reason] }];
}

/** What lasted no time was no pause. */
const closed = (pauses: readonly Pause[], untilMs: number): Pause[] =>
  pauses
    .map((pause) => (pause.untilMs === null ? { ...pause, untilMs } : pause))
    .filter((pause) => pause.untilMs !== pause.fromMs);
