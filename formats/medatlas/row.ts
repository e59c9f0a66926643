import { dayOf, instant } from '../../domain/instant';
import type { FlaggedPoint, Series } from '../flagged/point';
import type { Pointed } from '../item-error';
import { numberOf } from '../text-lines';
import type { MedatlasStation } from './header';

const TIME = new Set(['YEAR', 'MNTH', 'DAYX', 'TIME']);
const Z = ['PRES', 'DEPH'];

/** How the rows of a station are read. */
export interface MedatlasColumns {
  station: MedatlasStation;
  /** Rows of a time series tell their own time; the others form a profile. */
  isSeries: boolean;
  z: number | null;
  /** Columns that hold measurements. */
  measured: number[];
  series: Series[];
}

export function columnsOf(station: MedatlasStation): MedatlasColumns {
  const codes = station.parameters.map(({ code }) => code);
  const isSeries = codes.includes('YEAR') && codes.includes('DAYX');
  const z = Z.map((code) => codes.indexOf(code)).find((column) => column >= 0) ?? null;
  const measured = codes.flatMap((code, i) => (TIME.has(code) ? [] : [i]));
  const series = measured.flatMap((i): Series[] => {
    const parameter = station.parameters[i];
    if (!parameter) return [];
    const { code, unit, urn } = parameter;
    return [{ parameter: code, unit, urn, check: 'flag.MEDATLAS', scale: 'MEDATLAS', version: '1' }];
  });
  return { station, isSeries, z, measured, series };
}

/** A row of numbers and a flag digit for each; null for the line of default values that ends a station. */
export function medatlasPoint(columns: MedatlasColumns, text: string, line: number): FlaggedPoint | Pointed | null {
  const { station, isSeries, z, measured } = columns;
  const cells = text.trim().split(/\s+/);
  const flags = cells.pop() ?? '';
  const values = valuesOf(station, cells, flags);
  if ('code' in values) return values;
  if (values.every((value) => value === null) && /^9+$/.test(flags)) return null;
  const t = isSeries ? timeOf(columns, cells) : station.t;
  if (isSeries && t === null) return { path: ['TIME'], code: 'bad_instant', detail: 'is no real date and time' };
  return {
    line,
    t,
    lat: station.lat,
    lon: station.lon,
    z: z === null ? null : (values[z] ?? null),
    values: measured.map((i) => values[i] ?? null),
    flags: measured.map((i) => flags[i] ?? null),
  };
}

function valuesOf(
  { parameters }: MedatlasStation,
  cells: readonly string[],
  flags: string,
): (number | null)[] | Pointed {
  const width = parameters.length;
  if (cells.length !== width || flags.length !== width || !/^\w+$/.test(flags))
    return {
      path: [],
      code: 'ragged_row',
      detail: `must have ${width} numbers and as many flag digits: the file may be cut`,
    };
  const numbers = cells.map((cell) => numberOf(cell));
  const bad = numbers.indexOf(undefined);
  if (bad >= 0) return { path: [parameters[bad]?.code ?? ''], code: 'not_a_number', detail: 'must be a number' };
  return numbers.map((value, i) => (value === undefined || value === parameters[i]?.missing ? null : value));
}

function timeOf({ station }: MedatlasColumns, cells: readonly string[]): string | null {
  const at = (code: string): string => cells[station.parameters.findIndex((p) => p.code === code)] ?? '';
  const day = dayOf(Number(at('YEAR')), Number(at('MNTH')), Number(at('DAYX')));
  const clock = at('TIME').replace(/\..*$/, '').padStart(4, '0').padEnd(6, '0');
  return day && instant(`${day}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4, 6)}`);
}
