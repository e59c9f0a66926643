import type { ReadItem } from '../domain/anomaly';
import { scaleCodes } from '../domain/flag-scale';
import { dayOf } from '../domain/instant';
import { readItem } from './anomaly-item';
import { type ByteStream, type CsvRow, csvTable } from './csv-stream';
import { BodyFault } from './fault';
import type { Series } from './flagged/point';
import { SeenFlags } from './flagged/seen';
import { itemError, type Place, type Pointed } from './item-error';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';
import { ROWS_MAX } from './table';

const COLUMNS = [
  'PLATFORM_CODE',
  'PARAMETER_NAME',
  'START_DATE',
  'END_DATE',
  'QUALITY_CODE',
  'COMMENT',
  'DAC',
] as const;
type Cells = Record<(typeof COLUMNS)[number], string>;

/** Argo's list of excluded sensors: a row is a sensor that is bad from a day on. */
export const readExclusionList = (stream: ByteStream, context: ReportContext): Reading =>
  listReading(stream, context, 'argo.sensor_exclusion_list');
/** Argo's list of floats that failed the minimum and maximum test and were not acted on; the same columns. */
export const readMinMaxList = (stream: ByteStream, context: ReportContext): Reading =>
  listReading(stream, context, 'argo.min_max_test');

function listReading(stream: ByteStream, context: ReportContext, check: string): Reading {
  const seen = new SeenFlags();
  return {
    single: () => false,
    checks: () => seen.checks(),
    flags: () => seen.flags(),
    async *[Symbol.asyncIterator]() {
      const { header, rows } = await csvTable(stream);
      const lacking = COLUMNS.find((name) => !header.includes(name));
      if (lacking) throw new BodyFault('missing_column', `The column "${lacking}" is missing.`, 1);
      const list = new List(context, check, seen);
      for await (const row of rows) yield* list.take(header, row);
    },
  };
}

class List {
  readonly #context: ReportContext;
  readonly #check: string;
  readonly #seen: SeenFlags;
  readonly #codes = scaleCodes('RR2', null);
  /** The rows of each key, which may come twice with other words or another end. */
  readonly #rows = new Map<string, string[]>();
  #index = 0;

  constructor(context: ReportContext, check: string, seen: SeenFlags) {
    this.#context = context;
    this.#check = check;
    this.#seen = seen;
  }

  *take(header: readonly string[], { cells: written, line }: CsvRow): Generator<ReadItem> {
    const place = { index: this.#index, line };
    if (written.length !== header.length) {
      this.#index += 1;
      const detail = `has ${written.length} cells, the header ${header.length}: the file may be cut`;
      return yield itemError(place, { path: [], code: 'ragged_row', detail });
    }
    // Safe: the header has every one of these columns.
    const cells = Object.fromEntries(
      COLUMNS.map((name) => [name, written[header.indexOf(name)]?.trim() ?? '']),
    ) as Cells;
    const item = this.#item(cells, place);
    if (!item) return;
    this.#index += 1;
    yield item;
  }

  /** Null when the code says that nothing is wrong. */
  #item(cells: Cells, place: Place): ReadItem | null {
    const row = this.#codes?.get(cells.QUALITY_CODE);
    if (!row) return itemError(place, { path: ['QUALITY_CODE'], code: 'unknown_flag', detail: 'is no code of Argo' });
    const start = dayAt(cells.START_DATE);
    const end = cells.END_DATE === '' ? start : dayAt(cells.END_DATE);
    const wrong = faultOf(cells, start, end);
    if (wrong || start === null) return itemError(place, wrong ?? badDay('START_DATE'));
    const series: Series = { parameter: cells.PARAMETER_NAME, check: this.#check, scale: 'RR2', version: '1' };
    // A list says of all data which are bad: what it no longer names is mended, whenever that was.
    this.#seen.column(series).count(row, null);
    if (!row.asked) return null;
    const nth = this.#nth(
      JSON.stringify([cells.PLATFORM_CODE, cells.PARAMETER_NAME, start]),
      JSON.stringify([cells.END_DATE, cells.QUALITY_CODE, cells.COMMENT]),
    );
    return readItem(
      {
        ...this.#context,
        platform: cells.PLATFORM_CODE,
        parameter: cells.PARAMETER_NAME,
        check: this.#check,
        time_range: {
          start: `${start}T00:00:00Z`,
          end: cells.END_DATE === '' ? `${start}T00:00:00Z` : `${end}T23:59:59Z`,
        },
        ...(nth > 1 ? { locus: `${start}#${nth}` } : {}),
        flags: { scale: 'RR2', scale_version: '1', original: row.code, canonical: row.canonical },
        ...(cells.COMMENT === '' ? {} : { message: cells.COMMENT.slice(0, 4000) }),
        labels: { ...(cells.DAC === '' ? {} : { dac: cells.DAC.slice(0, 1000) }), open: String(cells.END_DATE === '') },
      },
      place,
    );
  }

  /** The same row twice is one anomaly told twice; other words under the same key are another. */
  #nth(key: string, whole: string): number {
    const rows = this.#rows.get(key) ?? [];
    if (rows.length === 0 && this.#rows.size >= ROWS_MAX)
      throw new BodyFault('too_many_rows', `More than ${ROWS_MAX} rows.`);
    if (!rows.includes(whole)) this.#rows.set(key, [...rows, whole].slice(0, 100));
    const at = (this.#rows.get(key) ?? []).indexOf(whole);
    return at < 0 ? 101 : at + 1;
  }
}

const dayAt = (text: string): string | null => {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  return dayOf(Number(year), Number(month), Number(day));
};
const badDay = (column: string): Pointed => ({
  path: [column],
  code: 'bad_instant',
  detail: 'must be a real day, yyyymmdd',
});

function faultOf(cells: Cells, start: string | null, end: string | null): Pointed | null {
  const empty = (['PLATFORM_CODE', 'PARAMETER_NAME'] as const).find((name) => cells[name] === '');
  if (empty) return { path: [empty], code: 'required', detail: 'is missing' };
  return start === null ? badDay('START_DATE') : end === null ? badDay('END_DATE') : null;
}
