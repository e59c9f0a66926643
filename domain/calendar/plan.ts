import type { Calendar, Hours } from './calendar';
import { WEEKDAY_NUMBERS } from './calendar';
import { dayInYear, dayNumber, MINUTE_MS, weekdayOf, yearOf } from './day';
import { publicHolidays } from './public-holidays';

/** From midnight, in milliseconds of the wall clock. */
export type Stretch = readonly [fromMs: number, untilMs: number];
const MIDNIGHT_MS = 1440 * MINUTE_MS;

/** The hours that begin on a day: what lies before its midnight, and what lies after it, on the next. */
interface Begun {
  own: readonly Stretch[];
  tail: readonly Stretch[];
}
/** A calendar made ready to be asked for one day after the other. */
export interface Plan {
  /** From Monday. */
  week: readonly Begun[];
  shifts: ReadonlyMap<number, Begun>;
  holidays: ReadonlySet<number>;
  calendar: Calendar;
  closedIn: Map<number, ReadonlySet<number>>;
  /** The year that was asked for last, as days follow each other. */
  year: { first: number; last: number; closed: ReadonlySet<number> };
}

export const planOf = (calendar: Calendar): Plan => ({
  week: WEEKDAY_NUMBERS.map((weekday) => begun(calendar.weekly[weekday] ?? [])),
  shifts: new Map(Object.entries(calendar.shifts).map(([day, hours]) => [dayNumber(day), begun(hours)])),
  holidays: new Set(calendar.holidays.map(dayNumber)),
  calendar,
  closedIn: new Map(),
  year: { first: 0, last: -1, closed: new Set() },
});

const NOTHING: Begun = { own: [], tail: [] };
/** The hours of a civil day, in no order; they may overlap. */
export function hoursOn(plan: Plan, day: number): readonly Stretch[] {
  const closed = isClosed(plan, day);
  const today = plan.shifts.get(day) ?? (closed ? NOTHING : weekOf(plan, day));
  const eve = plan.shifts.get(day - 1) ?? (closed ? NOTHING : weekOf(plan, day - 1));
  return eve.tail.length === 0 ? today.own : [...eve.tail, ...today.own];
}

const weekOf = ({ week }: Plan, day: number): Begun => week[weekdayOf(day)] ?? NOTHING;

function isClosed(plan: Plan, day: number): boolean {
  if (day < plan.year.first || day > plan.year.last) {
    const year = yearOf(day);
    const [first, next] = [dayInYear('01-01', year), dayInYear('01-01', year + 1)];
    plan.year = { first, last: next - 1, closed: closedDays(plan, year) };
  }
  return plan.year.closed.has(day) || plan.holidays.has(day);
}

function closedDays(plan: Plan, year: number): ReadonlySet<number> {
  const known = plan.closedIn.get(year);
  if (known) return known;
  const { publicHolidays: set, closures } = plan.calendar;
  const newYear = dayInYear('01-01', year);
  const made = new Set(set ? publicHolidays(set, year) : []);
  for (const [from, until] of closures)
    for (const [first, last] of daysOf(from, until, year))
      for (let day = Math.max(first, newYear); day <= Math.min(last, newYear + 366); day += 1) made.add(day);
  plan.closedIn.set(year, made);
  return made;
}

const isYearly = (day: string): boolean => day.length === 'MM-DD'.length;
/** First and last day of the parts of a closure that may touch a year. */
function daysOf(from: string, until: string, year: number): [number, number][] {
  if (!isYearly(from)) return [[dayNumber(from), dayNumber(until)]];
  if (from <= until) return [[dayInYear(from, year), lastDay(until, year)]];
  return [year - 1, year].map((start) => [dayInYear(from, start), lastDay(until, start + 1)]);
}
/** The last day of February, not the first of March, ends what ends on the 29th. */
const lastDay = (monthDay: string, year: number): number =>
  monthDay === '02-29' ? dayInYear('03-01', year) - 1 : dayInYear(monthDay, year);

function begun(hours: readonly Hours[]): Begun {
  const stretches = hours.map(([from, until]): Stretch => [wallMs(from), wallMs(until)]);
  return {
    own: stretches.map(([from, until]) => [from, until > from ? until : MIDNIGHT_MS]),
    tail: stretches.filter(([from, until]) => until < from).map(([, until]) => [0, until]),
  };
}

const wallMs = (clock: string): number => (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))) * MINUTE_MS;
