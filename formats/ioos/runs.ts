import { flagAt, type IoosRow, numberAt } from './row';

/** Points kept on each side of a run, flagged points kept of it, samples shown: an anomaly stays under 200 points. */
export const CONTEXT_POINTS = 18;
export const FLAGGED_POINTS = 160;
const SAMPLES = 20;

/** Contiguous points that fail one test, with what stands around them. */
export interface Run {
  first: IoosRow;
  last: IoosRow;
  start: string;
  end: string;
  failed: number;
  worst: '3' | '4';
  samples: IoosRow[];
  /** The rows of the smallest and the greatest value; null when the stream has no values. */
  low: IoosRow | null;
  high: IoosRow | null;
  before: readonly IoosRow[];
  flagged: Thinned;
  after: IoosRow[];
}

/** Keeps every row while they are few, then every second, every fourth …: a long run keeps its shape in bounded memory. */
export class Thinned {
  #rows: IoosRow[] = [];
  #stride = 1;
  #seen = 0;

  add(row: IoosRow): void {
    if (this.#seen % this.#stride === 0) this.#rows.push(row);
    this.#seen += 1;
    if (this.#rows.length <= FLAGGED_POINTS) return;
    this.#rows = this.#rows.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }
  get rows(): readonly IoosRow[] {
    return this.#rows;
  }
}

/** Finds the runs of one test's column, row by row; a run is given out once the points after it are known. */
export class RunFinder {
  readonly #flags: number;
  readonly #values: number | null;
  #open: Run | null = null;
  readonly #waiting: Run[] = [];
  tested = 0;
  failed = 0;

  constructor({ column, value }: { column: number; value: number | null }) {
    this.#flags = column;
    this.#values = value;
  }

  /** The run completed by this row. `before` are the rows that came before it, newest last. */
  take(row: IoosRow, before: readonly IoosRow[]): Run | null {
    const flag = flagAt(row, this.#flags);
    if (flag !== '2' && flag !== '9') this.tested += 1;
    if (flag === '3' || flag === '4') this.#extend(row, flag, before);
    else this.interrupt();
    for (const run of this.#waiting) run.after.push(row);
    const oldest = this.#waiting[0];
    return oldest && oldest.after.length >= CONTEXT_POINTS ? (this.#waiting.shift() ?? null) : null;
  }

  /** Ends the run: a point passes, is missing, or cannot be read. */
  interrupt(): void {
    if (this.#open) this.#waiting.push(this.#open);
    this.#open = null;
  }

  /** The table has ended. */
  end(): Run[] {
    this.interrupt();
    return this.#waiting.splice(0);
  }

  #extend(row: IoosRow, flag: '3' | '4', before: readonly IoosRow[]): void {
    const run = (this.#open ??= begun(row, flag, before));
    run.last = row;
    if (row.t < run.start) run.start = row.t;
    if (row.t > run.end) run.end = row.t;
    run.failed += 1;
    this.failed += 1;
    if (flag === '4') run.worst = '4';
    if (run.samples.length < SAMPLES) run.samples.push(row);
    run.flagged.add(row);
    this.#weigh(run, row);
  }

  #weigh(run: Run, row: IoosRow): void {
    const value = numberAt(row, this.#values);
    if (value === null) return;
    if (run.low === null || value < (numberAt(run.low, this.#values) ?? value)) run.low = row;
    if (run.high === null || value > (numberAt(run.high, this.#values) ?? value)) run.high = row;
  }
}

const begun = (row: IoosRow, flag: '3' | '4', before: readonly IoosRow[]): Run => ({
  first: row,
  last: row,
  start: row.t,
  end: row.t,
  failed: 0,
  worst: flag,
  samples: [],
  low: null,
  high: null,
  before: [...before],
  flagged: new Thinned(),
  after: [],
});
