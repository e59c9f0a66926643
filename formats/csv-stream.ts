import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { BodyFault } from './fault';
import { csvFault, headerOf, lineEndsIn } from './table';
import { type Delimiter, delimiterOf, utf8Pieces } from './text';

export type ByteStream = AsyncIterable<Uint8Array | string>;
export const RECORD_CHARS_MAX = 1024 * 1024;

export interface CsvRow {
  /** Where the row begins, from 1. */
  line: number;
  cells: string[];
}

/**
 * A CSV of any length, row by row, in bounded memory: strict UTF-8, `;`, `,` or tab by its header. Rows keep the number of
 * cells they have; blank ones are left out. Throws BodyFault where it cannot be read further.
 */
export async function* csvRows(stream: ByteStream, delimiter?: Delimiter): AsyncGenerator<CsvRow> {
  const pieces = utf8Pieces(stream);
  const head = await untilFirstLine(pieces);
  if (head.trim() === '') throw new BodyFault('empty', 'The body is empty.');
  const parser = parse({
    delimiter: delimiter ?? delimiterOf(/[^\r\n]+/.exec(head)?.[0] ?? ''),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: RECORD_CHARS_MAX,
  });
  // A failure of either destroys the parser and comes out of the loop below.
  pipeline(Readable.from(joined(head, pieces), { objectMode: false }), parser, () => undefined);
  try {
    // The lines are counted here: to be told them by the parser costs as much as a quarter of its work.
    let line = 1;
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (cells.some((cell) => cell.trim() !== '')) yield { line, cells };
      line += 1 + lineEndsIn(cells);
    }
  } catch (error) {
    throw csvFault(error);
  }
}

/** What the unnamed first column is called that pandas writes its row numbers in. */
const INDEX_COLUMN = 'index';

/** The header and the rows after it. */
export async function csvTable(
  stream: ByteStream,
  delimiter?: Delimiter,
): Promise<{ header: string[]; rows: AsyncGenerator<CsvRow> }> {
  const rows = csvRows(stream, delimiter);
  const first = await rows.next();
  if (first.done) throw new BodyFault('empty', 'The body is empty.');
  const [name = '', ...others] = first.value.cells;
  return { header: headerOf([name.trim() || INDEX_COLUMN, ...others]), rows };
}

/** All up to the piece in which the first line that is not blank ends; looks at each piece once. */
async function untilFirstLine(pieces: AsyncGenerator<string>): Promise<string> {
  let head = '';
  let begun = false;
  for (;;) {
    const piece = await pieces.next();
    if (piece.done) return head;
    head += piece.value;
    const start: number = begun ? 0 : piece.value.search(/\S/);
    begun ||= start >= 0;
    if (begun && /[\r\n]/.test(piece.value.slice(start))) return head;
    if (head.length > RECORD_CHARS_MAX) throw new BodyFault('line_too_long', 'The header is too long.', 1);
  }
}

async function* joined(head: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* pieces;
}
