import { instant } from '../../domain/instant';
import { BodyFault } from '../fault';
import type { Variable } from './file';

const UNIT_MS = new Map(
  Object.entries({
    ms: 1,
    msec: 1,
    msecs: 1,
    millisecond: 1,
    milliseconds: 1,
    s: 1000,
    sec: 1000,
    secs: 1000,
    second: 1000,
    seconds: 1000,
    min: 60_000,
    mins: 60_000,
    minute: 60_000,
    minutes: 60_000,
    h: 3_600_000,
    hr: 3_600_000,
    hrs: 3_600_000,
    hour: 3_600_000,
    hours: 3_600_000,
    d: 86_400_000,
    day: 86_400_000,
    days: 86_400_000,
  }),
);
const CALENDARS = ['', 'standard', 'gregorian', 'proleptic_gregorian'];
const SINCE = /^\s*([a-z]+)\s+since\s+(\S.*?)\s*$/i;
/** SeaDataNet counts days from the first of January 4713 BC at midnight. */
const CHRONOLOGICAL_JULIAN = /^-471[23]-0?1-0?1(?:[T ]00?:00?:00?(?:\.0*)?)?\s*(?:Z|UTC)?$/i;
const DAYS_TO_1970 = 2_440_588;
/** The years that an instant can have. */
const [FIRST_MS, LAST_MS] = [Date.UTC(1000, 0, 1), Date.UTC(9999, 11, 31)];

/** How a variable's numbers become instants (RFC 3339 UTC, milliseconds), by its units; null for a number that is none. */
export function instants(variable: Variable): (value: number | null) => string | null {
  const { baseMs, unitMs } = clockOf(variable);
  return (value) => {
    if (value === null) return null;
    const ms = Math.round(baseMs + value * unitMs);
    return ms >= FIRST_MS && ms <= LAST_MS ? new Date(ms).toISOString() : null;
  };
}

function clockOf({ name, attributes }: Variable): { baseMs: number; unitMs: number } {
  const units = String(attributes.get('units')).slice(0, 100);
  const [, unit = '', since = ''] = SINCE.exec(units) ?? [];
  const unitMs = UNIT_MS.get(unit.toLowerCase());
  const baseMs = epochMs(since);
  if (unitMs === undefined || baseMs === null)
    throw new BodyFault('bad_netcdf', `Variable ${name}: "${units}" is no unit of time since a date.`);
  const calendar = String(attributes.get('calendar') ?? '').toLowerCase();
  if (!CALENDARS.includes(calendar) && !(calendar === 'julian' && CHRONOLOGICAL_JULIAN.test(since)))
    throw new BodyFault('unsupported_netcdf', `Variable ${name}: the calendar ${calendar.slice(0, 50)} is not read.`);
  return { baseMs, unitMs };
}

const LOOSE =
  /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}(?:\.\d+)?))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i;
/** `1950-01-01`, `1950-1-1 0:0:0`, `1950-01-01T00:00:00Z`, `1950-01-01 00:00:00 UTC`, with an offset or without: then UTC. */
function epochMs(since: string): number | null {
  if (CHRONOLOGICAL_JULIAN.test(since)) return -DAYS_TO_1970 * 86_400_000;
  const m = LOOSE.exec(since);
  if (!m) return null;
  const day = `${m[1]?.padStart(4, '0')}-${two(m[2])}-${two(m[3])}`;
  const [second, fraction = '0'] = (m[6] ?? '0').split('.');
  const offset = /^[+-]/.test(m[7] ?? '') ? m[7] : 'Z';
  const iso = instant(`${day}T${two(m[4])}:${two(m[5])}:${two(second)}.${fraction.slice(0, 9)}${offset}`);
  return iso === null ? null : Date.parse(iso);
}
const two = (digits = '0'): string => digits.padStart(2, '0');
