import type { Evidence, EvidencePoint } from '../domain/anomaly';
import { instant } from '../domain/instant';
import type { PostedAnomaly } from './anomaly-schema';
import { flagOf } from './posted-flag';

type PostedEvidence = NonNullable<PostedAnomaly['evidence']>;
type Entry<T extends 'points' | 'items'> = NonNullable<PostedEvidence[T]>[number];
const or = <T>(value: T | null | undefined): T | null => value ?? null;

/** What it does not say itself, the anomaly says: parameter, unit, expected range, scale of the flags. */
export const evidenceOf = (evidence: PostedEvidence, posted: PostedAnomaly): Evidence => ({
  kind: evidence.kind,
  scale: or(evidence.scale ?? flagOf(posted)?.scale),
  parameter: or(evidence.parameter ?? posted.parameter),
  unit: or(evidence.unit ?? posted.observed?.unit),
  expected: boundsOf(evidence.expected ?? posted.expected),
  points: (evidence.points ?? []).map(pointOf),
  ...(evidence.omitted ? { omitted: evidence.omitted } : {}),
  items: (evidence.items ?? []).map(itemOf),
});

function boundsOf(bounds: PostedEvidence['expected']): Evidence['expected'] {
  const [min, max] = [or(bounds?.min), or(bounds?.max)];
  return min === null && max === null ? null : { min, max };
}

const itemOf = ({ name, expected, found }: Entry<'items'>): Evidence['items'][number] => ({
  name,
  expected: or(expected),
  found: or(found),
});

function pointOf(p: Entry<'points'>): EvidencePoint {
  const point: EvidencePoint = { t: instant(p.t) ?? p.t, value: p.value ?? null, flag: p.flag?.toString() ?? null };
  if (typeof p.lat === 'number') point.lat = p.lat;
  if (typeof p.lon === 'number') point.lon = p.lon;
  if (typeof p.z === 'number') point.z = p.z;
  return point;
}
