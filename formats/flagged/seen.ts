import { type FlagRow, isJudged } from '../../domain/flag-scale';
import type { ExecutedCheck, FlagsSeen } from '../reading';
import type { Series } from './point';

/** What one column's flags add up to. */
export class Tally {
  readonly seen: FlagsSeen;
  tested = 0;
  failed = 0;

  constructor({ parameter, check, scale, version, urn, unit }: Series) {
    this.seen = { parameter, urn: urn ?? null, unit: unit ?? null, check, scale, version, counts: {} };
  }

  count(row: FlagRow): void {
    this.seen.counts[row.code] = (this.seen.counts[row.code] ?? 0) + 1;
    if (isJudged(row)) this.tested += 1;
    if (row.asked) this.failed += 1;
  }
}

/** Counts every flag of a file, by parameter, check and scale. */
export class SeenFlags {
  readonly #tallies = new Map<string, Tally>();

  /** The count of a column; it is there although the column has not a single flag. */
  column(series: Series): Tally {
    const { parameter, check, scale, version } = series;
    const key = JSON.stringify([parameter, check, scale, version]);
    const tally = this.#tallies.get(key) ?? new Tally(series);
    this.#tallies.set(key, tally);
    return tally;
  }

  flags(): FlagsSeen[] {
    return [...this.#tallies.values()].map(({ seen }) => seen);
  }

  /** A check that judged no point has proved nothing. */
  checks(): ExecutedCheck[] {
    return [...this.#tallies.values()].flatMap(({ seen: { check, parameter }, tested, failed }) =>
      tested === 0 ? [] : { check, parameter, tested, failed },
    );
  }
}
