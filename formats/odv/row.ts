import { dayOf, instant } from '../../domain/instant';
import type { FlaggedPoint } from '../flagged/point';
import type { Pointed } from '../item-error';
import { eastOf, numberOf } from '../text-lines';
import type { OdvHeader } from './header';

/** What only the first row of a station says. */
export interface Station {
  cruise: string;
  name: string;
  cdi: string;
  t: string | null;
  lat: number | null;
  lon: number | null;
}

const cellAt = (cells: readonly string[], column: number | null): string =>
  column === null ? '' : (cells[column] ?? '').trim();

/** Null when the row has no metadata, so that it belongs to the station before. */
export function stationOf(header: OdvHeader, cells: readonly string[]): Station | Pointed | null {
  const at = (column: number | null): string => cellAt(cells, column);
  const [cruise, name, cdi] = [at(header.cruise), at(header.station), at(header.cdi)];
  if (cruise === '' && name === '' && cdi === '') return null;
  const t = timeOf(header, at(header.date?.column ?? null), at(header.clock));
  if (t === undefined)
    return {
      path: ['date'],
      code: 'bad_instant',
      detail: 'is no real date and time',
    };
  const [lat, lon] = [numberOf(at(header.lat)), numberOf(at(header.lon))];
  if (lat === undefined || lon === undefined)
    return { path: [lat === undefined ? 'Latitude' : 'Longitude'], code: 'not_a_number', detail: 'must be a number' };
  return { cruise, name, cdi, t, lat, lon: eastOf(lon) };
}

/** Null where none is written, undefined when there is no such day or hour. */
function timeOf({ date }: OdvHeader, day: string, clock: string): string | null | undefined {
  if (day === '') return null;
  if (date?.order !== 'us') return instant(clock && !/[T ]/.test(day) ? `${day}T${clock}` : day) ?? undefined;
  const [, month, dd, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(day) ?? [];
  const iso = dayOf(Number(year), Number(month), Number(dd));
  return (iso && instant(`${iso}T${clock || '00:00'}`)) ?? undefined;
}

/** The measurements of a row of that station. */
export function pointOf(
  header: OdvHeader,
  cells: readonly string[],
  line: number,
  { t, lat, lon }: Station,
): FlaggedPoint | Pointed {
  const numbers = new Map<number, number | null>();
  const isMeta = new Set([header.date?.column, header.clock, header.rowTime]);
  for (const column of [header.z, ...header.flags.map(({ value }) => value)]) {
    if (column === null || isMeta.has(column)) continue;
    const value = numberOf(cellAt(cells, column));
    if (value === undefined)
      return { path: [header.names[column] ?? ''], code: 'not_a_number', detail: 'must be a number' };
    numbers.set(column, value);
  }
  const written = cellAt(cells, header.rowTime);
  const own = written === '' ? t : instant(written);
  if (written !== '' && own === null)
    return { path: ['time_ISO8601'], code: 'bad_instant', detail: 'is no real date and time' };
  return {
    line,
    t: own,
    lat,
    lon,
    z: (header.z === null ? null : numbers.get(header.z)) ?? null,
    values: header.flags.map(({ value }) => numbers.get(value) ?? null),
    flags: header.flags.map(({ column }) => cellAt(cells, column) || null),
  };
}
