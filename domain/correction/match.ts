import type { CorrectionTarget, GivenRow } from '../correction';
import { isSameCode } from './units';

/** To the second: files seldom keep the milliseconds of the data. */
export const secondOf = (time: string): string => time.slice(0, 19);
/** Half a decimetre, for depths that were rounded. */
const DEPTH_TOLERANCE = 0.05;

/** As a 32-bit float, in which many files keep what was measured. */
export const isSameValue = (a: number, b: number): boolean => Math.fround(a) === Math.fround(b);

interface Span {
  start: string;
  end: string;
  /** The latest end of this and all earlier ones. */
  latest: string;
  target: CorrectionTarget;
}

/** Finds which anomalies a row is about, whatever their number. */
export class TargetFinder {
  readonly #spans: Span[] = [];
  readonly #timeless: CorrectionTarget[] = [];

  constructor(targets: readonly CorrectionTarget[]) {
    const timed = targets.flatMap((target) =>
      target.start === null
        ? []
        : [{ target, start: secondOf(target.start), end: secondOf(target.end ?? target.start) }],
    );
    timed.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
    let latest = '';
    for (const one of timed) {
      if (one.end > latest) latest = one.end;
      this.#spans.push({ ...one, latest });
    }
    this.#timeless = targets.filter(({ start }) => start === null);
  }

  /** Those in whose interval the instant lies, and those that have none. */
  inTime(time: string): CorrectionTarget[] {
    const second = secondOf(time);
    const found: CorrectionTarget[] = [];
    for (let i = this.#lastFrom(second); i >= 0; i -= 1) {
      const span = this.#spans[i];
      if (!span || span.latest < second) break;
      if (span.end >= second) found.push(span.target);
    }
    return [...found.reverse(), ...this.#timeless];
  }

  /** Place of the last span that begins at or before this second; −1 when none does. */
  #lastFrom(second: string): number {
    let [low, high] = [0, this.#spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle]?.start ?? '') <= second) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

export const isOfParameter = ({ parameter }: CorrectionTarget, given: string | null): boolean =>
  given === null || parameter === null || isSameCode(given, parameter);
/** A row without a depth is about any anomaly that has none, or that lies in one depth alone. */
export const isInDepth = ({ depths }: CorrectionTarget, z: number | null): boolean =>
  depths === null ||
  (z === null ? depths.min === depths.max : z >= depths.min - DEPTH_TOLERANCE && z <= depths.max + DEPTH_TOLERANCE);
export const isOfStation = ({ station }: CorrectionTarget, given: string | null): boolean =>
  given === null || station === null || given.trim().toLowerCase() === station.trim().toLowerCase();

/** The measurement that a row replaces: of its instant, else alone in its second; of its depth. */
export function pointFor(
  places: ReadonlyMap<string, readonly CorrectionTarget['points'][number][]>,
  { time, z }: Pick<GivenRow, 'time' | 'z'>,
): CorrectionTarget['points'][number] | null {
  const near = (places.get(secondOf(time)) ?? []).filter(
    (point) => z === null || point.z === undefined || Math.abs(point.z - z) <= DEPTH_TOLERANCE,
  );
  const exact = near.filter(({ t }) => t === time);
  const found = exact.length > 0 ? exact : near;
  return found.length === 1 || exact.length > 0 ? (found[0] ?? null) : null;
}

/** The evidence of one anomaly by the second of its instants. */
export function placesOf({ points }: CorrectionTarget): Map<string, CorrectionTarget['points'][number][]> {
  const places = new Map<string, CorrectionTarget['points'][number][]>();
  for (const point of points) {
    const second = secondOf(point.t);
    const known = places.get(second);
    if (known) known.push(point);
    else places.set(second, [point]);
  }
  return places;
}
