import type { EvidencePoint } from './anomaly';

/** A row of the supplier's file; null where the text is no instant or no number. */
export interface CorrectionRow {
  line: number;
  timeText: string;
  time: string | null;
  valueText: string;
  value: number | null;
  parameter: string | null;
  unit: string | null;
  flag: string | null;
}
export interface Correction {
  /** Unit the header gives, as in `value [degC]`. */
  unit: string | null;
  /** Parameter the header names the value column by. */
  parameter: string | null;
  rows: CorrectionRow[];
}

/** What the rows must agree with; null where the anomaly does not say. */
export interface CorrectionScope {
  interval: { start: string; end: string } | null;
  parameter: string | null;
  unit: string | null;
  points: readonly EvidencePoint[];
}

export interface CorrectedPoint {
  line: number;
  t: string;
  value: number;
  flag: string | null;
  /** The value it replaces, where the evidence holds it. */
  old: number | null;
}
export const CORRECTION_ERRORS = [
  'empty_file',
  'other_unit',
  'other_parameter',
  'bad_time',
  'outside_interval',
  'not_a_number',
  'duplicate_time',
] as const;
export interface CorrectionError {
  line: number | null;
  code: (typeof CORRECTION_ERRORS)[number];
  /** What the sentence about it needs: texts as written, instants, a line. */
  params: Record<string, string>;
}

/** The rows that can be taken and what is wrong with the others, all of it at once. The caller takes all rows or none. */
export function checkCorrection(
  correction: Correction,
  scope: CorrectionScope,
): { accepted: CorrectedPoint[]; errors: CorrectionError[] } {
  const accepted: CorrectedPoint[] = [];
  const errors = fileErrors(correction, scope);
  const old = new Map(scope.points.map(({ t, value }) => [t, value]));
  const lineOf = new Map<string, number>();
  for (const row of correction.rows) {
    const error = rowError(row, scope, lineOf);
    if (error) errors.push({ line: row.line, ...error });
    else if (row.time !== null && row.value !== null)
      accepted.push({ line: row.line, t: row.time, value: row.value, flag: row.flag, old: old.get(row.time) ?? null });
    if (row.time !== null && !lineOf.has(row.time)) lineOf.set(row.time, row.line);
  }
  return { accepted, errors };
}

/** What is wrong with the file whatever its rows. */
function fileErrors({ unit, parameter, rows }: Correction, scope: CorrectionScope): CorrectionError[] {
  const errors: CorrectionError[] = [];
  if (rows.length === 0) errors.push({ line: null, code: 'empty_file', params: {} });
  const other = otherUnit(unit, scope);
  if (other) errors.push({ line: 1, ...other });
  if (isOther(parameter, scope.parameter))
    errors.push({
      line: 1,
      code: 'other_parameter',
      params: { given: parameter ?? '', expected: scope.parameter ?? '' },
    });
  return errors;
}

/** The first thing wrong with a row. `lineOf` tells the times met before. */
function rowError(
  { time, timeText, value, valueText, parameter, unit }: CorrectionRow,
  scope: CorrectionScope,
  lineOf: ReadonlyMap<string, number>,
): Omit<CorrectionError, 'line'> | null {
  if (isOther(parameter, scope.parameter))
    return { code: 'other_parameter', params: { given: parameter ?? '', expected: scope.parameter ?? '' } };
  if (time === null) return { code: 'bad_time', params: { given: timeText } };
  if (scope.interval && !isWithin(time, scope.interval))
    return { code: 'outside_interval', params: { given: time, ...scope.interval } };
  if (value === null) return { code: 'not_a_number', params: { given: valueText } };
  const before = lineOf.get(time);
  if (before !== undefined) return { code: 'duplicate_time', params: { given: time, line: String(before) } };
  return otherUnit(unit, scope);
}

const otherUnit = (unit: string | null, scope: CorrectionScope): Omit<CorrectionError, 'line'> | null =>
  unit !== null && scope.unit !== null && unitKey(unit) !== unitKey(scope.unit)
    ? { code: 'other_unit', params: { given: unit, expected: scope.unit } }
    : null;

/** To the second: files seldom keep the milliseconds of the data. */
const isWithin = (time: string, { start, end }: { start: string; end: string }): boolean =>
  start.slice(0, 19) <= time.slice(0, 19) && time.slice(0, 19) <= end.slice(0, 19);

/** The code at the end of a URN such as `SDN:P01::PSLTZZ01`, whatever its case. */
const bare = (code: string): string => (code.split('::').at(-1) ?? code).trim().toLowerCase();
const isOther = (given: string | null, expected: string | null): boolean =>
  given !== null && expected !== null && bare(given) !== bare(expected);

/** Spellings of one unit. */
const UNITS = [
  ['degc', '°c', 'deg c', 'c', 'celsius', 'degree_celsius', 'degrees celsius', 'upaa'],
  ['psu', '1', '1e-3', '0.001', 'pss-78', 'pss78', 'dimensionless', 'uuuu'],
  ['dbar', 'decibar', 'decibars', 'updb'],
  ['m', 'metre', 'meter', 'metres', 'meters', 'ulaa'],
  ['umol/kg', 'µmol/kg', 'μmol/kg', 'micromole/kg', 'umol kg-1', 'kgum'],
  ['s/m', 's.m-1', 's m-1', 'ueca'],
];
const unitKey = (unit: string): string => {
  const key = bare(unit);
  return UNITS.find((spellings) => spellings.includes(key))?.[0] ?? key;
};
