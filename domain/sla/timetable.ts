import type { Calendar } from '../calendar/calendar';
import { add, between, reach, type Span, workingSpans } from '../calendar/working-time';

/** A calendar and the instant from which it counts. */
export interface Era {
  fromMs: number;
  calendar: Calendar;
}
/**
 * What a clock runs by. It keeps the calendar it began with; a migration appends another, which counts from its instant on,
 * so that what ran before counts as it did.
 */
export type Timetable = readonly [Era, ...Era[]];
export const timetable = (calendar: Calendar): Timetable => [{ fromMs: Number.NEGATIVE_INFINITY, calendar }];

/** The earliest instant by which so much has been worked; null when no hundred years are enough. */
export function reachBy(eras: Timetable, startMs: number, workingMs: number): number | null {
  let leftMs = workingMs;
  for (const { calendar, fromMs, untilMs } of partsOf(eras, startMs, Number.POSITIVE_INFINITY)) {
    if (untilMs === Number.POSITIVE_INFINITY) return reach(calendar, fromMs, leftMs);
    const workedMs = between(calendar, fromMs, untilMs);
    if (workedMs >= leftMs) return add(calendar, fromMs, leftMs);
    leftMs -= workedMs;
  }
  return null;
}

/** As `reachBy`, for a target that its policy was allowed to set. */
export function addBy(eras: Timetable, startMs: number, workingMs: number): number {
  const reached = reachBy(eras, startMs, workingMs);
  if (reached === null) throw new RangeError(`no ${workingMs} ms of working time within reach`);
  return reached;
}

export const workedBy = (eras: Timetable, fromMs: number, untilMs: number): number =>
  partsOf(eras, fromMs, untilMs).reduce((sum, part) => sum + between(part.calendar, part.fromMs, part.untilMs), 0);

export const spansBy = (eras: Timetable, fromMs: number, untilMs: number): Span[] =>
  partsOf(eras, fromMs, untilMs).flatMap((part) => workingSpans(part.calendar, part.fromMs, part.untilMs));

/** Which calendar counts from when until when. */
function partsOf(eras: Timetable, fromMs: number, untilMs: number): (Span & { calendar: Calendar })[] {
  const parts = eras.map(({ calendar, fromMs: beginsMs }, n) => ({
    calendar,
    fromMs: n === 0 ? fromMs : Math.max(fromMs, beginsMs),
    untilMs: Math.min(untilMs, eras[n + 1]?.fromMs ?? Number.POSITIVE_INFINITY),
  }));
  return parts.filter((part) => part.fromMs < part.untilMs);
}
