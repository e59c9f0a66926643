import type { ReadItem } from '../domain/anomaly';
import { readItem } from './anomaly-item';
import { ANOMALY_FIELDS } from './anomaly-schema';
import { type ByteStream, csvTable } from './csv-stream';
import { BodyFault } from './fault';
import { itemError, type Place } from './item-error';
import { firstTrouble, isSuspect } from './json-guard';
import { parseDecimal } from './table';

/** Fields of one cell that are JSON when they begin as JSON does. */
const NESTED = new Set([
  'position',
  'bbox',
  'observed',
  'expected',
  'counts',
  'samples',
  'sample_ref',
  'plots',
  'evidence',
  'labels',
  'time_range',
  'locus',
  'flags',
  'extra',
]);
const NUMBERS = /^(position\.(lat|lon|depth)|observed\.(value|min|max)|expected\.(min|max)|counts\.(failed|tested))$/;

interface Column {
  name: string;
  field: string;
  /** `start` of `time_range.start`; null when the cell is the whole field. */
  inner: string | null;
}

/** Canonical anomalies as CSV: columns are fields, inner ones by dots; empty cells are absent, unknown columns kept as extra. */
export async function* readCsv(stream: ByteStream): AsyncGenerator<ReadItem> {
  const { header, rows } = await csvTable(stream);
  const columns = columnsOf(header);
  let index = 0;
  for await (const { line, cells } of rows) {
    yield readRow(columns, cells, { index, line });
    index += 1;
  }
}

function columnsOf(header: readonly string[]): Column[] {
  for (const name of ['source', 'dataset', 'check'])
    if (!header.includes(name)) throw new BodyFault('missing_column', `The column "${name}" is missing.`, 1);
  if (!header.some((name) => /^(time|time_range\.start|locus(\..+)?)$/.test(name)))
    throw new BodyFault('missing_column', 'One of the columns "time", "time_range.start", "locus" is needed.', 1);
  const columns = header.map(columnOf);
  const both = columns.find(
    ({ field, inner }) => inner === null && columns.some((c) => c.field === field && c.inner !== null),
  );
  if (both) throw new BodyFault('bad_header', `"${both.name}" comes both whole and in parts.`, 1);
  return columns;
}

function columnOf(name: string): Column {
  const dot = name.indexOf('.');
  const field = name.slice(0, Math.max(dot, 0));
  return dot > 0 && ANOMALY_FIELDS.has(field) && NESTED.has(field)
    ? { name, field, inner: name.slice(dot + 1) }
    : { name, field: name, inner: null };
}

function readRow(columns: readonly Column[], cells: readonly string[], place: Place): ReadItem {
  if (cells.length !== columns.length)
    return itemError(place, {
      path: [],
      code: 'ragged_row',
      detail: `has ${cells.length} cells, the header ${columns.length}`,
    });
  const fields = new Map<string, unknown>();
  const parts = new Map<string, [string, unknown][]>();
  for (const [i, column] of columns.entries()) {
    const cell = (cells[i] ?? '').trim();
    if (cell === '') continue;
    if (column.inner === null) fields.set(column.field, whole(column, cell));
    else parts.set(column.field, [...(parts.get(column.field) ?? []), [column.inner, part(column, cell)]]);
  }
  for (const [field, entries] of parts) fields.set(field, Object.fromEntries(entries));
  const raw = Object.fromEntries(fields);
  const trouble = cells.some((cell) => beginsJson(cell) && isSuspect(cell)) ? firstTrouble(raw) : null;
  return trouble ? itemError(place, trouble) : readItem(raw, place);
}

const beginsJson = (cell: string): boolean => /^\s*[[{]/.test(cell);

function whole({ field }: Column, cell: string): unknown {
  if (!NESTED.has(field) || !beginsJson(cell)) return cell;
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

function part({ name }: Column, cell: string): unknown {
  if (name === 'expected.set') return cell.split('|').map((entry) => entry.trim());
  return NUMBERS.test(name) ? (parseDecimal(cell) ?? cell) : cell;
}
