import { type Clock, type NewClock, startClock } from './clock';
import { backdateClock, migrateClock, reopenClock, retargetClock } from './clock-changes';
import { cancelClock, mergeClock, passClock, pauseClock, resumeClock, stopClock } from './clock-moves';
import type { Timetable } from './timetable';

/** What happened to a clock, and when: its log. */
export type ClockEvent = { atMs: number } & (
  | { type: 'stopped' | 'cancelled' | 'merged' | 'passed' }
  | { type: 'paused' | 'resumed'; reason: string }
  | { type: 'reopened'; withinDays: number }
  | { type: 'retargeted'; targetMs: number }
  | { type: 'backdated'; older: Pick<Clock, 'startedAtMs' | 'pauses'> }
  | { type: 'migrated'; by: Timetable }
);

/** Of what happened at the same instant the earlier here comes first; of two alike, the earlier in the log. */
const ORDER: Record<ClockEvent['type'], number> = {
  stopped: 0,
  cancelled: 1,
  merged: 1,
  paused: 2,
  resumed: 3,
  reopened: 3,
  retargeted: 4,
  backdated: 4,
  migrated: 4,
  passed: 5,
};
export const inOrder = (events: readonly ClockEvent[]): ClockEvent[] =>
  [...events].sort((a, b) => a.atMs - b.atMs || ORDER[a.type] - ORDER[b.type]);

/** The record that a log makes, whatever the order in which it arrived. */
export function replay(by: Timetable, start: NewClock, events: readonly ClockEvent[]): Clock {
  let clock = startClock(by, start);
  let current = by;
  for (const event of inOrder(events)) {
    clock = tellClock(clock, current, event);
    if (event.type === 'migrated') current = event.by;
  }
  return clock;
}

function tellClock(clock: Clock, by: Timetable, event: ClockEvent): Clock {
  const { atMs } = event;
  switch (event.type) {
    case 'stopped':
      return stopClock(clock, by, atMs);
    case 'cancelled':
      return cancelClock(clock, by, atMs);
    case 'merged':
      return mergeClock(clock, by, atMs);
    case 'passed':
      return passClock(clock, by, atMs);
    case 'paused':
      return pauseClock(clock, by, atMs, event.reason);
    case 'resumed':
      return resumeClock(clock, by, atMs, event.reason);
    case 'reopened':
      return reopenClock(clock, by, atMs, event.withinDays) ?? clock;
    case 'retargeted':
      return retargetClock(clock, by, atMs, event.targetMs);
    case 'backdated':
      return backdateClock(clock, by, atMs, event.older);
    case 'migrated':
      return migrateClock(clock, by, event.by, atMs);
  }
}
