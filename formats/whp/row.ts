import { dayOf, instant } from '../../domain/instant';
import type { FlaggedPoint } from '../flagged/point';
import type { Pointed } from '../item-error';
import { eastOf, numberOf } from '../text-lines';
import type { WhpHeader } from './header';

const MISSING = -999;

/** A cell of the row or, in a CTD file, of the block before the rows. */
export type CellOf = (name: string) => string;

/** `YYYYMMDD` and `HHMM`; null when nothing is written, undefined when there is no such day or hour. */
export function whpTime(date: string, time: string): string | null | undefined {
  if (date === '' || Number(date) === MISSING) return null;
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(date) ?? [];
  const [, hour = '00', minute = '00'] = /^(\d\d?)(\d\d)$/.exec(time.padStart(4, '0')) ?? [];
  const iso = dayOf(Number(year), Number(month), Number(day));
  return (iso && instant(`${iso}T${hour.padStart(2, '0')}:${minute}`)) ?? undefined;
}

/** The measurements of a row; −999 is missing. */
export function whpPoint(
  header: WhpHeader,
  cells: readonly string[],
  line: number,
  cellOf: CellOf,
): FlaggedPoint | Pointed {
  if (cells.length < header.names.length)
    return {
      path: [],
      code: 'ragged_row',
      detail: `has ${cells.length} cells, the header ${header.names.length}: the file may be cut`,
    };
  const t = whpTime(cellOf('DATE'), cellOf('TIME'));
  if (t === undefined) return { path: ['DATE'], code: 'bad_instant', detail: 'must be a real date, YYYYMMDD and HHMM' };
  const [lat, lon, z] = ['LATITUDE', 'LONGITUDE', 'CTDPRS'].map((name) => present(cellOf(name)));
  const values = header.flags.map(({ value }) => (value === null ? null : present(cells[value] ?? '')));
  const bad = [lat, lon, z, ...values].indexOf(undefined);
  if (bad >= 0) {
    const name = ['LATITUDE', 'LONGITUDE', 'CTDPRS'][bad] ?? header.names[header.flags[bad - 3]?.value ?? 0];
    return { path: [name ?? ''], code: 'not_a_number', detail: 'must be a number' };
  }
  return {
    line,
    t,
    lat: lat ?? null,
    lon: eastOf(lon ?? null),
    z: z ?? null,
    values: values.map((value) => value ?? null),
    flags: header.flags.map(({ column }) => flagAt(cells[column] ?? '')),
  };
}

const present = (cell: string): number | null | undefined => {
  const value = numberOf(cell);
  return value === MISSING ? null : value;
};
const flagAt = (cell: string): string | null => {
  const bare = cell.trim();
  return bare === '' || Number(bare) === MISSING ? null : bare;
};
