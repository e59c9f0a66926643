import { familyOf } from '../../domain/anomaly';
import { type FlagRow, isJudged } from '../../domain/flag-scale';
import type { ExecutedCheck, FlagsSeen } from '../reading';
import type { Series } from './point';

/** What one column's flags add up to. */
export class Tally {
  readonly seen: FlagsSeen;
  tested = 0;
  failed = 0;
  #since: string | undefined;
  #until: string | undefined;

  constructor({ parameter, check, scale, version, urn, unit }: Series) {
    this.seen = { parameter, urn: urn ?? null, unit: unit ?? null, check, scale, version, counts: {} };
  }

  /** `t`: the instant of the point (RFC 3339 UTC). */
  count(row: FlagRow, t: string | null): void {
    this.seen.counts[row.code] = (this.seen.counts[row.code] ?? 0) + 1;
    if (isJudged(row)) this.tested += 1;
    if (row.asked) this.failed += 1;
    if (t === null) return;
    if (this.#since === undefined || t < this.#since) this.#since = t;
    if (this.#until === undefined || t > this.#until) this.#until = t;
  }

  /**
   * What was found outside the file's own time is none of its business: it may be another file of the dataset, or this one
   * cut. A wrong instant, once mended, lies elsewhere.
   */
  executed(): ExecutedCheck {
    const { check, parameter } = this.seen;
    const [since, until] = [this.#since, this.#until];
    const isBounded = since !== undefined && familyOf(check) !== 'position_time';
    return { check, parameter, tested: this.tested, failed: this.failed, ...(isBounded && { since, until }) };
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
    return [...this.#tallies.values()].flatMap((tally) => (tally.tested === 0 ? [] : tally.executed()));
  }
}
