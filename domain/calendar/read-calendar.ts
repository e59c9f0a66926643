import { dayOf } from '../instant';
import { type Calendar, type Closure, type Hours, WEEKDAY_NUMBERS, type WeekdayNumber } from './calendar';
import { HOLIDAY_SETS, isHolidaySet } from './public-holidays';
import { hasWorkingTime } from './working-time';
import { isZone } from './zone';
import { bad, type Fields, good, isFields, type Read, readFields, readList } from './read';

const FIELDS = ['zone', 'weekly', 'holidays', 'public_holidays', 'closures', 'shifts'];
/** A calendar as JSON gives it, told strictly: what nobody could have meant is refused, and so is one by which nobody ever works. */
export function readCalendar(value: unknown, field = 'calendar'): Read<Calendar> {
  const fields = readFields(value, field, FIELDS);
  if (!fields.ok) return fields;
  const { zone, public_holidays: set = null } = fields.value;
  if (typeof zone !== 'string' || !isZone(zone)) return bad(`${field}.zone`, 'must be an IANA zone, as Europe/Paris');
  if (set !== null && !isHolidaySet(set))
    return bad(`${field}.public_holidays`, `must be null or one of ${HOLIDAY_SETS.join(', ')}`);
  const days = readDays(fields.value, field);
  if (!days.ok) return days;
  const calendar = { zone, publicHolidays: set, ...days.value };
  return hasWorkingTime(calendar) ? good(calendar) : bad(`${field}.weekly`, 'there is no working time in any week');
}

type Days = Pick<Calendar, 'weekly' | 'holidays' | 'closures' | 'shifts'>;
function readDays(given: Fields, field: string): Read<Days> {
  const weekly = readWeek(given['weekly'], `${field}.weekly`);
  if (!weekly.ok) return weekly;
  const holidays = readList(given['holidays'], `${field}.holidays`, readDay);
  if (!holidays.ok) return holidays;
  const closures = readList(given['closures'], `${field}.closures`, readClosure);
  if (!closures.ok) return closures;
  const shifts = readShifts(given['shifts'], `${field}.shifts`);
  if (!shifts.ok) return shifts;
  return good({ weekly: weekly.value, holidays: holidays.value, closures: closures.value, shifts: shifts.value });
}

const WEEKDAYS: readonly string[] = WEEKDAY_NUMBERS.map(String);
function readWeek(value: unknown, field: string): Read<Calendar['weekly']> {
  const fields = readFields(value, field, WEEKDAYS);
  if (!fields.ok) return fields;
  const week: Partial<Record<WeekdayNumber, Hours[]>> = {};
  for (const day of WEEKDAY_NUMBERS) {
    const hours = readList(fields.value[day], `${field}.${day}`, readHours);
    if (!hours.ok) return hours;
    week[day] = hours.value;
  }
  return good(week);
}

function readShifts(value: unknown, field: string): Read<Calendar['shifts']> {
  if (value === undefined) return good({});
  if (!isFields(value)) return bad(field, 'must be an object of days');
  const shifts: Record<string, Hours[]> = {};
  for (const [day, given] of Object.entries(value)) {
    if (!isDay(day)) return bad(`${field}.${day}`, NO_DAY);
    const hours = readList(given, `${field}.${day}`, readHours);
    if (!hours.ok) return hours;
    shifts[day] = hours.value;
  }
  return good(shifts);
}

const FROM = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const UNTIL = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
function readHours(value: unknown, field: string): Read<Hours> {
  const [from, until] = pairOf(value);
  if (typeof from !== 'string' || typeof until !== 'string' || !FROM.test(from) || !UNTIL.test(until))
    return bad(field, 'must be ["HH:MM","HH:MM"]; a day may end at 24:00');
  return from === until
    ? bad(field, 'begins and ends at the same time: a whole day is 00:00 to 24:00')
    : good([from, until]);
}

const pairOf = (value: unknown): readonly unknown[] => (Array.isArray(value) && value.length === 2 ? value : []);
const NO_DAY = 'must be a day that exists, YYYY-MM-DD';
const isDay = (text: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return dayOf(Number(year), Number(month), Number(day)) !== null;
};
/** 2000 has a 29 February. */
const isMonthDay = (text: string): boolean => /^\d\d-\d\d$/.test(text) && isDay(`2000-${text}`);

const readDay = (value: unknown, field: string): Read<string> =>
  typeof value === 'string' && isDay(value) ? good(value) : bad(field, NO_DAY);
function readClosure(value: unknown, field: string): Read<Closure> {
  const [from, until] = pairOf(value);
  if (typeof from !== 'string' || typeof until !== 'string') return bad(field, 'must be [from, until]');
  if (isMonthDay(from) && isMonthDay(until)) return good([from, until]);
  if (!isDay(from) || !isDay(until)) return bad(field, 'must be two days YYYY-MM-DD, or MM-DD of every year');
  return from <= until ? good([from, until]) : bad(field, 'ends before it begins');
}
