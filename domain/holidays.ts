import { dayNumber, dayText } from './calendar/day';
import { easterDay, holidaySetOf, publicHolidays } from './calendar/public-holidays';

/** Easter Sunday as `YYYY-MM-DD`. */
export const easter = (year: number): string => dayText(easterDay(year));

/** Whether nobody works in this zone on this day, `YYYY-MM-DD`. */
export function isHoliday(zone: string, day: string): boolean {
  const set = holidaySetOf(zone);
  return set !== null && publicHolidays(set, Number(day.slice(0, 4))).includes(dayNumber(day));
}
