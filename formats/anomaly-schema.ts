import { z } from 'zod';
import { instant } from '../domain/instant';
import { SEVERITIES } from '../domain/words';

/** Codes of our own beside those of zod; `params.code` of a custom issue. */
const must = <T extends z.ZodType>(schema: T, holds: (value: z.output<T>) => boolean, code: string, error: string): T =>
  schema.refine(holds, { params: { code }, error });

const text = (max: number) => z.string().min(1).max(max);
const code = must(text(200), (value) => value.trim() !== '', 'blank', 'must not be blank');
const Instant = must(
  z.string().max(40),
  (value) => instant(value, true) !== null,
  'bad_instant',
  'must be a real RFC 3339 date and time with its offset',
).meta({ format: 'date-time', example: '2026-03-02T08:00:00Z' });
const Latitude = z.number().min(-90).max(90);
const Longitude = z.number().min(-180).max(180);
/** Metres downwards; above the sea it is negative. */
const Depth = z.number().min(-10_000).max(12_000);
const Count = z.number().int().min(0).max(1e12);
const FlagCode = z.union([z.string().min(1).max(20), z.number().int()]);
const Url = must(z.string().max(2048), (value) => URL.canParse(value), 'bad_url', 'must be a URL');
const Bounds = z.object({ min: z.number().nullish(), max: z.number().nullish() });
const Place = z.union([text(1000), z.looseObject({ file: text(1000).nullish() })]);

export const SAMPLES_MAX = 20;
export const SAMPLE_CHARS_MAX = 4096;
const Sample = must(
  z.union([z.record(z.string(), z.unknown()), z.string(), z.number(), z.array(z.unknown())]),
  (value) => JSON.stringify(value).length <= SAMPLE_CHARS_MAX,
  'too_long',
  `must be at most ${SAMPLE_CHARS_MAX} characters of JSON`,
);

/** As many as fit into a line of 1 MB with their place. */
export const EVIDENCE_POINTS_MAX = 8000;
const EvidencePoint = z.object({
  t: Instant,
  value: z.number().nullish(),
  flag: FlagCode.nullish(),
  lat: Latitude.nullish(),
  lon: Longitude.nullish(),
  z: Depth.nullish(),
});
const EvidenceItem = z.object({
  name: text(500),
  expected: z.string().max(1000).nullish(),
  found: z.string().max(1000).nullish(),
});
const PostedEvidence = z
  .object({
    kind: z.enum(['curve', 'track', 'profile', 'fields', 'files']),
    scale: text(50).nullish(),
    parameter: text(200).nullish(),
    unit: z.string().max(50).nullish(),
    expected: Bounds.nullish(),
    points: z.array(EvidencePoint).max(EVIDENCE_POINTS_MAX).nullish(),
    omitted: Count.nullish().meta({ description: 'Flagged points of the window that are not among `points`.' }),
    items: z.array(EvidenceItem).max(500).nullish(),
  })
  .meta({ id: 'Evidence' });

const TimeRange = z.object({ start: Instant, end: Instant });

/**
 * A canonical anomaly as posted: one item of a list, a line of NDJSON, a row of CSV. Required are source, dataset, check and
 * one of time, time_range, locus. A null is as good as nothing; fields it does not name are kept under `extra`.
 */
export const PostedAnomaly = z
  .object({
    source: code,
    dataset: code,
    check: code,
    id: code.nullish(),
    action: z.enum(['raise', 'resolve', 'ack']).nullish(),
    dedup_key: code.nullish(),
    time: Instant.nullish(),
    time_range: TimeRange.nullish(),
    locus: Place.nullish(),
    supplier: code.nullish(),
    platform: code.nullish(),
    cruise: code.nullish(),
    campaign: code.nullish().meta({ description: 'Alias of cruise.' }),
    sensor: code.nullish(),
    parameter: code.nullish(),
    severity: z.enum(SEVERITIES).nullish(),
    flag: FlagCode.nullish(),
    flag_scheme: text(50).nullish(),
    flags: z
      .looseObject({
        scale: text(50),
        scale_version: z.union([text(50), z.number()]).nullish(),
        original: FlagCode.nullish(),
        canonical: FlagCode.nullish(),
        proposed: FlagCode.nullish(),
        applied: FlagCode.nullish(),
        previous: FlagCode.nullish(),
        origin: text(50).nullish(),
      })
      .nullish(),
    detected_at: Instant.nullish(),
    position: z.looseObject({ lat: Latitude, lon: Longitude, depth: Depth.nullish() }).nullish(),
    bbox: must(
      z.array(z.number()).length(4),
      ([west = 0, south = 0, east = 0, north = 0]) =>
        Math.abs(west) <= 180 && Math.abs(east) <= 180 && south >= -90 && north <= 90 && south <= north,
      'bad_bbox',
      'must be west, south, east, north in degrees',
    ).nullish(),
    observed: z
      .looseObject({
        value: z.union([z.number(), z.string().max(1000), z.boolean()]).nullish(),
        min: z.number().nullish(),
        max: z.number().nullish(),
        unit: z.string().max(50).nullish(),
      })
      .nullish(),
    expected: z
      .looseObject({
        min: z.number().nullish(),
        max: z.number().nullish(),
        set: z
          .array(z.union([z.string().max(200), z.number()]))
          .max(200)
          .nullish(),
        text: z.string().max(1000).nullish(),
      })
      .nullish(),
    counts: z.looseObject({ failed: Count.nullish(), tested: Count.nullish() }).nullish(),
    samples: z.array(Sample).max(SAMPLES_MAX).nullish(),
    sample_ref: z.looseObject({ url: Url, sha256: z.hex().length(64).nullish() }).nullish(),
    plots: z
      .array(z.union([Url, z.looseObject({ url: Url })]))
      .max(20)
      .nullish(),
    evidence: PostedEvidence.nullish(),
    run_id: text(200).nullish(),
    run_url: Url.nullish(),
    data_version: text(200).nullish(),
    check_version: text(200).nullish(),
    message: z.string().max(4000).nullish(),
    labels: z.record(z.string().max(100), z.string().max(1000)).nullish(),
    callback_url: Url.nullish(),
    extra: z.unknown().optional(),
  })
  .meta({ id: 'PostedAnomaly' });
export type PostedAnomaly = z.output<typeof PostedAnomaly>;
export const ANOMALY_FIELDS: ReadonlySet<string> = new Set(Object.keys(PostedAnomaly.shape));
