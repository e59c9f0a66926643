import type { FlaggedPoint } from './point';

/** A point and how many came before it in its file, since not every file has lines. */
export type Placed = FlaggedPoint & { n: number };

const FLAGGED_POINTS = 160;

/** Neighbouring points of a run, by the least and the greatest of them. */
interface Stretch {
  low: Placed;
  high: Placed;
  count: number;
}

/** Keeps every point while they are few, then the ends of ever longer stretches: a long run keeps its shape and its spikes in bounded memory. */
export class Thinned {
  readonly #place: number;
  #stretches: Stretch[] = [];
  /** Points of one. */
  #size = 1;

  constructor(place: number) {
    this.#place = place;
  }

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
    const value = (point: Placed): number => point.values[this.#place] ?? point.n;
    return {
      low: value(b.low) < value(a.low) ? b.low : a.low,
      high: value(b.high) >= value(a.high) ? b.high : a.high,
      count: a.count + b.count,
    };
  }
}
