import { type Anomaly, familyOf, type ReadItem } from '../domain/anomaly';
import { instant } from '../domain/instant';
import { ANOMALY_FIELDS, PostedAnomaly } from './anomaly-schema';
import { itemError, type Place, type Pointed, pointed } from './item-error';
import { plainItem } from './plain-item';
import { evidenceOf } from './posted-evidence';
import { ambiguityOf, severityOf } from './posted-flag';

/** An anomaly out of what somebody posted as one. The caller has seen to text and numbers (`firstTrouble`). */
export const readItem = (raw: unknown, place: Place): ReadItem => readPlain(raw, place) ?? readBySchema(raw, place);

/** Null when only the schema can tell. */
export function readPlain(raw: unknown, { index, line }: Place): ReadItem | null {
  const plain = plainItem(raw);
  if (!plain || contradictionOf(plain)) return null;
  const range = rangeOf(plain);
  // The plain item is ours alone, and nothing in it belongs elsewhere: it is its own document.
  return {
    ok: true,
    index,
    line,
    anomaly: anomalyOf(plain, range, range ? Object.assign(plain, { time_range: range }) : plain, null),
  };
}

/** The same by the schema alone, which is the authority. */
export function readBySchema(raw: unknown, place: Place): ReadItem {
  const parsed = PostedAnomaly.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    if (!issue) throw parsed.error;
    return itemError(place, pointed(issue, raw));
  }
  const contradiction = contradictionOf(parsed.data);
  if (contradiction) return itemError(place, contradiction);
  return { ok: true, ...place, anomaly: toAnomaly(parsed.data, unknownFields(raw)) };
}

/** What no single field shows. */
function contradictionOf(posted: PostedAnomaly): Pointed | null {
  const { time, time_range: range, locus, counts } = posted;
  if (!time && !range && !locus)
    return { path: ['time'], code: 'required', detail: 'is missing, so are "time_range" and "locus": one is needed' };
  if (range && String(instant(range.end)) < String(instant(range.start)))
    return { path: ['time_range', 'end'], code: 'end_before_start', detail: 'lies before the start' };
  if (counts && (counts.failed ?? 0) > (counts.tested ?? Number.POSITIVE_INFINITY))
    return { path: ['counts', 'failed'], code: 'out_of_range', detail: 'is more than were tested' };
  return ambiguityOf(posted);
}

const NOTHING: Record<string, unknown> = {};
/** What the schema does not name. Object.fromEntries, so that a field called `__proto__` is only a field. */
function unknownFields(raw: unknown): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null) return NOTHING;
  const unknown = Object.entries(raw).filter(([key]) => !ANOMALY_FIELDS.has(key));
  return unknown.length === 0 ? NOTHING : Object.fromEntries(unknown);
}

/** The domain's anomaly of a valid item. */
export function toAnomaly(posted: PostedAnomaly, unknown: Record<string, unknown> = NOTHING): Anomaly {
  const { evidence, extra, ...known } = posted;
  const range = rangeOf(posted);
  const doc = { ...known, ...(range && { time_range: range }), ...extraOf(extra, unknown) };
  return anomalyOf(posted, range, doc, evidence ? evidenceOf(evidence, posted) : null);
}

const or = <T>(value: T | null | undefined): T | null => value ?? null;
type Range = { start: string; end: string };
function anomalyOf(
  posted: PostedAnomaly,
  range: Range | null,
  doc: Anomaly['doc'],
  evidence: Anomaly['evidence'],
): Anomaly {
  return {
    source: posted.source,
    externalId: or(posted.id),
    action: posted.action ?? 'raise',
    dedupKey: or(posted.dedup_key),
    dataset: posted.dataset,
    supplier: or(posted.supplier),
    platform: or(posted.platform),
    cruise: or(posted.cruise ?? posted.campaign),
    sensor: or(posted.sensor),
    parameter: or(posted.parameter),
    check: posted.check,
    family: familyOf(posted.check),
    severity: posted.severity ?? severityOf(posted),
    timeStart: range?.start ?? null,
    timeEnd: range?.end ?? null,
    locus: posted.locus ? canonical(posted.locus) : null,
    dataVersion: or(posted.data_version),
    doc,
    evidence,
  };
}

function rangeOf({ time, time_range: range }: PostedAnomaly): Range | null {
  const start = instant(range?.start ?? time ?? '');
  const end = range ? instant(range.end ?? time ?? '') : start;
  return start && end ? { start, end } : null;
}

/** What was posted as `extra` stays there, beside the fields we do not know. */
function extraOf(extra: unknown, unknown: Record<string, unknown>): { extra?: Record<string, unknown> } {
  const given = extra !== undefined && extra !== null;
  if (!given && unknown === NOTHING) return {};
  const posted: [string, unknown][] = !given
    ? []
    : typeof extra === 'object' && !Array.isArray(extra)
      ? Object.entries(extra)
      : [['extra', extra]];
  return { extra: Object.fromEntries([...posted, ...Object.entries(unknown)]) };
}

/** The same place gives the same text, whatever the order of its fields. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
