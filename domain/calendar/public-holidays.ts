import { dayInYear } from './day';

/** Public holidays that follow a rule, so that nobody types them each year. */
interface Rule {
  /** Month and day of those that do not move. */
  fixed: readonly string[];
  /** Days after Easter Sunday. */
  afterEaster: readonly number[];
  /** Zones that keep these and no others. */
  zones: readonly string[];
}

const FRENCH = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
/** Easter Monday, Ascension, Whit Monday. */
const MOVED = [1, 39, 50];
const GOOD_FRIDAY = -2;
const french = (zones: string[], fixed: string[] = [], afterEaster: number[] = []): Rule => ({
  fixed: [...FRENCH, ...fixed],
  afterEaster: [...MOVED, ...afterEaster],
  zones,
});

/** By ISO 3166 code: France, Alsace and Moselle, and the lands overseas with the days of their own. */
const RULES = {
  FR: french(['Europe/Paris']),
  'FR-A': french([], ['12-26'], [GOOD_FRIDAY]),
  GF: french(['America/Cayenne'], ['06-10']),
  GP: french(['America/Guadeloupe'], ['05-27']),
  MQ: french(['America/Martinique'], ['05-22']),
  NC: french(['Pacific/Noumea'], ['09-24']),
  PF: french(['Pacific/Tahiti'], ['03-05'], [GOOD_FRIDAY]),
  PM: french(['America/Miquelon']),
  RE: french(['Indian/Reunion'], ['12-20']),
  YT: french(['Indian/Mayotte'], ['04-27']),
} satisfies Record<string, Rule>;
export type HolidaySet = keyof typeof RULES;
// Safe: the keys of the table above.
export const HOLIDAY_SETS = Object.keys(RULES) as HolidaySet[];
export const isHolidaySet = (text: unknown): text is HolidaySet =>
  typeof text === 'string' && Object.hasOwn(RULES, text);

/** Days of these holidays in a year. */
export function publicHolidays(set: HolidaySet, year: number): number[] {
  const { fixed, afterEaster } = RULES[set];
  const sunday = easterDay(year);
  return [...fixed.map((monthDay) => dayInYear(monthDay, year)), ...afterEaster.map((after) => sunday + after)];
}

/** The holidays that a zone keeps; null where Vigie knows no rule. */
export const holidaySetOf = (zone: string): HolidaySet | null =>
  HOLIDAY_SETS.find((set) => RULES[set].zones.includes(zone)) ?? null;

/** Easter Sunday of the Gregorian calendar, by Butcher's rule. */
export function easterDay(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const moon = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - moon - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * moon + 22 * sunday) / 451);
  return dayInYear('03-22', year) + moon + sunday - 7 * late;
}
