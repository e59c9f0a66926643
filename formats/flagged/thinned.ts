import type { FlaggedPoint } from './point';

/** A point of one series and how many came before it in its file, since not every file has lines. */
export type Placed = FlaggedPoint & { n: number };

/** Far more than a person looks at, and still a line of less than 1 MB. */
const FLAGGED_POINTS = 6000;

/** Neighbouring points of a run, by the least and the greatest of them. */
interface Stretch {
  low: Placed;
  high: Placed;
  count: number;
}

/** Keeps every point up to a cap, then the ends of ever longer stretches: a long run keeps its shape and its spikes in bounded memory. */
export class Thinned {
  #stretches: Stretch[] = [];
  /** Points of one. */
  #size = 1;

  add(point: Placed): void {
    const open = this.#stretches.at(-1);
    const one = { low: point, high: point, count: 1 };
    if (open && open.count < this.#size) this.#stretches[this.#stretches.length - 1] = this.#joined(open, one);
    else this.#stretches.push(one);
    if (this.#stretches.length <= (this.#size === 1 ? FLAGGED_POINTS : FLAGGED_POINTS / 2 + 1)) return;
    const all = this.#stretches;
    this.#stretches = all.flatMap((first, i) => {
      const second = all[i + 1];
      return i % 2 === 1 ? [] : second ? this.#joined(first, second) : first;
    });
    this.#size *= 2;
  }

  get points(): readonly Placed[] {
    return [...new Set(this.#stretches.flatMap(({ low, high }) => [low, high]))].sort((a, b) => a.n - b.n);
  }

  /** Without values, as of a track, the first and the last. */
  #joined(a: Stretch, b: Stretch): Stretch {
    const value = (point: Placed): number => point.values[0] ?? point.n;
    return {
      low: value(b.low) < value(a.low) ? b.low : a.low,
      high: value(b.high) >= value(a.high) ? b.high : a.high,
      count: a.count + b.count,
    };
  }
}
