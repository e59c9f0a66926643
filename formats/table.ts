import { parse } from 'csv-parse/sync';
import { BodyFault } from './fault';
import { type Delimiter, decodeText, delimiterOf, type Encoding } from './text';

export const ROWS_MAX = 200_000;
export const COLUMNS_MAX = 200;
const COLUMN_CHARS_MAX = 200;
export const RECORD_BYTES_MAX = 64 * 1024;

export interface Table {
  delimiter: Delimiter;
  encoding: Encoding;
  header: string[];
  /** As many cells as the header, trimmed; `line` is where the row begins in the file, from 1. */
  rows: { line: number; cells: string[] }[];
}

/**
 * A small CSV as a French Excel writes it: `;`, `,` or tab by its header, UTF-8 or Windows-1252. Short rows are filled up,
 * blank ones left out. Throws BodyFault when it cannot be read as a table.
 */
export function readTable(bytes: Buffer): Table {
  const { text, encoding, delimiter } = openTable(bytes);
  const [first, ...others] = records(text, delimiter);
  if (!first) throw new BodyFault('empty', 'The file is empty.');
  const header = headerOf(first.cells);
  const rows = others.map(({ line, cells }) => ({ line, cells: fitted(cells, header.length, line) }));
  return { delimiter, encoding, header, rows };
}

/** The text of a table and what parts its cells. Throws BodyFault when there is none. */
export function openTable(bytes: Uint8Array): { text: string; encoding: Encoding; delimiter: Delimiter } {
  const { text, encoding } = decodeText(bytes);
  const start = text.search(/\S/);
  if (start < 0) throw new BodyFault('empty', 'The file is empty.');
  return { text, encoding, delimiter: delimiterOf(/^[^\r\n]*/.exec(text.slice(start))?.[0] ?? '') };
}

function records(text: string, delimiter: Delimiter): { line: number; cells: string[] }[] {
  try {
    // With `info` each record comes wrapped, which the types of csv-parse do not say.
    const parsed = parse(text, {
      delimiter,
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: RECORD_BYTES_MAX,
      to: ROWS_MAX + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const found = parsed
      .map(({ record, info }) => ({ line: firstLine(record, info.lines), cells: record.map((cell) => cell.trim()) }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
    if (found.length > ROWS_MAX + 1) throw new BodyFault('too_many_rows', `More than ${ROWS_MAX} rows.`);
    return found;
  } catch (error) {
    throw csvFault(error);
  }
}

/** csv-parse tells the line on which a record ends; quoted cells may hold line ends. */
export const firstLine = (cells: readonly string[], lastLine: number): number => lastLine - lineEndsIn(cells);

/** How many line ends quoted cells hold. */
export function lineEndsIn(cells: readonly string[]): number {
  let ends = 0;
  for (const cell of cells) if (cell.includes('\n')) ends += cell.split('\n').length - 1;
  return ends;
}

/** What csv-parse refused, in our words; any other error as it is. Its two builds do not share an error class. */
export function csvFault(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('lines' in error)) return error;
  const line = typeof error.lines === 'number' ? error.lines : null;
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new BodyFault('line_too_long', 'A row is too long: perhaps a quote is never closed.', line);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new BodyFault('bad_csv', 'A quoted cell is never closed.', line);
  return new BodyFault('bad_csv', 'A quote stands inside an unquoted cell, or something follows a quoted one.', line);
}

/** Column names as written, trimmed; trailing unnamed columns, as Excel leaves them, are dropped. */
export function headerOf(cells: readonly string[]): string[] {
  const header = cells.map((cell) => cell.trim());
  while (header.at(-1) === '') header.pop();
  if (header.length > COLUMNS_MAX) throw new BodyFault('too_many_columns', `More than ${COLUMNS_MAX} columns.`, 1);
  if (header.some((name) => name.length > COLUMN_CHARS_MAX))
    throw new BodyFault('bad_header', `A column's name is longer than ${COLUMN_CHARS_MAX} characters.`, 1);
  if (header.includes('')) throw new BodyFault('bad_header', 'A column has no name.', 1);
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) throw new BodyFault('duplicate_column', `The column "${twice}" comes twice.`, 1);
  return header;
}

/** As many cells as the header has; more that say something are a fault. */
export function fitted(cells: string[], width: number, line: number): string[] {
  if (cells.slice(width).some((cell) => cell !== ''))
    throw new BodyFault('bad_csv', `The row has ${cells.length} cells, the header ${width}.`, line);
  return Array.from({ length: width }, (_, i) => cells[i] ?? '');
}

/** A number with a decimal point or comma, spaces between thousands allowed; null when it is none. */
export function parseDecimal(text: string): number | null {
  const bare = text.trim().replaceAll(/(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))/g, '');
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$/.test(bare)) return null;
  const value = Number(bare.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}
