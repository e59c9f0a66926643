import { isFlagged } from '../../domain/describe-flag';
import type { PlotPoint } from './group';
import { round } from './marks';

const COLUMN = 2;
const GAP_FACTOR = 5;

/** Runs of good values between gaps and flagged points: what the line joins. */
export const goodRuns = (points: readonly PlotPoint[]): PlotPoint[][] => runsOf(points, gapOf(points));

/** The same of a profile, whose depths may lie as far apart as they like; the points of several casts are not joined. */
export const goodCasts = (points: readonly PlotPoint[]): PlotPoint[][] =>
  castsOf(points.filter(({ z }) => z !== null)).flatMap((cast) => runsOf(cast, Number.POSITIVE_INFINITY));

/** Where many points share an instant it is that of their cast. */
function castsOf(points: readonly PlotPoint[]): PlotPoint[][] {
  const casts = new Map<number, PlotPoint[]>();
  for (const point of points) {
    const cast = casts.get(point.at.getTime());
    if (cast) cast.push(point);
    else casts.set(point.at.getTime(), [point]);
  }
  return casts.size > points.length / 2 ? [[...points]] : [...casts.values()];
}

function runsOf(points: readonly PlotPoint[], gapMs: number): PlotPoint[][] {
  const runs: PlotPoint[][] = [[]];
  let lastMs: number | null = null;
  for (const point of points) {
    const good = point.value !== null && !isFlagged(point.flag) && point.flag.canonical !== '9';
    const gap = lastMs !== null && point.at.getTime() - lastMs > gapMs;
    if (!good || gap) runs.push([]);
    if (good) runs.at(-1)?.push(point);
    lastMs = point.at.getTime();
  }
  return runs.filter((run) => run.length > 0);
}

/** A gap is more than five times the usual step. */
function gapOf(points: readonly PlotPoint[]): number {
  const steps = points
    .slice(1)
    .map((point, i) => point.at.getTime() - (points[i]?.at.getTime() ?? 0))
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  return (steps[Math.floor(steps.length / 2)] ?? Number.POSITIVE_INFINITY) * GAP_FACTOR;
}

type At = readonly [number, number];

/** The line as a path: where points are denser than the pixels, the least and greatest of each column, in whole steps from one to the next. */
export function linePath(runs: readonly (readonly At[])[], width: number): string {
  const dense = runs.reduce((sum, run) => sum + run.length, 0) > width / COLUMN;
  return runs.map((run) => (dense ? stepsOf(columns(run)) : pathOf(run))).join('');
}

const pathOf = (run: readonly At[]): string =>
  run.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('') + dotIfAlone(run);

/** Small whole numbers that come again and again, of which a compressed page has to carry less. */
function stepsOf(run: readonly At[]): string {
  const whole = run.map(([x, y]) => [Math.round(x), Math.round(y)] as const);
  const steps = whole.map(([x, y], i) => {
    const last = whole[i - 1];
    return last ? `l${x - last[0]} ${y - last[1]}` : `M${x} ${y}`;
  });
  return steps.join('') + dotIfAlone(run);
}

/** A line needs a length to be seen. */
const dotIfAlone = (run: readonly At[]): string => (run.length === 1 ? 'h.5' : '');

function columns(run: readonly At[]): At[] {
  const byColumn = new Map<number, { low: number; high: number }>();
  for (const [x, y] of run) {
    const column = Math.round(x / COLUMN);
    const known = byColumn.get(column);
    if (known) {
      known.low = Math.min(known.low, y);
      known.high = Math.max(known.high, y);
    } else byColumn.set(column, { low: y, high: y });
  }
  return [...byColumn].flatMap(([column, { low, high }]) => {
    const x = column * COLUMN;
    return low === high ? [[x, low] as const] : [[x, low] as const, [x, high] as const];
  });
}
