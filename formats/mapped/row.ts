import { scaleCodes } from '../../domain/flag-scale';
import { dayOf, instant } from '../../domain/instant';
import { BodyFault } from '../fault';
import type { CsvRow } from '../csv-stream';
import type { FlaggedPoint, Series } from '../flagged/point';
import type { Pointed } from '../item-error';
import { isWholeFlag } from '../open-end';
import { eastOf, numberOf } from '../text-lines';
import { type Mapping, scaleNamed } from './mapping';

type Place = keyof Mapping['columns'];

/** Where the columns of the mapping stand in a file. */
export interface MappedColumns {
  mapping: Mapping;
  names: readonly string[];
  at: Partial<Record<Place, number>>;
  /** In a wide table; a long one names its series row by row. */
  wide: { flag: number; value: number | null; series: Series }[];
}

/** Throws BodyFault when the file has not the columns that the mapping names. */
export function mappedColumns(mapping: Mapping, names: readonly string[]): MappedColumns {
  const find = (name: string): number => {
    const column = names.indexOf(name);
    if (column < 0) throw new BodyFault('missing_column', `The column "${name}" is missing.`, 1);
    return column;
  };
  // Safe: the entries are those of `columns`.
  const at = Object.fromEntries(
    Object.entries(mapping.columns).flatMap(([place, name]) => (name === undefined ? [] : [[place, find(name)]])),
  ) as MappedColumns['at'];
  const wide = mapping.parameters.map(({ flag, value, parameter, unit, urn, check, scale }) => {
    const named = scaleNamed(scale ?? mapping.scale);
    const series = {
      parameter: parameter ?? value ?? flag,
      unit,
      urn,
      check: check ?? `flag.${named.scale}`,
      ...named,
    };
    return { flag: find(flag), value: value === undefined ? null : find(value), series };
  });
  return { mapping, names, at, wide };
}

/** What a row says besides its point; rows of one `key` belong together. */
export interface MappedRow {
  key: string;
  platform: string | undefined;
  cruise: string | undefined;
  station: string | undefined;
  series: Series[];
  point: FlaggedPoint;
}

/** Null for a row that is only a roll-up of others. */
export function mappedRow(columns: MappedColumns, { cells, line }: CsvRow): MappedRow | Pointed | null {
  const { at, names, mapping } = columns;
  if (cells.length !== names.length)
    return {
      path: [],
      code: 'ragged_row',
      detail: `has ${cells.length} cells, the header ${names.length}: the file may be cut`,
    };
  const text = (place: Place): string => (at[place] === undefined ? '' : (cells[at[place]] ?? '').trim());
  if (/^(overall|rollup|aggregate)$/i.test(text('test'))) return null;
  const t = timeOf(mapping, text('time'));
  if (t === null)
    return { path: [names[at.time ?? 0] ?? ''], code: 'bad_instant', detail: 'must be a real date and time, UTC' };
  const columnsOfRow = seriesOf(columns, text);
  const numbers = numbersOf(columns, cells, [at.lat, at.lon, at.z, ...columnsOfRow.map(({ value }) => value)]);
  if ('code' in numbers) return numbers;
  const [lat = null, lon = null, z = null, ...values] = numbers;
  const flags = columnsOfRow.map(({ flag }) => codeOf(columns, cells[flag] ?? ''));
  return {
    ...whose(columns, text),
    series: columnsOfRow.map(({ series }) => series),
    point: { line, t, lat, lon: eastOf(lon), z, values, flags },
  };
}

/** Nothing can be missing at the end of the last cell: nobody reads it, or it is a flag that no longer one begins with. */
export function isLastWhole({ mapping, names, at, wide }: MappedColumns, cells: readonly string[]): boolean {
  const last = names.length - 1;
  const column = wide.find(({ flag }) => flag === last);
  const named = column?.series ?? (at.flag === last ? scaleNamed(mapping.scale) : null);
  const codes = named && scaleCodes(named.scale, named.version);
  if (codes) return isWholeFlag((cells[last] ?? '').trim(), codes.keys());
  return ![...Object.values(at), ...wide.map(({ value }) => value)].includes(last);
}

type TextAt = (place: Place) => string;

/** A long table names its series row by row. */
const seriesOf = ({ at, wide, mapping }: MappedColumns, text: TextAt): MappedColumns['wide'] =>
  at.flag === undefined ? wide : [{ flag: at.flag, value: at.value ?? null, series: longSeries(mapping, text) }];

function whose({ at }: MappedColumns, text: TextAt): Omit<MappedRow, 'series' | 'point'> {
  const named = (place: Place): string | undefined => text(place).slice(0, 200) || undefined;
  const [platform, cruise, station] = [named('platform'), named('cruise'), named('station')];
  const key = JSON.stringify([platform, cruise, at.flag === undefined ? '' : [text('parameter'), text('test')]]);
  return { key, platform, cruise, station };
}

function numbersOf(
  { mapping, names }: MappedColumns,
  cells: readonly string[],
  places: readonly (number | null | undefined)[],
): (number | null)[] | Pointed {
  const numbers: (number | null)[] = [];
  for (const column of places) {
    const value = column == null ? null : valueOf(mapping, cells[column] ?? '');
    if (value === undefined)
      return { path: [names[column ?? 0] ?? ''], code: 'not_a_number', detail: 'must be a number' };
    numbers.push(value);
  }
  return numbers;
}

function longSeries(mapping: Mapping, text: TextAt): Series {
  const named = scaleNamed(mapping.scale);
  const check = text('test').slice(0, 100) || named.scale;
  return { parameter: text('parameter').slice(0, 200) || null, check: `${mapping.checks}.${check}`, ...named };
}

function valueOf({ decimal, missing }: Mapping, cell: string): number | null | undefined {
  if (missing.includes(cell.trim())) return null;
  return numberOf(decimal === ',' ? cell.replace(',', '.') : cell);
}

const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: +(\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?))?$/;

function timeOf({ dates }: Mapping, text: string): string | null {
  if (dates === 'iso') return instant(text);
  const [, first, second, year, clock = '00:00'] = SLASHED.exec(text) ?? [];
  const [day, month] = dates === 'dmy' ? [first, second] : [second, first];
  const iso = dayOf(Number(year), Number(month), Number(day));
  return iso && instant(`${iso}T${clock.replace(/^\d:/, '0$&')}`);
}

/** A spreadsheet may have made 4.0 of a 4; NERRS writes `<-3> [GSM]`, the cause after the flag. */
function codeOf({ mapping }: MappedColumns, cell: string): string | null {
  const bare = cell.trim();
  if (bare === '' || mapping.missing.includes(bare) || /^nan$/i.test(bare)) return null;
  return bare.replace(/^(-?\d+)[.,]0+$/, '$1').replace(/^<(-?\d+)>.*$/, '$1');
}
