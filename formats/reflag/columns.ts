import { BodyFault } from '../fault';
import type { Series } from '../flagged/point';
import { FLAG_CSV, mappingOf } from '../mapped/mapping';
import { mappedColumns, mappedRow } from '../mapped/row';
import { readHead } from '../odv-text';
import type { OdvHeader } from '../odv/header';
import { pointOf, type Station, stationOf } from '../odv/row';
import { csvTable } from '../csv-stream';
import { delimiterOf } from '../text';
import { textLines } from '../text-lines';
import { csvRecords, type FileRow, plainRows } from './rows';

/** A flag that stands in a row, what it judges, and which rows of the file it belongs together with. */
export interface FlagCell {
  column: number;
  /** Column of what was measured; null where the file does not tell it. */
  value: number | null;
  series: Series;
  strand: string;
}
/** A file whose flags can be told apart cell by cell. */
export interface FlagFile {
  rows: Iterable<FileRow>;
  names: readonly string[];
  flagsOf: (row: FileRow) => FlagCell[];
  /** Where and when each row was measured, in their order; null for one that says no instant. */
  placesOf: (rows: readonly FileRow[]) => (Measured | null)[];
  decimal: '.' | ',';
}
export interface Measured {
  t: string;
  z: number | null;
}

/** Reports that are the data file itself, so that a copy with other flags can be made of them. */
export const REFLAGGED = ['odv', 'flag_csv', 'csv'] as const;
export const isReflagged = (format: string): boolean => REFLAGGED.some((known) => known === format);

/** Throws BodyFault for a file that its reader would refuse. */
export async function flagFile(format: string, bytes: Buffer, config: unknown): Promise<FlagFile> {
  return format === 'odv' ? odvFile(bytes) : csvFile(bytes, format === 'csv' ? mappingOf(config) : FLAG_CSV);
}

async function odvFile(bytes: Buffer): Promise<FlagFile> {
  const { header } = await readHead(textLines(one(bytes)));
  const cells = header.flags.map(({ column, value, series }) => ({ column, value, series, strand: '' }));
  return {
    rows: plainRows(bytes.toString('latin1'), header.delimiter),
    names: header.names,
    flagsOf: ({ cells: row }) => (row[0]?.text.startsWith('//') ? [] : cells),
    placesOf: (rows) => odvPlaces(header, rows),
    decimal: '.',
  };
}

/** A row without metadata belongs to the station before. */
function odvPlaces(header: OdvHeader, rows: readonly FileRow[]): (Measured | null)[] {
  let station: Station | null = null;
  return rows.map(({ line, cells }) => {
    const texts = cells.map(({ text }) => text);
    if (texts.length < header.width || texts[0]?.startsWith('//')) return null;
    const begun = stationOf(header, texts);
    if (begun && 'code' in begun) return null;
    station = begun ?? station;
    const point = station && pointOf(header, texts, line, station);
    return point && !('code' in point) && point.t !== null ? { t: point.t, z: point.z } : null;
  });
}

async function csvFile(bytes: Buffer, mapping: ReturnType<typeof mappingOf>): Promise<FlagFile> {
  const { header: names } = await csvTable(one(bytes), mapping.delimiter);
  const columns = mappedColumns(mapping, names);
  const text = bytes.toString('latin1');
  const delimiter = mapping.delimiter ?? delimiterOf(/[^\r\n]+/.exec(text)?.[0] ?? '');
  const [header, ...rows] = csvRecords(text, delimiter);
  if (!header) throw new BodyFault('empty', 'The file is empty.');
  const places =
    columns.at.flag === undefined ? columns.wide : [{ flag: columns.at.flag, value: columns.at.value ?? null }];
  const read = ({ line, cells }: FileRow) => {
    const row = mappedRow(columns, { line, cells: cells.map(({ text: cell }) => cell) });
    return row === null || 'code' in row ? null : row;
  };
  return {
    rows,
    names,
    flagsOf: (cells) => {
      const row = read(cells);
      if (row === null) return [];
      return places.flatMap(({ flag, value }, place) => {
        const series = row.series[place];
        return series ? { column: flag, value, series, strand: row.key } : [];
      });
    },
    placesOf: (given) =>
      given.map((one) => {
        const point = read(one)?.point;
        return point && point.t !== null ? { t: point.t, z: point.z } : null;
      }),
    decimal: mapping.decimal,
  };
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
