import { familyOf } from '../../domain/anomaly';
import type { PostedAnomaly } from '../anomaly-schema';
import type { ReportContext } from '../report-context';
import type { FlaggedPoint, Group, Series } from './point';
import type { Run } from './runs';

export interface About {
  context: Omit<ReportContext, 'parameter' | 'unit'>;
  group: Group;
  series: Series;
}

/** A canonical anomaly, as if it had been posted. */
export function posted(about: About, run: Run, locus: PostedAnomaly['locus']): PostedAnomaly {
  const { context, group, series } = about;
  const { platform, cruise, sensor, supplier } = group;
  return {
    platform,
    cruise,
    sensor,
    supplier,
    ...context,
    parameter: series.parameter,
    check: series.check,
    ...(run.start !== null && run.end !== null ? { time_range: { start: run.start, end: run.end } } : {}),
    ...(locus ? { locus } : {}),
    flags: flagsOf(series, run),
    counts: { failed: run.failed, tested: run.failed },
    ...observed(about.series, run),
    ...(series.expected ? { expected: series.expected } : {}),
    ...whereabouts(run),
    samples: run.samples.map(sample),
    ...evidence(about, run),
    ...extra(series),
  };
}

const flagsOf = ({ scale, version, origin }: Series, { worst }: Run): NonNullable<PostedAnomaly['flags']> => ({
  scale,
  scale_version: version,
  original: worst.code,
  canonical: worst.canonical,
  ...(origin ? { origin } : {}),
});

/** The term that names the parameter for machines goes beside what the reader keeps. */
function extra({ extra: given, urn }: Series): { extra?: Record<string, unknown> } {
  if (!given && urn === undefined) return {};
  return { extra: { ...given, ...(urn === undefined ? {} : { parameter_urn: urn }) } };
}

function observed(series: Series, { low, high }: Run): Pick<PostedAnomaly, 'observed'> {
  const [min, max] = [low?.values[0] ?? null, high?.values[0] ?? null];
  if (min === null || max === null) return {};
  const unit = series.unit === undefined ? {} : { unit: series.unit };
  return { observed: min === max ? { value: min, min, max, ...unit } : { min, max, ...unit } };
}

/** As written, also where the position itself is what is wrong. */
const sample = (point: FlaggedPoint): Record<string, unknown> => ({
  ...(point.t === null ? {} : { time: point.t }),
  value: point.values[0] ?? null,
  flag: point.flags[0] ?? null,
  ...Object.fromEntries((['lat', 'lon', 'z'] as const).flatMap((k) => (point[k] === null ? [] : [[k, point[k]]]))),
});

const within = (value: number | null, min: number, max: number): value is number =>
  value !== null && value >= min && value <= max;

/** A position that can be on Earth; a wrong one stays in the samples. */
const spot = ({ lat, lon, z }: FlaggedPoint): { lat?: number; lon?: number; z?: number } => ({
  ...(within(lat, -90, 90) && within(lon, -180, 180) ? { lat, lon } : {}),
  ...(within(z, -10_000, 12_000) ? { z } : {}),
});

/** Where the first flagged point stands, and the box of those kept. */
function whereabouts(run: Run): Pick<PostedAnomaly, 'position' | 'bbox'> {
  const places = [run.first, ...run.flagged.points, run.last].map(spot);
  const lats = places.flatMap(({ lat }) => lat ?? []);
  const lons = places.flatMap(({ lon }) => lon ?? []);
  const first = places.find(({ lat }) => lat !== undefined);
  if (!first || first.lat === undefined || first.lon === undefined) return {};
  return {
    position: { lat: first.lat, lon: first.lon, ...(first.z === undefined ? {} : { depth: first.z }) },
    ...(run.failed > 1 ? { bbox: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] } : {}),
  };
}

/** The flagged points, of very many the last and the extremes always, with what stands before and after. None without a time. */
function evidence({ group, series }: About, run: Run): Pick<PostedAnomaly, 'evidence'> {
  const kept = [...run.flagged.points, run.low, run.high, run.last].filter((point) => point !== null);
  const flagged = [...new Set(kept)].sort((a, b) => a.n - b.n);
  const points = [...run.before, ...flagged, ...run.after].flatMap((point) =>
    point.t === null
      ? []
      : { t: point.t, value: point.values[0] ?? null, flag: point.flags[0] ?? null, ...spot(point) },
  );
  if (points.length === 0) return {};
  const isTrack = familyOf(series.check) === 'position_time';
  return {
    evidence: {
      kind: isTrack ? 'track' : group.kind === 'profile' ? 'profile' : 'curve',
      scale: `${series.scale}@${series.version}`,
      parameter: series.parameter,
      unit: series.unit ?? null,
      expected: series.expected ?? null,
      points,
      ...(run.failed > flagged.length ? { omitted: run.failed - flagged.length } : {}),
    },
  };
}
