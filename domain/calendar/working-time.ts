import { BLOCK_MS, blockAt } from './blocks';
import type { Calendar } from './calendar';
import { DAY_MS } from './day';
import { instantAtWall, offsetMs, zoneNamed } from './zone';

/** Half-open, as instants. */
export interface Span {
  fromMs: number;
  untilMs: number;
}

/** How far a deadline is looked for: beyond it there is none. */
const YEARS_MAX = 100;
const BLOCKS_MAX = Math.ceil((YEARS_MAX * 366 * DAY_MS) / BLOCK_MS);

const indexAt = (ms: number): number => Math.floor(ms / BLOCK_MS);

/** The earliest instant by which so much has been worked since `startMs`; null when a hundred years are not enough. */
export function reach(calendar: Calendar, startMs: number, workingMs: number): number | null {
  if (workingMs <= 0) return startMs;
  const first = indexAt(startMs);
  let leftMs = workingMs + workedBefore(calendar, first, startMs);
  for (let index = first; index < first + BLOCKS_MAX; index += 1) {
    const { from, until, workedMs } = blockAt(calendar, index);
    if (workedMs < leftMs) {
      leftMs -= workedMs;
      continue;
    }
    for (let n = 0; n < from.length; n += 1) {
      const [begins = 0, ends = 0] = [from[n], until[n]];
      if (ends - begins >= leftMs) return begins + leftMs;
      leftMs -= ends - begins;
    }
  }
  return null;
}

/** As `reach`, for a calendar and a target that were checked together before. */
export function add(calendar: Calendar, startMs: number, workingMs: number): number {
  const reached = reach(calendar, startMs, workingMs);
  if (reached === null) throw new RangeError(`no ${workingMs} ms of working time within ${YEARS_MAX} years`);
  return reached;
}

/** Working time from one instant to the other, in milliseconds; 0 when the second is not after the first. */
export function between(calendar: Calendar, fromMs: number, untilMs: number): number {
  if (untilMs <= fromMs) return 0;
  const [first, last] = [indexAt(fromMs), indexAt(untilMs)];
  let workedMs = workedBefore(calendar, last, untilMs) - workedBefore(calendar, first, fromMs);
  for (let index = first; index < last; index += 1) workedMs += blockAt(calendar, index).workedMs;
  return workedMs;
}

/** What is worked in a block before an instant of it. */
function workedBefore(calendar: Calendar, index: number, ms: number): number {
  const { from, until } = blockAt(calendar, index);
  let workedMs = 0;
  for (let n = 0; n < from.length; n += 1) {
    const [begins = 0, ends = 0] = [from[n], until[n]];
    if (begins >= ms) break;
    workedMs += Math.min(ends, ms) - begins;
  }
  return workedMs;
}

/** The stretches of working time from one instant to the other, in order. */
export function workingSpans(calendar: Calendar, fromMs: number, untilMs: number): Span[] {
  const spans: Span[] = [];
  for (let index = indexAt(fromMs); index <= indexAt(untilMs); index += 1) {
    const { from, until } = blockAt(calendar, index);
    for (let n = 0; n < from.length; n += 1) {
      const span = { fromMs: Math.max(from[n] ?? 0, fromMs), untilMs: Math.min(until[n] ?? 0, untilMs) };
      if (span.fromMs < span.untilMs) join(spans, span);
    }
  }
  return spans;
}

/** Work that goes on over the end of a block is one stretch. */
function join(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last?.untilMs === span.fromMs) last.untilMs = span.untilMs;
  else spans.push(span);
}

/** How many local days with work begin after the first instant and not after the second. */
export function workingDaysBetween(calendar: Calendar, fromMs: number, untilMs: number): number {
  const zone = zoneNamed(calendar.zone);
  const dayAt = (ms: number): number => Math.floor((ms + offsetMs(zone, ms)) / DAY_MS);
  const days = new Set<number>();
  const midnightMs = instantAtWall(zone, (dayAt(untilMs) + 1) * DAY_MS);
  for (const span of workingSpans(calendar, fromMs, midnightMs))
    for (let day = dayAt(span.fromMs); day <= dayAt(span.untilMs - 1); day += 1) days.add(day);
  days.delete(dayAt(fromMs));
  return days.size;
}

/** Whether anybody ever works by it, dated exceptions aside. 28 years have every weekday on every date. */
export function hasWorkingTime({ zone, weekly, publicHolidays, closures }: Calendar): boolean {
  const lasting: Calendar = { zone, weekly, publicHolidays, closures, holidays: [], shifts: {} };
  const first = indexAt(Date.UTC(2001, 0, 1));
  for (let index = first; index <= indexAt(Date.UTC(2029, 0, 1)); index += 1)
    if (blockAt(lasting, index).workedMs > 0) return true;
  return false;
}
