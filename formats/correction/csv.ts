import { parse } from 'csv-parse/sync';
import type { CorrectionHead, CorrectionRow, GivenRow, Position } from '../../domain/correction';
import { BodyFault } from '../fault';
import { csvFault, firstLine, fitted, headerOf, openTable, RECORD_BYTES_MAX, ROWS_MAX } from '../table';
import { CellTrouble, NumberReader, timeIn, unguarded } from './cell';
import { type Layout, layoutOf, type Role } from './columns';
import type { RowSink } from './sink';

/**
 * A table of corrected rows as a French or an English spreadsheet writes it: `time` and `value`, or `corrected_value` beside
 * the old one; perhaps flags, `parameter`, `unit`, `lat`, `lon`, `depth`, `station`. Row by row: nothing is held.
 */
export function readCsvCorrection(bytes: Uint8Array, sink: RowSink): void {
  const { text, delimiter } = openTable(bytes);
  const numbers = new NumberReader(delimiter !== ',');
  let layout: Layout | null = null;
  let rows = 0;
  const take = (record: string[], lines: number): void => {
    const cells = record.map((cell) => cell.trim());
    if (cells.every((cell) => cell === '')) return;
    if (!layout) {
      layout = layoutOf(headerOf(cells));
      return sink.begin(headOf(layout));
    }
    rows += 1;
    const line = firstLine(record, lines);
    if (rows > ROWS_MAX) throw new BodyFault('too_many_rows', `More than ${ROWS_MAX} rows.`, line);
    sink.take(rowOf(layout, numbers, fitted(cells, layout.header.length, line), line));
  };
  try {
    parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: RECORD_BYTES_MAX,
      on_record: (record: string[], { lines }: { lines: number }) => {
        take(record, lines);
        return null;
      },
    });
  } catch (error) {
    throw csvFault(error);
  }
}

function headOf({ places, header, unit, parameter, hasOld }: Layout): CorrectionHead {
  const named = (role: Role): string | undefined => (places[role] === undefined ? undefined : header[places[role]]);
  const columns = {
    time: named('time'),
    value: hasOld ? named('corrected_value') : named('value'),
    old: hasOld ? named('value') : undefined,
    flag: named('corrected_flag') ?? named('flag'),
    unit: named('unit'),
    z: named('z'),
    lat: named('corrected_lat') ?? named('lat'),
    parameter: named('parameter'),
    station: named('station'),
  };
  // Safe: what is left are the entries with a name.
  const known = Object.fromEntries(Object.entries(columns).filter(([, name]) => name !== undefined)) as Record<
    string,
    string
  >;
  return { format: 'csv', unit, parameter, columns: known };
}

function rowOf(layout: Layout, numbers: NumberReader, cells: readonly string[], line: number): CorrectionRow {
  try {
    return { ok: true, row: { line, ...givenBy(layout, numbers, cells) } };
  } catch (error) {
    if (!(error instanceof CellTrouble)) throw error;
    return { ok: false, line, trouble: error.trouble };
  }
}

function givenBy(layout: Layout, numbers: NumberReader, cells: readonly string[]): Omit<GivenRow, 'line'> {
  const { places, header, hasOld, moves } = layout;
  const cell = (role: Role): string => cells[places[role] ?? -1] ?? '';
  const name = (role: Role): string => header[places[role] ?? -1] ?? role;
  const text = (role: Role): string | null => unguarded(cell(role)) || null;
  const position = (lat: Role, lon: Role): Position | null => {
    const [y, x] = [numbers.degrees(cell(lat), name(lat), 90), numbers.degrees(cell(lon), name(lon), 180)];
    return y === null || x === null ? null : { lat: y, lon: x };
  };
  const measured = position('lat', 'lon');
  const old = hasOld ? numbers.read(cell('value'), name('value')) : null;
  return {
    time: timeIn(unguarded(cell('time')), name('time')),
    value: numbers.read(cell(hasOld ? 'corrected_value' : 'value'), name(hasOld ? 'corrected_value' : 'value')),
    old: old === null ? null : { value: old, tolerance: toleranceOf(cell('value'), old) },
    z: numbers.read(cell('z'), name('z')),
    at: moves && !hasOld ? null : measured,
    moved: moves ? (hasOld ? position('corrected_lat', 'corrected_lon') : measured) : null,
    parameter: text('parameter'),
    unit: text('unit'),
    flag: text('corrected_flag') ?? (hasOld ? null : text('flag')),
    station: text('station'),
  };
}

/** Half of the last digit that is written: a spreadsheet rounds what it shows. */
function toleranceOf(text: string, value: number): number {
  const decimals = /[.,](\d+)/.exec(text)?.[1]?.length ?? 0;
  return Math.max(0.5001 * 10 ** -decimals, Math.abs(value) * 1e-6);
}
