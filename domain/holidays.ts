import { addDays } from './delivery-zone';

/** Month and day of those that do not move. */
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
/** Days after Easter: Easter Monday, Ascension, Whit Monday. */
const AFTER_EASTER = [1, 39, 50];
/** Zones whose working days leave out the French public holidays. */
const FRENCH = new Set([
  'Europe/Paris',
  'America/Cayenne',
  'America/Martinique',
  'America/Miquelon',
  'Indian/Reunion',
  'Pacific/Noumea',
  'Pacific/Tahiti',
]);

/** Easter Sunday of the Gregorian calendar as `YYYY-MM-DD`, by Butcher's rule. */
export function easter(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const moon = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - moon - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * moon + 22 * sunday) / 451);
  return addDays(`${String(year).padStart(4, '0')}-03-22`, moon + sunday - 7 * late);
}

/** Whether nobody works in this zone on this day, `YYYY-MM-DD`. */
export const isHoliday = (zone: string, day: string): boolean =>
  FRENCH.has(zone) &&
  (FIXED.includes(day.slice(5)) ||
    AFTER_EASTER.some((after) => addDays(easter(Number(day.slice(0, 4))), after) === day));
