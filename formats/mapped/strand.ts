import type { ReadItem } from '../../domain/anomaly';
import type { FlaggedPoint, Group } from '../flagged/point';
import type { FlaggedTable } from '../flagged/table';
import type { MappedRow } from './row';

/**
 * The rows of one platform and series, which in a file may stand among others. Without being told, rows of one time at
 * several depths are a profile: so the first row of a station waits for the second.
 */
export class Strand {
  readonly #table: FlaggedTable;
  readonly #told: Group['kind'] | undefined;
  #first: MappedRow | null = null;
  #open: { station: string | undefined; t: string | null; kind: Group['kind'] } | null = null;

  constructor(table: FlaggedTable, kind: Group['kind'] | undefined) {
    this.#table = table;
    this.#told = kind;
  }

  *take(row: MappedRow): Generator<ReadItem> {
    if (this.#first) {
      const isCast = row.station === this.#first.station && isLevel(this.#first.point, row.point);
      yield* this.#begin(this.#first, this.#told ?? (isCast ? 'profile' : 'series'));
    }
    if (this.#open && !this.#goesOn(row)) this.#open = null;
    if (this.#open) yield* this.#table.take(row.point);
    else this.#first = row;
  }

  /** A row that cannot be read stands here. */
  *interrupt(): Generator<ReadItem> {
    if (this.#first) yield* this.#begin(this.#first, this.#told ?? 'series');
    this.#table.interrupt();
  }

  *end(): Generator<ReadItem> {
    if (this.#first) yield* this.#begin(this.#first, this.#told ?? 'series');
    yield* this.#table.end();
  }

  #goesOn({ station, point }: MappedRow): boolean {
    return this.#open?.station === station && (this.#open?.kind === 'series' || this.#open?.t === point.t);
  }

  *#begin(first: MappedRow, kind: Group['kind']): Generator<ReadItem> {
    const { station, platform, cruise, series, point } = first;
    this.#first = null;
    this.#open = { station, t: point.t, kind };
    const locus: Record<string, string> = {};
    if (station !== undefined) locus['station'] = station;
    if (kind === 'profile' && point.t !== null) locus['time'] = point.t;
    yield* this.#table.begin({ kind, locus, series, platform, cruise });
    yield* this.#table.take(point);
  }
}

const isLevel = (a: FlaggedPoint, b: FlaggedPoint): boolean =>
  a.t === b.t && a.z !== null && b.z !== null && a.z !== b.z;
