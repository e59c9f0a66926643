import { instant } from '../../domain/instant';
import type { CsvRow } from '../csv-stream';
import type { FlaggedPoint } from '../flagged/point';
import type { Pointed } from '../item-error';
import type { IoosHeader } from './header';

const MISSING = new Set(['', 'nan', 'NaN', 'NaT', 'None', 'null', '--', '<NA>']);
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const FLAG = /^([12349])(\.0+)?$/;

/** Reads a row, or says what is wrong with it: then the whole row is left out, since no part of it can be trusted. */
export function ioosPoint(header: IoosHeader, { cells, line }: CsvRow): FlaggedPoint | Pointed {
  if (cells.length !== header.width)
    return {
      path: [],
      code: 'ragged_row',
      detail: `has ${cells.length} cells, the header ${header.width}: the file may be cut`,
    };
  const clean = cells.map((cell) => (MISSING.has(cell.trim()) ? '' : cell.trim()));
  const written = clean[header.time] ?? '';
  const t = instant(written);
  if (t === null)
    return written === ''
      ? { path: ['time'], code: 'required', detail: 'is missing' }
      : { path: ['time'], code: 'bad_instant', detail: 'must be a real date and time, ISO 8601 UTC' };
  return numberFault(header, clean) ?? flagFault(header, clean) ?? pointOf(header, clean, line, t);
}

function pointOf({ lat, lon, z, tests }: IoosHeader, cells: readonly string[], line: number, t: string): FlaggedPoint {
  const number = (column: number | null): number | null => {
    const cell = column === null ? '' : (cells[column] ?? '');
    return cell === '' ? null : Number(cell);
  };
  const values = tests.map(({ value }) => number(value));
  // Nothing written is missing.
  const flags = tests.map(({ column }) => cells[column]?.slice(0, 1) || '9');
  return { line, t, lat: number(lat), lon: number(lon), z: number(z), values, flags };
}

function numberFault({ lat, lon, z, tests, names }: IoosHeader, cells: readonly string[]): Pointed | null {
  const bad = [lat, lon, z, ...tests.map(({ value }) => value)].find((column) => {
    const cell = column === null ? '' : (cells[column] ?? '');
    return cell !== '' && !(NUMBER.test(cell) && Number.isFinite(Number(cell)));
  });
  return bad === undefined || bad === null
    ? null
    : { path: [names[bad] ?? ''], code: 'not_a_number', detail: 'must be a number' };
}

function flagFault({ tests, names }: IoosHeader, cells: readonly string[]): Pointed | null {
  const bad = tests.find(({ column }) => cells[column] !== '' && !FLAG.test(cells[column] ?? ''));
  return bad ? { path: [names[bad.column] ?? ''], code: 'unknown_flag', detail: 'must be 1, 2, 3, 4 or 9' } : null;
}
