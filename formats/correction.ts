import type { Correction, CorrectionRow } from '../domain/correction';
import { writtenInstant } from '../domain/instant';
import { BodyFault } from './fault';
import { parseDecimal, readTable } from './table';
import type { Delimiter } from './text';

/** Names of the columns in either language, without case, accents or the unit in brackets. */
const COLUMNS = {
  time: ['time', 'date', 'datetime', 'date_time', 'temps', 'date_heure', 'date heure'],
  value: ['value', 'valeur'],
  flag: ['flag', 'qc', 'code_qualite', 'code qualite'],
  parameter: ['parameter', 'parametre'],
  unit: ['unit', 'units', 'unite', 'unites'],
  lat: ['lat', 'latitude'],
  lon: ['lon', 'longitude'],
  depth: ['depth', 'z', 'profondeur', 'immersion'],
} as const;
type Role = keyof typeof COLUMNS;
const ROLES = Object.keys(COLUMNS) as Role[]; // the keys of a constant are its own type

/**
 * Corrected rows of a supplier: `time` and `value`, perhaps `flag`, `parameter`, `unit`, `lat`, `lon`, `depth`; the unit may
 * stand in brackets instead, as in `value [degC]`. The value column may be called by its parameter. Throws BodyFault when it is no such table.
 */
export function readCorrection(bytes: Buffer): Correction {
  const { header, rows, delimiter } = readTable(bytes);
  const { columns, unit, parameter } = layout(header);
  return { unit, parameter, rows: rows.map((row) => correctionRow(columns, row, delimiter)) };
}

type Columns = Partial<Record<Role, number>>;

function layout(header: readonly string[]): { columns: Columns; unit: string | null; parameter: string | null } {
  const { columns, unknown } = rolesOf(header);
  if (columns.time === undefined) throw new BodyFault('missing_column', 'The column "time" is missing.', 1);
  const named = columns.value === undefined ? unknown.shift() : undefined;
  const value = columns.value ?? named;
  if (value === undefined) throw new BodyFault('missing_column', 'The column "value" is missing.', 1);
  if (unknown[0] !== undefined)
    throw new BodyFault('unknown_column', `The column "${header[unknown[0]]}" is not known here.`, 1);
  const title = header[value] ?? '';
  const unit = /[[(]([^\])]*)[\])]\s*$/.exec(title)?.[1]?.trim() || null;
  return { columns: { ...columns, value }, unit, parameter: named === undefined ? null : withoutUnit(title) };
}

function rolesOf(header: readonly string[]): { columns: Columns; unknown: number[] } {
  const columns: Columns = {};
  const unknown: number[] = [];
  for (const [i, name] of header.entries()) {
    const role = ROLES.find((candidate) => COLUMNS[candidate].some((known) => known === plain(name)));
    if (role === undefined) unknown.push(i);
    else if (columns[role] !== undefined) throw new BodyFault('duplicate_column', `"${name}" comes twice.`, 1);
    else columns[role] = i;
  }
  return { columns, unknown };
}

const withoutUnit = (name: string): string => name.replace(/\s*[[(][^\])]*[\])]\s*$/, '');
const plain = (name: string): string =>
  withoutUnit(name).normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase();

function correctionRow(
  columns: Columns,
  { line, cells }: { line: number; cells: string[] },
  delimiter: Delimiter,
): CorrectionRow {
  const cell = (role: Role): string => cells[columns[role] ?? -1] ?? '';
  const valueText = cell('value');
  // Where commas part the cells, one within a number may part thousands: it is not guessed.
  const value = delimiter === ',' && valueText.includes(',') ? null : parseDecimal(valueText);
  return {
    line,
    timeText: cell('time'),
    time: writtenInstant(cell('time')),
    valueText,
    value,
    parameter: cell('parameter') || null,
    unit: cell('unit') || null,
    flag: cell('flag') || null,
  };
}
