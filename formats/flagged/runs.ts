import { type FlagRow, worstFlag } from '../../domain/flag-scale';
import { type Placed, Thinned } from './thinned';

/** Points kept on each side of a run, and samples shown. */
export const CONTEXT_POINTS = 18;
const SAMPLES = 20;

/** Contiguous flagged points of one series, with what stands around them; of every point only what is of this series. */
export interface Run {
  first: Placed;
  last: Placed;
  /** The interval in data time; null when no point has one. */
  start: string | null;
  end: string | null;
  failed: number;
  worst: FlagRow;
  samples: Placed[];
  /** The points of the smallest and the greatest value; null when there are no values. */
  low: Placed | null;
  high: Placed | null;
  before: readonly Placed[];
  flagged: Thinned;
  after: Placed[];
}

/** Finds the runs of one series, point by point; a run is given out once the points after it are known. */
export class RunFinder {
  readonly #place: number;
  #open: Run | null = null;
  readonly #waiting: Run[] = [];

  /** `place` of the series in the points' values. */
  constructor(place: number) {
    this.#place = place;
  }

  /** The run completed by this point; `flag` is null for a point that is not to be asked about. `before`: newest last. */
  take(point: Placed, flag: FlagRow | null, before: readonly Placed[]): Run | null {
    if (flag) this.#extend(only(point, this.#place), flag, before);
    else this.interrupt();
    for (const run of this.#waiting) run.after.push(only(point, this.#place));
    const oldest = this.#waiting[0];
    return oldest && oldest.after.length >= CONTEXT_POINTS ? (this.#waiting.shift() ?? null) : null;
  }

  /** Ends the run: a point passes, is missing, or cannot be read. */
  interrupt(): void {
    if (this.#open) this.#waiting.push(this.#open);
    this.#open = null;
  }

  /** The group has ended. */
  end(): Run[] {
    this.interrupt();
    return this.#waiting.splice(0);
  }

  #extend(point: Placed, flag: FlagRow, before: readonly Placed[]): void {
    const run = (this.#open ??= begun(point, flag, before, this.#place));
    run.last = point;
    if (point.t !== null) {
      if (run.start === null || point.t < run.start) run.start = point.t;
      if (run.end === null || point.t > run.end) run.end = point.t;
    }
    run.failed += 1;
    if (worstFlag(flag.canonical, run.worst.canonical) !== run.worst.canonical) run.worst = flag;
    if (run.samples.length < SAMPLES) run.samples.push(point);
    run.flagged.add(point);
    this.#weigh(run, point);
  }

  #weigh(run: Run, point: Placed): void {
    const value = point.values[0] ?? null;
    if (value === null) return;
    if (run.low === null || value < (run.low.values[0] ?? value)) run.low = point;
    if (run.high === null || value > (run.high.values[0] ?? value)) run.high = point;
  }
}

/** A run may hold thousands of rows of a wide file. */
const only = ({ values, flags, ...point }: Placed, place: number): Placed => ({
  ...point,
  values: [values[place] ?? null],
  flags: [flags[place] ?? null],
});

const begun = (point: Placed, flag: FlagRow, before: readonly Placed[], place: number): Run => ({
  first: point,
  last: point,
  start: null,
  end: null,
  failed: 0,
  worst: flag,
  samples: [],
  low: null,
  high: null,
  before: before.map((one) => only(one, place)),
  flagged: new Thinned(),
  after: [],
});

/** A run of one point, such as a station whose position is flagged. */
export function runOf(point: Placed, flag: FlagRow): Run {
  const finder = new RunFinder(0);
  finder.take(point, flag, []);
  const [run] = finder.end();
  if (!run) throw new Error('a flagged point makes a run');
  return run;
}
