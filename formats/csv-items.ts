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
  isNumber: boolean;
}

/** Canonical anomalies as CSV: columns are fields, inner ones by dots; empty cells are absent, unknown columns kept as extra. */
export async function* readCsv(stream: ByteStream): AsyncGenerator<ReadItem> {
  const { header, rows } = await csvTable(stream);
  const columns = columnsOf(header);
  let index = 0;
  // A last row without a line end is a whole one (RFC 4180); that the body has come whole is known of its transfer.
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
  const isNumber = NUMBERS.test(name);
  return dot > 0 && ANOMALY_FIELDS.has(field) && NESTED.has(field)
    ? { name, field, inner: name.slice(dot + 1), isNumber }
    : { name, field: name, inner: null, isNumber };
}

function readRow(columns: readonly Column[], cells: readonly string[], place: Place): ReadItem {
  if (cells.length !== columns.length)
    return itemError(place, {
      path: [],
      code: 'ragged_row',
      detail: `has ${cells.length} cells, the header ${columns.length}`,
    });
  const raw: Record<string, unknown> = {};
  let isNested = false;
  for (const [i, column] of columns.entries()) {
    const cell = (cells[i] ?? '').trim();
    if (cell === '') continue;
    if (beginsJson(cell)) isNested = true;
    if (column.inner === null) keep(raw, column.field, whole(column, cell));
    else keep(innerOf(raw, column.field), column.inner, part(column, cell));
  }
  const trouble = isNested && cells.some((cell) => isSuspect(cell)) ? firstTrouble(raw) : null;
  return trouble ? itemError(place, trouble) : readItem(raw, place);
}

/** A column called `__proto__` is only a field. */
function keep(of: Record<string, unknown>, field: string, value: unknown): void {
  if (field !== '__proto__') of[field] = value;
  else Object.defineProperty(of, field, { value, enumerable: true, configurable: true, writable: true });
}
// Safe: a field that comes in parts never comes whole, so what stands there was made here.
const innerOf = (raw: Record<string, unknown>, field: string): Record<string, unknown> =>
  (raw[field] ??= {}) as Record<string, unknown>;

const beginsJson = (trimmed: string): boolean => trimmed.startsWith('{') || trimmed.startsWith('[');

function whole({ field }: Column, cell: string): unknown {
  if (!NESTED.has(field) || !beginsJson(cell)) return cell;
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

function part({ name, isNumber }: Column, cell: string): unknown {
  if (name === 'expected.set') return cell.split('|').map((entry) => entry.trim());
  return isNumber ? (parseDecimal(cell) ?? cell) : cell;
}
