import type { Evidence } from './anomaly';
import { type CanonicalFlag, flagOf, isFlagged } from './describe-flag';
import type { Family } from './words';

/** What is wrong, as one word that the catalogues turn into a sentence. */
export const TROUBLES = [
  'high',
  'low',
  'outside',
  'stuck',
  'spike',
  'jump',
  'clock',
  'gap',
  'position',
  'speed',
  'metadata',
  'format',
  'file_missing',
  'file_late',
  'file_incomplete',
  'file_duplicate',
  'format_error',
  'load_failed',
  'check_run_missing',
  'check_run_empty',
  'check_error',
  'storm',
  'flagged',
] as const;
export type Trouble = (typeof TROUBLES)[number];

export interface Bounds {
  min: number | null;
  max: number | null;
}
/** The facts of one sentence about a case; no word of any language. */
export interface Description {
  trouble: Trouble;
  /** Values, fields or files that are flagged. */
  count: number;
  /** The checks that found them, each once. */
  checks: string[];
  parameter: string | null;
  unit: string | null;
  observed: Bounds | null;
  expected: Bounds | null;
  start: Date | null;
  end: Date | null;
  flag: CanonicalFlag | null;
  /** Names of the files or fields concerned, when that is what is wrong. */
  names: string[];
}

/** What may be told of restricted data where others might read along: no value, no name of a file or field. */
export const withoutData = (of: Description): Description => ({ ...of, observed: null, expected: null, names: [] });

export interface DescribedAnomaly {
  check: string;
  parameter: string | null;
  start: Date | null;
  end: Date | null;
  doc: Record<string, unknown>;
}
export interface DescribedCase {
  family: Family;
  check: string;
  parameter: string | null;
  firstTime: Date | null;
  lastTime: Date | null;
}

/** `qartod.gross_range_test` → `gross_range`: the part of a check's name that people know. */
export const bareCheck = (check: string): string => (check.split(/[.:]/).at(-1) ?? check).replace(/_test$/, '');

/** What is wrong with a case, from its anomalies and the evidence kept with them. */
export function describe(
  of: DescribedCase,
  anomalies: readonly DescribedAnomaly[],
  evidence: readonly Evidence[],
): Description {
  const expected = bounds([...evidence.map((e) => e.expected), ...anomalies.map((a) => a.doc['expected'])]);
  const observed = observedOf(anomalies, evidence);
  const items = evidence.flatMap((e) => e.items);
  const missing = bareCheck(of.check) === 'file_missing' ? items.filter(({ found }) => found === null) : [];
  const names = (missing.length > 0 ? missing : items).map(({ name }) => name);
  const checks = [...new Set([of.check, ...anomalies.map(({ check }) => check)])];
  const troubles = new Set(checks.map((check) => troubleOf({ ...of, check }, observed, expected)));
  return {
    // Several checks that say different things of the values are only told as flagged.
    trouble: troubles.size > 1 && of.family === 'value' ? 'flagged' : troubleOf(of, observed, expected),
    count: names.length || countOf(anomalies, evidence),
    checks,
    parameter: of.parameter,
    unit: evidence.find(({ unit }) => unit)?.unit ?? text(field(anomalies[0]?.doc['observed'], 'unit')),
    observed,
    expected,
    start: of.firstTime,
    end: of.lastTime,
    flag: worstOf(anomalies),
    names: names.length > 0 ? names : filesOf(anomalies),
  };
}

const BY_CHECK: [RegExp, Trouble][] = [
  [
    /^(file_missing|file_late|file_incomplete|file_duplicate|format_error|load_failed|check_run_missing|check_run_empty|check_error|storm)$/,
    'file_missing',
  ],
  [/flat_line|stuck|attenuated|constant/, 'stuck'],
  [/spike|tukey/, 'spike'],
  [/rate_of_change|gradient|jump/, 'jump'],
  [/gap|data_reception/, 'gap'],
  [/speed/, 'speed'],
  [/date|clock|time_order|timestamp/, 'clock'],
];
function troubleOf({ family, check }: DescribedCase, observed: Bounds | null, expected: Bounds | null): Trouble {
  const bare = bareCheck(check);
  const found = BY_CHECK.find(([pattern]) => pattern.test(bare))?.[1];
  // Safe: the first pattern lists words that are troubles themselves.
  if (found === 'file_missing') return bare as Trouble;
  if (found) return found;
  if (family === 'position_time') return 'position';
  if (family === 'metadata' || family === 'format') return family;
  return sideOf(observed, expected);
}

function sideOf(observed: Bounds | null, expected: Bounds | null): Trouble {
  if (!observed || !expected) return 'flagged';
  const high = expected.max !== null && observed.max !== null && observed.max > expected.max;
  const low = expected.min !== null && observed.min !== null && observed.min < expected.min;
  return high && low ? 'outside' : high ? 'high' : low ? 'low' : 'flagged';
}

/** What the pipeline counted; several checks flag the same values, so theirs are not added up but seen. */
function countOf(anomalies: readonly DescribedAnomaly[], evidence: readonly Evidence[]): number {
  const byCheck = new Map<string, number>();
  for (const { check, doc } of anomalies)
    byCheck.set(check, (byCheck.get(check) ?? 0) + (number(field(doc['counts'], 'failed')) ?? 1));
  const told = Math.max(0, ...byCheck.values());
  const isTold = byCheck.size === 1 && anomalies.some(({ doc }) => number(field(doc['counts'], 'failed')) !== null);
  return isTold ? told : Math.max(told, flaggedPlaces(evidence));
}

const flaggedPlaces = (evidence: readonly Evidence[]): number =>
  new Set(
    evidence.flatMap((e) =>
      e.points.filter((p) => isFlagged(flagOf(e.scale, p.flag))).map((p) => `${p.t}/${p.z}/${p.value}`),
    ),
  ).size;

function observedOf(anomalies: readonly DescribedAnomaly[], evidence: readonly Evidence[]): Bounds | null {
  const told = anomalies.flatMap(({ doc }) => {
    const observed = doc['observed'];
    return [field(observed, 'min'), field(observed, 'max'), field(observed, 'value')].flatMap((v) => number(v) ?? []);
  });
  const seen = evidence
    .filter(({ kind }) => kind === 'curve' || kind === 'profile')
    .flatMap((e) => e.points.filter((p) => isFlagged(flagOf(e.scale, p.flag))).flatMap((p) => p.value ?? []));
  const values = told.length > 0 ? told : seen;
  return values.length > 0 ? { min: Math.min(...values), max: Math.max(...values) } : null;
}

function bounds(all: readonly unknown[]): Bounds | null {
  const min = all.flatMap((b) => number(field(b, 'min')) ?? []);
  const max = all.flatMap((b) => number(field(b, 'max')) ?? []);
  if (min.length + max.length === 0) return null;
  return { min: min.length > 0 ? Math.min(...min) : null, max: max.length > 0 ? Math.max(...max) : null };
}

function worstOf(anomalies: readonly DescribedAnomaly[]): CanonicalFlag | null {
  const flags = anomalies.flatMap(({ doc }) => {
    const code = field(doc['flags'], 'original') ?? doc['flag'];
    const scale = text(field(doc['flags'], 'scale')) ?? text(doc['flag_scheme']);
    return code === null || code === undefined ? [] : [flagOf(scale, String(code as string | number))];
  });
  return [...flags].sort((a, b) => Number(b.canonical === '4') - Number(a.canonical === '4'))[0] ?? null;
}

const filesOf = (anomalies: readonly DescribedAnomaly[]): string[] => [
  ...new Set(anomalies.flatMap(({ doc }) => text(field(doc['locus'], 'file')) ?? text(doc['locus']) ?? [])),
];

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
