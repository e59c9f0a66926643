import { type CsvRow, csvTable } from '../../formats/csv-stream';
import { LINE_BYTES_MAX, lines } from '../../formats/json-items';
import { WatchedEnd, withEnd } from '../../formats/open-end';
import { type Delimiter, delimiterOf, fromUtf8 } from '../../formats/text';
import { jsonElements } from './json-elements';
import type { ListKind } from './kind';
import { isReturned, unmarkedCells, unmarkedHeader, unmarkedJson } from './marks';
import { contentOf, headOf, type Source } from './source';

/** One item of a list of anomalies; `line` is where it begins in the file, from 1. */
export interface Piece {
  line: number;
  /** As it is sent, without a line end. */
  sent: Buffer;
  cells: string[] | null;
  /** The last of a table that its file does not end: it is sent as it is there. */
  mayBeCut: boolean;
}
/** What is wrong with an item that is not even sent. */
export interface Unsent {
  line: number | null;
  why: { code: string; detail: string };
}
export const isUnsent = (piece: Piece | Unsent): piece is Unsent => 'why' in piece;

/** A list of anomalies, cut into its items. `header` is null for JSON. */
export interface CutList {
  header: string[] | null;
  delimiter: Delimiter;
  pieces: AsyncGenerator<Piece | Unsent>;
}

/** Opens a list; what an earlier submit wrote beside refused rows is left out. Throws BodyFault, at once or where it is met. */
export async function cutList(source: Source, { as }: ListKind, passed?: (bytes: number) => void): Promise<CutList> {
  if (as === 'csv') return cutTable(source, passed);
  const elements = as === 'ndjson' ? lines(contentOf(source, passed)) : jsonElements(contentOf(source, passed));
  return { header: null, delimiter: ',', pieces: jsonPieces(elements, as, isReturned(source.name)) };
}

const DELIMITER_CHARS = 64 * 1024;
async function cutTable(source: Source, passed?: (bytes: number) => void): Promise<CutList> {
  const head = (await headOf(source, DELIMITER_CHARS)).toString('utf8').trimStart();
  const delimiter = delimiterOf(/^[^\r\n]*/.exec(head)?.[0] ?? '');
  const watched = new WatchedEnd(contentOf(source, passed));
  const { header, rows } = await csvTable(watched, delimiter);
  const kept = isReturned(source.name) ? unmarkedHeader(header) : header;
  return {
    header: kept,
    delimiter,
    pieces: tablePieces(withEnd(rows, watched), kept.length, header.length, delimiter),
  };
}

async function* tablePieces(
  rows: AsyncGenerator<{ row: CsvRow; mayBeCut: boolean }>,
  width: number,
  widthInFile: number,
  delimiter: Delimiter,
): AsyncGenerator<Piece> {
  for await (const { row, mayBeCut } of rows) {
    const cells = width === widthInFile ? row.cells : unmarkedCells(row.cells, width);
    yield { line: row.line, sent: Buffer.from(csvLine(cells, delimiter)), cells, mayBeCut };
  }
}

/** One row of CSV, without its line end. */
export const csvLine = (cells: readonly string[], delimiter: Delimiter): string => cells.map(quoted).join(delimiter);
const quoted = (cell: string): string => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

async function* jsonPieces(
  elements: AsyncIterable<{ line: number; bytes: Buffer | null }>,
  as: ListKind['as'],
  returned: boolean,
): AsyncGenerator<Piece | Unsent> {
  for await (const { line, bytes } of elements) {
    if (bytes === null) {
      yield { line, why: { code: 'line_too_long', detail: `The item is longer than ${LINE_BYTES_MAX} bytes.` } };
      continue;
    }
    const text = fromUtf8(bytes);
    if (text?.trim() === '') continue;
    // A list of events is one JSON document, which an item that is none would spoil for the others.
    if (as === 'events' && (text === null || !isJson(text)))
      yield { line, why: { code: 'bad_json', detail: 'The item is not JSON.' } };
    else
      yield {
        line,
        sent: text === null ? bytes : onOneLine(returned ? unmarkedJson(text) : text),
        cells: null,
        mayBeCut: false,
      };
  }
}

/** Line ends inside JSON stand between its values only. */
const onOneLine = (json: string): Buffer => Buffer.from(json.replaceAll(/[\r\n]+/g, ' '));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const ENDS = { ndjson: '\n', json: '\n', csv: '\n', events: ',' } as const;
export const MEDIA_TYPE = {
  ndjson: 'application/x-ndjson',
  json: 'application/x-ndjson',
  csv: 'text/csv',
  events: 'application/cloudevents-batch+json',
} as const;

/** Some items as one body, which has the header again. */
export async function* bodyOf(
  { as }: ListKind,
  { header, delimiter }: Pick<CutList, 'header' | 'delimiter'>,
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
): AsyncGenerator<Buffer> {
  if (header) yield Buffer.from(`${csvLine(header, delimiter)}\n`);
  if (as === 'events') yield Buffer.from('[');
  let isFirst = true;
  let isEnded = false;
  for await (const { sent, mayBeCut } of pieces) {
    yield isFirst ? sent : Buffer.concat([Buffer.from(ENDS[as]), sent]);
    isFirst = false;
    isEnded = !mayBeCut;
  }
  if (as === 'events') yield Buffer.from(']');
  else if (isEnded) yield Buffer.from(ENDS[as]);
}
