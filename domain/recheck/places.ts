import type { CorrectedPoint } from '../correction';
import type { Finding } from './finding';

/** Rows of one series that stand before the row above them in time; a profile's share their instant. */
export function orderFaults(points: readonly CorrectedPoint[]): Finding[] {
  const found: Finding[] = [];
  const latest = new Map<string, string>();
  for (const { line, t, parameter } of points) {
    const series = parameter ?? '';
    const before = latest.get(series);
    if (before !== undefined && t < before) found.push({ line, code: 'time_order', params: { time: t, before } });
    latest.set(series, t);
  }
  return found;
}

const EARTH_M = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres along the great circle. */
export function distanceM(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const h =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Fixes nearer than this are one place: what is left is rounding. */
const SAME_PLACE_M = 200;

/** Rows that no ship could have reached from the fix before them in time. Metres per second. */
export function speedFaults(points: readonly CorrectedPoint[], speedMax: number): Finding[] {
  const fixes = points
    .flatMap(({ line, t, lat, lon }) => (lat === null || lon === null ? [] : [{ line, ms: Date.parse(t), lat, lon }]))
    .sort((a, b) => a.ms - b.ms);
  return fixes.flatMap((fix, i): Finding[] => {
    const before = fixes[i - 1];
    if (!before) return [];
    const metres = distanceM(before, fix);
    const seconds = Math.max(1, (fix.ms - before.ms) / 1000);
    if (metres <= SAME_PLACE_M || metres / seconds <= speedMax) return [];
    const knots = Math.round(((metres / seconds) * 3600) / 1852);
    return [{ line: fix.line, code: 'speed', params: { knots, limit: Math.round((speedMax * 3600) / 1852) } }];
  });
}
