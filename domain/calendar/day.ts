/** Days as whole numbers, 0 = 1 January 1970: what calendars count with. */
export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** Of `YYYY-MM-DD`. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();
/** From 0 = Monday. 1 January 1970 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** The day of `MM-DD` in this year; 29 February is 1 March where there is none. */
export const dayInYear = (monthDay: string, year: number): number =>
  Date.UTC(year, Number(monthDay.slice(0, 2)) - 1, Number(monthDay.slice(3))) / DAY_MS;
