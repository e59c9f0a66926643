import { workingDaysBetween } from '../calendar/working-time';
import { type Clock, isOver, overtaken, type Pause, passUntil, withDue } from './clock';
import { running } from './clock-moves';
import { type Timetable, workedBy } from './timetable';

/** Another target for the same promise, as when a priority changes: what was used and the pauses stay. Over at once: breached at the change. */
export function retargetClock(clock: Clock, by: Timetable, atMs: number, targetMs: number): Clock {
  if (isOver(clock)) return clock;
  const now = passUntil(clock, by, atMs);
  return changed({ ...now, targetMs, leftMs: now.leftMs + targetMs - now.targetMs }, by, now.asOfMs);
}

/**
 * The same clock by another timetable, the old one with an era more: what lies after that era's beginning counts anew, be it
 * behind or ahead. Until the change itself what happened stays; a cycle that is over is never counted again.
 */
export function migrateClock(clock: Clock, from: Timetable, by: Timetable, atMs: number): Clock {
  if (isOver(clock)) return clock;
  const now = passUntil(clock, from, atMs);
  const leftMs = now.targetMs - usedBy(by, now.startedAtMs, now.asOfMs, now.pauses);
  return changed({ ...now, leftMs }, by, now.asOfMs);
}

/** A merge: whoever asked in the other ticket has waited longer, with the pauses of its clock. */
export function backdateClock(
  clock: Clock,
  by: Timetable,
  atMs: number,
  older: Pick<Clock, 'startedAtMs' | 'pauses'>,
): Clock {
  if (isOver(clock) || older.startedAtMs >= clock.startedAtMs) return clock;
  const now = passUntil(clock, by, atMs);
  const before = older.pauses
    .filter(({ fromMs }) => fromMs < now.startedAtMs)
    .map((pause) => ({ ...pause, untilMs: Math.min(pause.untilMs ?? now.startedAtMs, now.startedAtMs) }));
  const pauses = [...before, ...now.pauses];
  const leftMs = now.targetMs - usedBy(by, older.startedAtMs, now.asOfMs, pauses);
  return changed({ ...now, startedAtMs: older.startedAtMs, pauses, leftMs }, by, now.asOfMs);
}

/**
 * The requester is not content: within so many working days the same clock goes on as if it had stood still since, else null,
 * and a new cycle begins. A first response was given once and for all.
 */
export function reopenClock(clock: Clock, by: Timetable, atMs: number, withinDays: number): Clock | null {
  const { endedAtMs, kind, state } = clock;
  if (endedAtMs === null || kind === 'response' || (state !== 'met' && state !== 'breached')) return clock;
  const { calendar } = by.findLast((era) => era.fromMs <= endedAtMs) ?? by[0];
  if (workingDaysBetween(calendar, endedAtMs, atMs) > withinDays) return null;
  const pause: Pause = { fromMs: endedAtMs, untilMs: null, reasons: ['closed'] };
  return running(
    { ...clock, endedAtMs: null, asOfMs: Math.max(atMs, endedAtMs), pauses: [...clock.pauses, pause] },
    by,
  );
}

/** While it stands still a change says nothing: it is looked at when the clock goes on. */
const changed = (clock: Clock, by: Timetable, atMs: number): Clock => withDue(by, overtaken(clock, atMs));

/** Working time without the pauses. */
const usedBy = (by: Timetable, fromMs: number, untilMs: number, pauses: readonly Pause[]): number =>
  pauses.reduce(
    (used, pause) => used - workedBy(by, pause.fromMs, Math.min(pause.untilMs ?? untilMs, untilMs)),
    workedBy(by, fromMs, untilMs),
  );
