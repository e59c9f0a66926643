import type { Evidence } from '../../domain/anomaly';
import { type CanonicalFlag, flagOf, isFlagged } from '../../domain/describe-flag';

export interface PlotPoint {
  at: Date;
  value: number | null;
  lat: number | null;
  lon: number | null;
  /** Metres or dbar, downwards. */
  z: number | null;
  flag: CanonicalFlag;
}
/** Evidence of one parameter, drawn on one pair of axes. */
export interface PlotGroup {
  kind: 'curve' | 'profile' | 'track';
  parameter: string | null;
  unit: string | null;
  expected: { min: number | null; max: number | null } | null;
  /** In time order, or in depth order for a profile. */
  points: PlotPoint[];
  /** Flagged points, and anomalies of the case, beyond what is drawn. */
  omitted: number;
  others: number;
}
export interface Shown {
  plots: PlotGroup[];
  /** Fields or files: a table in place of a curve. */
  items: Evidence['items'];
}

/** Several evidences of one case on common axes: those of one kind, parameter and unit make one plot. */
export function groupEvidence(evidence: readonly Evidence[]): Shown {
  const groups = new Map<string, Evidence[]>();
  for (const one of evidence)
    if (isDrawn(one) && one.points.length > 0) {
      const key = JSON.stringify([kindOf(one), one.parameter, one.unit]);
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
  const plots = [...groups.values()].flatMap((some) => (some[0] && isDrawn(some[0]) ? [toGroup(some[0], some)] : []));
  return { plots, items: evidence.flatMap(({ items }) => items) };
}

type Drawable = Evidence & { kind: PlotGroup['kind'] };
/** Flags of a position or an instant have no value to draw: they are seen where they were. */
const kindOf = ({ kind, points }: Drawable): PlotGroup['kind'] =>
  points.some(({ value }) => value !== null) || !points.some(({ lat }) => lat !== undefined) ? kind : 'track';

const isDrawn = (one: Evidence): one is Drawable =>
  one.kind === 'curve' || one.kind === 'profile' || one.kind === 'track';

function toGroup(first: Drawable, all: readonly Evidence[]): PlotGroup {
  const { parameter, unit } = first;
  const kind = kindOf(first);
  const points = onePerPlace(all.flatMap((one) => one.points.map((point) => toPoint(one.scale, point))));
  const by = kind === 'profile' ? (p: PlotPoint) => p.z ?? 0 : (p: PlotPoint) => p.at.getTime();
  points.sort((a, b) => by(a) - by(b));
  const expected = first.expected ?? all.find((e) => e.expected)?.expected ?? null;
  const omitted = all.reduce((sum, one) => sum + (one.omitted ?? 0), 0);
  return { kind, parameter, unit, expected, points, omitted, others: first.others ?? 0 };
}

const toPoint = (scale: string | null, { t, value, flag, lat, lon, z }: Evidence['points'][number]): PlotPoint => ({
  at: new Date(t),
  value,
  flag: flagOf(scale, flag),
  lat: lat ?? null,
  lon: lon ?? null,
  z: z ?? null,
});

/** Windows of neighbouring anomalies overlap: a measurement told twice is one, with its worse flag. */
function onePerPlace(points: readonly PlotPoint[]): PlotPoint[] {
  const known = new Map<string, PlotPoint>();
  for (const point of points) {
    const key = `${point.at.getTime()}/${point.z}/${point.value}/${point.lat}/${point.lon}`;
    const other = known.get(key);
    if (!other || badness(point) > badness(other)) known.set(key, point);
  }
  return [...known.values()];
}
export const badness = ({ flag }: PlotPoint): number => (flag.canonical === '4' ? 2 : isFlagged(flag) ? 1 : 0);

interface Pointed {
  points: readonly PlotPoint[];
}
export const flaggedOf = ({ points }: Pointed): PlotPoint[] => points.filter(({ flag }) => isFlagged(flag));
/** How many points bear each flag, the worst first; points without a flag or good are the line. */
export function countFlags({ points }: Pointed): { flag: CanonicalFlag; count: number }[] {
  const counts = new Map<string, { flag: CanonicalFlag; count: number }>();
  for (const { flag } of points) {
    if (flag.canonical === null || flag.canonical === '1') continue;
    const key = `${flag.scale}/${flag.code}`;
    const known = counts.get(key) ?? { flag, count: 0 };
    known.count += 1;
    counts.set(key, known);
  }
  return [...counts.values()].sort((a, b) => rank(b.flag.canonical) - rank(a.flag.canonical));
}
const rank = (canonical: string | null): number => '0129345'.indexOf(canonical ?? '');
