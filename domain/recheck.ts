import type { CorrectedPoint, CorrectionTarget } from './correction';
import { isSameValue } from './correction/match';
import { flagOf, isFlagged } from './describe-flag';
import type { Finding, FindingCode } from './recheck/finding';
import { type Limits, limitsOf, SPEED_MAX } from './recheck/limits';
import { flatRuns, outOfRange, type Sample, spikes } from './recheck/values';
import { orderFaults, speedFaults } from './recheck/places';

export interface Rechecked {
  /** Of each kind that was found, how many rows. */
  counts: Partial<Record<FindingCode, number>>;
  /** How many rows fail in any way. */
  rows: number;
  /** The first of them, by line. */
  first: Finding[];
}

const NAMED_MAX = 200;

/**
 * Checks corrected rows among the good measurements around them: range, spike, flat line, order in time, speed between fixes,
 * and whether anything was corrected at all. What is found hinders nobody: it is said.
 */
export function recheck(points: readonly CorrectedPoint[], targets: readonly CorrectionTarget[]): Rechecked {
  const byId = new Map(targets.map((target) => [target.id, target]));
  const found = [...orderFaults(points), ...speedFaults(points, SPEED_MAX), ...unchanged(points, byId)];
  for (const [id, some] of grouped(points)) {
    const target = byId.get(id);
    if (target) found.push(...ofValues(some, { ...target, expected: expectedOf(target, targets) }));
  }
  return summary(found);
}

/** What was expected of it, else of another anomaly of the same parameter: a flat line says of no range, its neighbour may. */
const expectedOf = (of: CorrectionTarget, targets: readonly CorrectionTarget[]): CorrectionTarget['expected'] =>
  of.expected ??
  targets.find(({ expected, parameter, unit }) => expected && parameter === of.parameter && unit === of.unit)
    ?.expected ??
  null;

/** The rows of one anomaly, each anomaly once. */
function grouped(points: readonly CorrectedPoint[]): Map<number, CorrectedPoint[]> {
  const groups = new Map<number, CorrectedPoint[]>();
  for (const point of points) {
    const known = groups.get(point.anomaly);
    if (known) known.push(point);
    else groups.set(point.anomaly, [point]);
  }
  return groups;
}

function ofValues(points: readonly CorrectedPoint[], target: CorrectionTarget): Finding[] {
  if (target.isPosition) return [];
  const limits: Limits = limitsOf(target);
  const series = seriesOf(points, target);
  return [...outOfRange(series, limits.range), ...spikes(series, limits.spike), ...flatRuns(series, limits.flat)];
}

/** The corrected rows among the good points of the evidence, in time, or in depth within one instant. */
function seriesOf(points: readonly CorrectedPoint[], target: CorrectionTarget): Sample[] {
  const corrected = points.flatMap(({ line, t, z, value }): Sample[] =>
    value === null ? [] : [{ line, t, z, value }],
  );
  const taken = new Set(corrected.map(({ t, z }) => `${t.slice(0, 19)}/${z ?? ''}`));
  const around = target.points.flatMap(({ t, z, value, flag }): Sample[] =>
    value === null || isFlagged(flagOf(target.evidenceScale, flag)) || taken.has(`${t.slice(0, 19)}/${z ?? ''}`)
      ? []
      : [{ line: null, t, z: z ?? null, value }],
  );
  return [...corrected, ...around].sort((a, b) => (a.t < b.t ? -1 : a.t > b.t ? 1 : (a.z ?? 0) - (b.z ?? 0)));
}

function unchanged(points: readonly CorrectedPoint[], byId: ReadonlyMap<number, CorrectionTarget>): Finding[] {
  return points.flatMap(({ line, value, old, anomaly }): Finding[] =>
    value !== null && old !== null && isSameValue(old, value) && !byId.get(anomaly)?.isPosition
      ? [{ line, code: 'unchanged', params: { value } }]
      : [],
  );
}

/** A row that two anomalies share is told once. */
function summary(found: readonly Finding[]): Rechecked {
  const once = new Map(found.map((finding) => [`${finding.line}/${finding.code}`, finding]));
  const all = [...once.values()].sort((a, b) => a.line - b.line);
  const counts: Rechecked['counts'] = {};
  for (const { code } of all) counts[code] = (counts[code] ?? 0) + 1;
  return { counts, rows: new Set(all.map(({ line }) => line)).size, first: all.slice(0, NAMED_MAX) };
}
