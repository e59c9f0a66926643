import { dayOf, instant } from '../domain/instant';
import type { ReadItem } from '../domain/anomaly';
import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import type { FlaggedPoint, Series } from './flagged/point';
import { flaggedReading } from './flagged/reading';
import type { Pointed } from './item-error';
import { OPEN_ROW, WatchedEnd, withEnd } from './open-end';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';
import { COLUMNS_MAX } from './table';
import { eastOf, numberOf, textLines } from './text-lines';

interface Columns {
  names: readonly string[];
  at: (name: string) => number;
  /** The last column is one that is read, and no flag: a flag is one digit, which cannot be cut. */
  lastCounts: boolean;
  flags: { column: number; value: number; series: Series }[];
}

/** A file of TSG-QC: `%KEY value` lines, `%HEADER` with the names, rows of numbers. Harbour data are nobody's anomaly. */
export function readTsgQc(stream: ByteStream, context: ReportContext): Reading {
  return flaggedReading(context, async function* (table): AsyncGenerator<ReadItem> {
    const said = new Map<string, string>();
    let columns: Columns | null = null;
    const watched = new WatchedEnd(stream);
    for await (const { row, mayBeCut } of withEnd(textLines(watched), watched)) {
      const { line, text } = row;
      const bare = (line === 1 ? text.replace(/^\ufeff/, '') : text).trim();
      if (bare === '') continue;
      if (columns) {
        const point = mayBeCut && columns.lastCounts ? OPEN_ROW : rowOf(columns, bare.split(/\s+/), line);
        yield* 'code' in point ? table.refuse(line, point) : table.take(point);
      } else if (bare.startsWith('%HEADER')) {
        columns = headerOf(bare.slice('%HEADER'.length).trim().split(/\s+/), line);
        const [platform, cruise] = ['PLATFORM_NAME', 'CYCLE_MESURE'].map((key) => said.get(key));
        yield* table.begin({
          kind: 'series',
          locus: {},
          series: columns.flags.map(({ series }) => series),
          platform,
          cruise,
        });
      } else if (bare.startsWith('%')) keep(said, bare);
      else throw new BodyFault('bad_header', 'Rows begin before the line %HEADER.', line);
    }
    if (!columns) throw new BodyFault(said.size === 0 ? 'empty' : 'file_cut', 'The file has no line %HEADER.');
  });
}

function keep(said: Map<string, string>, text: string): void {
  const [, key, value] = /^%(\w+)\s+(\S.*)$/.exec(text) ?? [];
  if (key !== undefined && value !== undefined && said.size < 1000) said.set(key, value.slice(0, 200));
}

const TIME = ['YEAR', 'MNTH', 'DAYX', 'hh', 'mi', 'ss'];

function headerOf(names: readonly string[], line: number): Columns {
  if (names.length > COLUMNS_MAX) throw new BodyFault('too_many_columns', `More than ${COLUMNS_MAX} columns.`, line);
  const lacking = [...TIME, 'LATX', 'LONX'].find((name) => !names.includes(name));
  if (lacking) throw new BodyFault('missing_column', `The column "${lacking}" is missing.`, line);
  const flags = names.flatMap((name, column) => {
    const parameter = name.endsWith('_QC') ? name.slice(0, -3) : '';
    return names.includes(parameter) ? [{ column, value: names.indexOf(parameter), series: seriesOf(parameter) }] : [];
  });
  if (flags.length === 0)
    throw new BodyFault('missing_column', 'No column is named <parameter>_QC: there are no flags.', line);
  const read = [...TIME, 'LATX', 'LONX', ...flags.map(({ value }) => names[value])];
  return { names, at: (name) => names.indexOf(name), lastCounts: read.includes(names.at(-1)), flags };
}

const seriesOf = (parameter: string): Series => ({
  ...(/^(LATX|LONX)/.test(parameter)
    ? { parameter: null, check: 'impossible_location' }
    : { parameter: parameter.slice(0, 200), check: 'flag.GOSUD' }),
  scale: 'GOSUD',
  version: '1',
});

function rowOf({ names, at, flags }: Columns, cells: readonly string[], line: number): FlaggedPoint | Pointed {
  if (cells.length !== names.length)
    return {
      path: [],
      code: 'ragged_row',
      detail: `has ${cells.length} cells, the header ${names.length}: the file may be cut`,
    };
  const numbers = cells.map((cell) => numberOf(cell));
  const bad = numbers.indexOf(undefined);
  if (bad >= 0) return { path: [names[bad] ?? ''], code: 'not_a_number', detail: 'must be a number' };
  const number = (column: number): number | null => numbers[column] ?? null;
  const t = timeOf(TIME.map((name) => number(at(name))));
  if (t === null)
    return { path: ['YEAR'], code: 'bad_instant', detail: 'and the columns after it are no real date and time' };
  const values = flags.map(({ value }) => number(value));
  const codes = flags.map(({ column }) => number(column)?.toString() ?? null);
  return { line, t, lat: number(at('LATX')), lon: eastOf(number(at('LONX'))), z: null, values, flags: codes };
}

const two = (n: number): string => String(n).padStart(2, '0');

function timeOf([year, month, day, hour, minute, second]: readonly (number | null)[]): string | null {
  const iso = dayOf(year ?? 0, month ?? 0, day ?? 0);
  if (iso === null || hour == null || minute == null || second == null) return null;
  const ms = Math.round(second * 1000);
  // A logger may round its last second up to 60.
  const at = instant(`${iso}T${two(hour)}:${two(minute)}:00`);
  return at === null || ms < 0 || ms > 60_000 ? null : new Date(Date.parse(at) + ms).toISOString();
}
