import { instant } from '../../domain/instant';
import { type Severity, SEVERITIES } from '../../domain/words';
import type { ReportContext } from '../report-context';
import { SAMPLE_CHARS_MAX, SAMPLES_MAX } from '../anomaly-schema';

export type Fields = Record<string, unknown>;

/** At most so many characters, none cut in half; undefined for nothing and for blanks. */
export function cut(text: string | null | undefined, max: number): string | undefined {
  const short = text?.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  return short?.trim() ? short : undefined;
}
/** A code as the registers know it. */
export const codeOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? cut(String(value), 200) : undefined;

export const urlOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 2048 && URL.canParse(value) ? value : undefined;
/** RFC 3339; undefined for what is none. */
export const timeOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 40 ? (instant(value, true) ?? undefined) : undefined;

const SAME: Readonly<Record<string, Severity>> = {
  warn: 'warning',
  major: 'error',
  minor: 'warning',
  fatal: 'critical',
};
/** A tool's own word; undefined for one that we do not know. */
export function severityOf(word: unknown): Severity | undefined {
  const lower = typeof word === 'string' ? word.toLowerCase() : '';
  return SEVERITIES.find((severity) => severity === lower) ?? SAME[lower];
}

/** A value of any kind as one line of text. */
export const shown = (value: unknown, max: number): string | undefined =>
  value === null || value === undefined
    ? undefined
    : cut(typeof value === 'string' ? value : JSON.stringify(value), max);

/** Names in our own words that somebody gave one item: they know better than what is said of the whole report. */
export function namesIn(given: Readonly<Fields>, context: ReportContext): Fields {
  const { unit: _, ...whole } = context;
  const names = ['dataset', 'platform', 'sensor', 'parameter', 'cruise', 'supplier'] as const;
  const own = names.flatMap((name) => {
    const code = codeOf(given[name]);
    return code === undefined ? [] : [[name, code] as const];
  });
  return { ...whole, ...Object.fromEntries(own) };
}

/** Degrees as numbers or text under their usual names; undefined where there is no such place on Earth. */
export function positionIn(given: Readonly<Fields>): Fields | undefined {
  const lat = degrees(given['lat'] ?? given['latitude'], 90);
  const lon = degrees(given['lon'] ?? given['longitude'], 180);
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}
function degrees(value: unknown, max: number): number | undefined {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() ? Number(value) : Number.NaN;
  return Math.abs(number) <= max ? number : undefined;
}

const TIME_NAMES = ['time', 'timestamp', 'datetime', 'date_time', 'time_utc', 'obs_time'];
/** The instant in a row, by the usual names of its column; without an offset it is UTC. */
export function timeIn(row: Readonly<Fields>): string | undefined {
  const name = Object.keys(row).find((key) => TIME_NAMES.includes(key.trim().toLowerCase()));
  const value = name === undefined ? undefined : row[name];
  return typeof value === 'string' ? (instant(value.trim()) ?? undefined) : undefined;
}
/** From the first to the last of the rows that tell a time. */
export function spanOf(rows: readonly Readonly<Fields>[]): Fields | undefined {
  const times = rows.flatMap((row) => timeIn(row) ?? []).sort();
  const [start, end] = [times[0], times.at(-1)];
  return start !== undefined && end !== undefined ? { start, end } : undefined;
}

/** The first samples, none of them too long to be kept. */
export const samplesOf = (values: readonly unknown[]): unknown[] =>
  values.filter((value) => value !== null && JSON.stringify(value).length <= SAMPLE_CHARS_MAX).slice(0, SAMPLES_MAX);

/** What a reader does not name goes under `extra`; what is too long to keep is named there instead. */
export function unknownOf(raw: object, known: ReadonlySet<string>): Fields {
  const others = Object.entries(raw).filter(([key, value]) => !known.has(key) && value !== null && value !== '');
  const isLong = ([, value]: [string, unknown]): boolean => JSON.stringify(value).length > SAMPLE_CHARS_MAX;
  const long = others.filter(isLong).map(([key]) => key);
  const kept = others.filter((entry) => !isLong(entry)).slice(0, FIELDS_MAX);
  return Object.fromEntries([...kept, ...(long.length > 0 ? [['left_out', long.slice(0, FIELDS_MAX)] as const] : [])]);
}
const FIELDS_MAX = 100;
