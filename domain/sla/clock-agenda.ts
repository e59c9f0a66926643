import type { Clock, Mark, Threshold } from './clock';
import { duesOf } from './clock';
import type { Timetable } from './timetable';

export interface ClockDue {
  step: 'threshold' | 'breach';
  percent: Threshold;
  dueAtMs: number;
}

/** What the clock waits for; null while it stands still, once it is breached, and when it is over. The step is `passClock`. */
export function clockAgenda(clock: Clock, by: Timetable): ClockDue | null {
  const next = duesOf(clock, by)[0];
  return next ? { step: next.percent === 100 ? 'breach' : 'threshold', ...next } : null;
}

/** Thresholds crossed from one to the other of two values of a clock: what an event, and unless skipped a notice, is made of. */
export const newMarks = (before: Clock, after: Clock): readonly Mark[] => after.marks.slice(before.marks.length);
