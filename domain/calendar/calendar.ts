import type { HolidaySet } from './public-holidays';

/** Monday is 1, Sunday 7, as ISO 8601 counts. */
export const WEEKDAY_NUMBERS = [1, 2, 3, 4, 5, 6, 7] as const;
export type WeekdayNumber = (typeof WEEKDAY_NUMBERS)[number];

/**
 * Hours of a day by the wall clock, `HH:MM`: from included, until not. `24:00` ends a day; where `until` comes before
 * `from` the hours run over midnight into the day after.
 */
export type Hours = readonly [from: string, until: string];

/** Days without work, both included: once (`YYYY-MM-DD`), or every year (`MM-DD`), then also over its turn. */
export type Closure = readonly [from: string, until: string];

/** When a desk works, in its own zone. Hours that overlap count once. */
export interface Calendar {
  /** IANA name, as Europe/Paris. */
  zone: string;
  weekly: Readonly<Partial<Record<WeekdayNumber, readonly Hours[]>>>;
  /** Single days without work, `YYYY-MM-DD`. Closed days are civil days: hours that run into one over midnight stop there. */
  holidays: readonly string[];
  publicHolidays: HolidaySet | null;
  closures: readonly Closure[];
  /** Days that have hours of their own, `YYYY-MM-DD`: in place of the week's, and though the day be closed. */
  shifts: Readonly<Record<string, readonly Hours[]>>;
}
