import type { Calendar } from '../calendar/calendar';
import { bad, type Fields, good, type Read, readFields, readList } from '../calendar/read';
import { readCalendar } from '../calendar/read-calendar';
import { instant } from '../instant';
import type { Question, Stop } from './explain';
import { timetable } from './timetable';

export interface ReadQuestion extends Question {
  calendar: Calendar;
}
const FIELDS = ['calendar', 'start', 'target_minutes', 'pauses'];
const MINUTE_MS = 60_000;
/** A century of minutes. */
const MINUTES_MAX = 53_000_000;

/** `calendarOf` may know a calendar already: questions come by the thousand for the same few. */
export function readQuestion(
  value: unknown,
  calendarOf: (given: unknown) => Read<Calendar> = (given) => readCalendar(given),
): Read<ReadQuestion> {
  const fields = readFields(value, '', FIELDS);
  if (!fields.ok) return bad(fields.fault.field || 'question', fields.fault.message);
  const missing = ['calendar', 'start', 'target_minutes'].find((name) => fields.value[name] === undefined);
  if (missing) return bad(missing, 'is needed');
  const calendar = calendarOf(fields.value['calendar']);
  return calendar.ok ? readRest(fields.value, calendar.value) : calendar;
}

function readRest({ start, target_minutes: minutes, pauses: given }: Fields, calendar: Calendar): Read<ReadQuestion> {
  const startMs = instantMs(start);
  if (startMs === null) return bad('start', NO_INSTANT);
  if (typeof minutes !== 'number' || !(minutes >= 0 && minutes <= MINUTES_MAX))
    return bad('target_minutes', `must be a number from 0 to ${MINUTES_MAX}`);
  const pauses = readList(given, 'pauses', readPause);
  if (!pauses.ok) return pauses;
  const targetMs = Math.round(minutes * MINUTE_MS);
  return good({ by: timetable(calendar), calendar, startMs, targetMs, pauses: pauses.value });
}

const NO_INSTANT = 'must be an instant with its offset, as 2026-06-01T08:00:00Z';
function instantMs(value: unknown): number | null {
  const read = typeof value === 'string' ? instant(value, true) : null;
  return read === null ? null : Date.parse(read);
}

/** A pause that still lasts has null for its end. */
function readPause(value: unknown, field: string): Read<Stop> {
  if (!Array.isArray(value) || value.length !== 2) return bad(field, 'must be [from, until]');
  const [from, until] = [instantMs(value[0]), value[1] === null ? null : instantMs(value[1])];
  if (from === null) return bad(`${field}[0]`, NO_INSTANT);
  if (until === null && value[1] !== null) return bad(`${field}[1]`, `${NO_INSTANT}, or null`);
  return until === null || from <= until ? good({ fromMs: from, untilMs: until }) : bad(field, 'ends before it begins');
}
