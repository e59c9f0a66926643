import { instant } from '../domain/instant';
import { SEVERITIES } from '../domain/words';
import type { PostedAnomaly } from './anomaly-schema';

type Check = (value: unknown) => boolean;

const text =
  (max: number): Check =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= max;
const words =
  (max: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= max;
const code: Check = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= 200 && value.trim() !== '';
const time: Check = (value) => typeof value === 'string' && value.length <= 40 && instant(value, true) !== null;
const flagCode: Check = (value) =>
  typeof value === 'string' ? value.length > 0 && value.length <= 20 : Number.isSafeInteger(value);
const number: Check = Number.isFinite;
const between =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max;
const severities: ReadonlySet<unknown> = new Set(SEVERITIES);

/** Only these fields, each right, and in this order: then the schema would give back the same object. */
const inOrder = (fields: Record<string, Check>, required: readonly string[] = []): Check => {
  const names = Object.keys(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let place = 0;
    for (const [name, inner] of Object.entries(value)) {
      while (place < names.length && names[place] !== name) place += 1;
      if (place === names.length || !fields[name]?.(inner)) return false;
      place += 1;
    }
    return required.every((name) => name in value);
  };
};

/** In the order of the schema. */
const FIELDS: readonly (readonly [string, Check])[] = Object.entries({
  source: code,
  dataset: code,
  check: code,
  id: code,
  time,
  locus: text(1000),
  supplier: code,
  platform: code,
  cruise: code,
  sensor: code,
  parameter: code,
  severity: (value) => severities.has(value),
  flag: flagCode,
  flag_scheme: text(50),
  flags: inOrder({ scale: text(50), original: flagCode }, ['scale']),
  detected_at: time,
  position: inOrder({ lat: between(-90, 90), lon: between(-180, 180), depth: between(-10_000, 12_000) }, [
    'lat',
    'lon',
  ]),
  observed: inOrder({
    value: (value) => typeof value === 'boolean' || number(value) || words(1000)(value),
    min: number,
    max: number,
    unit: words(50),
  }),
  expected: inOrder({ min: number, max: number }),
  run_id: text(200),
  data_version: text(200),
  check_version: text(200),
  message: words(4000),
} satisfies Partial<Record<keyof PostedAnomaly, Check>>);

/**
 * What most items are, checked without the schema at a fraction of its cost, and given back as the schema would. Null says
 * nothing: whatever is unusual or wrong is the schema's to judge.
 */
export function plainItem(raw: unknown): PostedAnomaly | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const given = raw as Record<string, unknown>;
  const plain: Record<string, unknown> = {};
  let found = 0;
  for (const [name, isRight] of FIELDS) {
    const value = given[name];
    if (value === undefined) continue;
    if (!isRight(value)) return null;
    plain[name] = value;
    found += 1;
  }
  const isWhole = 'source' in plain && 'dataset' in plain && 'check' in plain;
  // Safe: every field was checked as the schema does; a test compares the two.
  return isWhole && found === Object.keys(given).length ? (plain as PostedAnomaly) : null;
}
