import { BodyFault } from '../fault';
import type { Series } from '../flagged/point';
import { FLAG_CSV, mappingOf } from '../mapped/mapping';
import { mappedColumns, mappedRow } from '../mapped/row';
import { readHead } from '../odv-text';
import { csvTable } from '../csv-stream';
import { delimiterOf } from '../text';
import { textLines } from '../text-lines';
import { csvRecords, type FileRow, plainRows } from './rows';

/** A flag that stands in a row, what it judges, and which rows of the file it belongs together with. */
export interface FlagCell {
  column: number;
  series: Series;
  strand: string;
}
/** A file whose flags can be told apart cell by cell. */
export interface FlagFile {
  rows: Iterable<FileRow>;
  names: readonly string[];
  flagsOf: (row: FileRow) => FlagCell[];
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
  const cells = header.flags.map(({ column, series }) => ({ column, series, strand: '' }));
  return {
    rows: plainRows(bytes.toString('latin1'), header.delimiter),
    names: header.names,
    flagsOf: ({ cells: row }) => (row[0]?.text.startsWith('//') ? [] : cells),
  };
}

async function csvFile(bytes: Buffer, mapping: ReturnType<typeof mappingOf>): Promise<FlagFile> {
  const { header: names } = await csvTable(one(bytes), mapping.delimiter);
  const columns = mappedColumns(mapping, names);
  const text = bytes.toString('latin1');
  const delimiter = mapping.delimiter ?? delimiterOf(/[^\r\n]+/.exec(text)?.[0] ?? '');
  const [header, ...rows] = csvRecords(text, delimiter);
  if (!header) throw new BodyFault('empty', 'The file is empty.');
  const places = columns.at.flag === undefined ? columns.wide.map(({ flag }) => flag) : [columns.at.flag];
  return {
    rows,
    names,
    flagsOf: ({ line, cells }) => {
      const row = mappedRow(columns, { line, cells: cells.map(({ text: cell }) => cell) });
      if (row === null || 'code' in row) return [];
      return places.flatMap((column, place) => {
        const series = row.series[place];
        return series ? { column, series, strand: row.key } : [];
      });
    },
  };
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
