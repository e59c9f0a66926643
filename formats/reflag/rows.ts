/** A cell as it stands in a file: where its text begins and ends, blanks and quotes around it left out. */
export interface Cell {
  start: number;
  end: number;
  text: string;
}
export interface FileRow {
  /** Where it begins, from 1. */
  line: number;
  cells: Cell[];
}

/** The cell between two places of a file that was read byte by byte (latin1), so that every place is that of a byte. */
function cellAt(bytes: string, from: number, to: number): Cell {
  let [start, end] = [from, to];
  while (start < end && /[ \t\r]/.test(bytes[start] ?? '')) start += 1;
  while (end > start && /[ \t\r]/.test(bytes[end - 1] ?? '')) end -= 1;
  if (end - start >= 2 && bytes[start] === '"' && bytes[end - 1] === '"') {
    start += 1;
    end -= 1;
  }
  return { start, end, text: Buffer.from(bytes.slice(start, end), 'latin1').toString('utf8') };
}

/** Rows of a text without quotes, such as an ODV spreadsheet. */
export function* plainRows(bytes: string, delimiter: string): Generator<FileRow> {
  for (let [start, line] = [0, 1]; start < bytes.length; line += 1) {
    const found = bytes.indexOf('\n', start);
    const end = found < 0 ? bytes.length : found;
    const cells: Cell[] = [];
    for (let from = start; from <= end; ) {
      const at = bytes.indexOf(delimiter, from);
      const to = at < 0 || at > end ? end : at;
      cells.push(cellAt(bytes, from, to));
      from = to + 1;
    }
    yield { line, cells };
    start = end + 1;
  }
}

/** Records of a CSV by RFC 4180; a quoted cell may hold delimiters and line ends. */
export function* csvRecords(bytes: string, delimiter: string): Generator<FileRow> {
  let row: FileRow = { line: 1, cells: [] };
  let line = 1;
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at <= bytes.length; at += 1) {
    const char = bytes[at];
    if (char === '"') isQuoted = !isQuoted;
    const isLine = endsLine(bytes, at);
    if (isLine) line += 1;
    const isEnd = char === undefined || (isLine && !isQuoted);
    if (!isEnd && (isQuoted || char !== delimiter)) continue;
    row.cells.push(cellAt(bytes, from, at));
    from = at + 1;
    if (!isEnd) continue;
    if (row.cells.some(({ text }) => text !== '')) yield row;
    row = { line, cells: [] };
  }
}

const endsLine = (bytes: string, at: number): boolean =>
  bytes[at] === '\n' || (bytes[at] === '\r' && bytes[at + 1] !== '\n');
