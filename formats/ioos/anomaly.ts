import { familyOf } from '../../domain/anomaly';
import type { PostedAnomaly } from '../anomaly-schema';
import type { ReportContext } from '../report-context';
import type { Thresholds } from './config';
import type { IoosHeader, TestColumn } from './header';
import { flagAt, type IoosRow, numberAt } from './row';
import type { Run } from './runs';

export interface About {
  context: ReportContext;
  header: IoosHeader;
  test: TestColumn;
  /** Parameter code: the stream's name unless the context may name it. */
  parameter: string;
  thresholds: Thresholds | null;
}

/** A canonical anomaly, as if it had been posted. */
export function posted(about: About, run: Run, locus: string | null): PostedAnomaly {
  const { context, parameter, test, thresholds } = about;
  return {
    ...context,
    parameter,
    check: test.check,
    time_range: { start: run.start, end: run.end },
    ...(locus === null ? {} : { locus }),
    flags: { scale: 'QARTOD', scale_version: '2020', original: run.worst, canonical: run.worst, origin: 'auto' },
    counts: { failed: run.failed, tested: run.failed },
    ...observed(about, run),
    ...(thresholds?.expected ? { expected: thresholds.expected } : {}),
    ...whereabouts(about.header, run),
    samples: run.samples.map((row) => sample(about, row)),
    evidence: evidence(about, run),
    ...(thresholds ? { extra: { thresholds: thresholds.given } } : {}),
  };
}

function observed({ test }: About, { low, high }: Run): Pick<PostedAnomaly, 'observed'> {
  const [min, max] = [low && numberAt(low, test.value), high && numberAt(high, test.value)];
  return min === null || max === null ? {} : { observed: min === max ? { value: min, min, max } : { min, max } };
}

/** As written, also where the position itself is what is wrong. */
const sample = ({ header, test }: About, row: IoosRow): Record<string, unknown> => ({
  time: row.t,
  value: numberAt(row, test.value),
  flag: flagAt(row, test.column),
  ...present({ lat: numberAt(row, header.lat), lon: numberAt(row, header.lon), z: numberAt(row, header.z) }),
});

const present = (fields: Record<string, number | null>): Record<string, number> =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));

const within = (value: number | null, min: number, max: number): value is number =>
  value !== null && value >= min && value <= max;

/** A position that can be on Earth; a wrong one stays in the samples. */
function place(header: IoosHeader, row: IoosRow): { lat?: number; lon?: number; z?: number } {
  const [lat, lon, z] = [numberAt(row, header.lat), numberAt(row, header.lon), numberAt(row, header.z)];
  return {
    ...(within(lat, -90, 90) && within(lon, -180, 180) ? { lat, lon } : {}),
    ...(within(z, -10_000, 12_000) ? { z } : {}),
  };
}

/** Where the first flagged point stands, and the box of those kept. */
function whereabouts(header: IoosHeader, run: Run): Pick<PostedAnomaly, 'position' | 'bbox'> {
  const places = [run.first, ...run.flagged.rows, run.last].map((row) => place(header, row));
  const lats = places.flatMap(({ lat }) => lat ?? []);
  const lons = places.flatMap(({ lon }) => lon ?? []);
  const first = places.find(({ lat }) => lat !== undefined);
  if (!first || first.lat === undefined || first.lon === undefined) return {};
  return {
    position: { lat: first.lat, lon: first.lon, ...(first.z === undefined ? {} : { depth: first.z }) },
    ...(run.failed > 1 ? { bbox: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] } : {}),
  };
}

/** The flagged points, the last and the extremes among them always, with what stands before and after. */
function evidence(about: About, run: Run): NonNullable<PostedAnomaly['evidence']> {
  const { header, test, parameter, thresholds } = about;
  const kept = new Set([run.low, run.high, run.last].filter((row) => row !== null));
  const flagged = [...new Set([...run.flagged.rows, ...kept])].sort((a, b) => a.line - b.line);
  return {
    kind: familyOf(test.check) === 'position_time' ? 'track' : 'curve',
    scale: 'QARTOD',
    parameter,
    ...(thresholds?.expected ? { expected: thresholds.expected } : {}),
    points: [...run.before, ...flagged, ...run.after].map((row) => ({
      t: row.t,
      value: numberAt(row, test.value),
      flag: flagAt(row, test.column),
      ...place(header, row),
    })),
  };
}
