import { z } from 'zod';
import { type Evidence, familyOf } from '../../domain/anomaly';
import type { CorrectionTarget } from '../../domain/correction';
import { flagOf, isFlagged } from '../../domain/describe-flag';
import { type Db, firstRow, rows } from '../query';

/** As many anomalies of one case are corrected by a file, the first by their time. */
export const TARGETS_MAX = 50_000;
/** Measurements beside them, of the first anomalies; the rows of the others are taken without them, so that memory stays bounded. */
const POINTS_MAX = 400_000;

const text = z.string().nullable();
const Row = z.object({
  id: z.number(),
  uuid: z.string(),
  check: z.string(),
  parameter: text,
  start: z.date().nullable(),
  end: z.date().nullable(),
  doc: z.record(z.string(), z.unknown()),
  evidence: z.custom<Evidence>((value) => typeof value === 'object' && value !== null).nullable(),
});

export const countAnomalies = async (db: Db, caseId: number): Promise<number> =>
  (await firstRow(db, z.object({ n: z.number() }), 'select count(*) as n from anomaly where case_id = $1', [caseId]))
    ?.n ?? 0;

/** What the anomalies of a case say about their values, for rows that correct them. */
export async function correctionTargets(db: Db, caseId: number): Promise<CorrectionTarget[]> {
  const found = await rows(
    db,
    Row,
    `select a.id, a.uuid, a.check_code as "check", a.parameter, a.time_start as start, a.time_end as "end",
            jsonb_strip_nulls(jsonb_build_object('flags', a.doc -> 'flags', 'flag', a.doc -> 'flag', 'flag_scheme', a.doc -> 'flag_scheme',
              'expected', a.doc -> 'expected', 'observed', a.doc -> 'observed', 'locus', a.doc -> 'locus', 'thresholds', a.doc #> '{extra,thresholds}')) as doc,
            case when w.points <= $3 then e.doc else e.doc - 'points' end as evidence
       from (select o.id, sum(coalesce(jsonb_array_length(v.doc -> 'points'), 0)) over (order by o.time_start nulls last, o.id) as points
               from anomaly o left join evidence v on v.anomaly = o.id where o.case_id = $1 order by o.time_start nulls last, o.id limit $2) w
       join anomaly a on a.id = w.id left join evidence e on e.anomaly = a.id order by a.time_start nulls last, a.id`,
    [caseId, TARGETS_MAX, POINTS_MAX],
  );
  return found.map(targetOf);
}

function targetOf({ id, uuid, check, parameter, start, end, doc, evidence }: z.output<typeof Row>): CorrectionTarget {
  const points = (evidence?.points ?? []).map((p) => ({ ...p, t: new Date(p.t).toISOString() }));
  const { kind, scale: evidenceScale, unit, parameter: drawn, expected } = evidence ?? NO_EVIDENCE;
  return {
    id,
    uuid,
    check,
    isPosition: familyOf(check) === 'position_time' && points.every(({ value }) => value === null),
    parameter: parameter ?? drawn,
    unit: unit ?? string(field(doc['observed'], 'unit')),
    start: instantOf(start),
    end: instantOf(end),
    depths: (kind === 'profile' ? depthsOf(evidenceScale, points) : null) ?? depthIn(doc['locus']),
    station: string(field(doc['locus'], 'station')),
    ...flagIn(doc),
    expected: boundsOf(doc['expected']) ?? boundsOf(expected),
    thresholds: doc['thresholds'] ?? null,
    evidenceScale,
    points,
  };
}

const NO_EVIDENCE = { kind: null, scale: null, unit: null, parameter: null, expected: null };
const instantOf = (at: Date | null): string | null => at?.toISOString() ?? null;

/** `QARTOD@2020` names scale and version in one. */
function flagIn(doc: Record<string, unknown>): Pick<CorrectionTarget, 'scale' | 'scaleVersion' | 'flag'> {
  const named = string(field(doc['flags'], 'scale')) ?? string(doc['flag_scheme']);
  const [scale = null, version = null] = named?.split('@') ?? [];
  return {
    scale,
    scaleVersion: string(field(doc['flags'], 'scale_version')) ?? version,
    flag: string(field(doc['flags'], 'original')) ?? string(doc['flag']),
  };
}

/** Of a profile, whose measurements share their instant, the depths that are flagged. */
function depthsOf(scale: string | null, points: Evidence['points']): CorrectionTarget['depths'] {
  const flagged = points.filter((p) => isFlagged(flagOf(scale, p.flag))).flatMap(({ z: depth }) => depth ?? []);
  return flagged.length === 0 ? null : { min: Math.min(...flagged), max: Math.max(...flagged) };
}
function depthIn(locus: unknown): CorrectionTarget['depths'] {
  const from = field(locus, 'z');
  return typeof from === 'number' ? { min: from, max: from } : null;
}

function boundsOf(value: unknown): CorrectionTarget['expected'] {
  const [min, max] = [field(value, 'min'), field(value, 'max')].map((v) => (typeof v === 'number' ? v : null));
  return typeof min === 'number' || typeof max === 'number' ? { min: min ?? null, max: max ?? null } : null;
}
const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const string = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

const Scale = z.object({ uuid: z.string(), scale: text, version: text });
/** The flag scale of each anomaly that the rows of an answer correct; L20 where none was told. */
export const anomalyFlags = async (
  db: Db,
  answer: number,
): Promise<Map<string, { scale: string; version: string | null }>> =>
  new Map(
    (
      await rows(
        db,
        Scale,
        `select uuid, coalesce(doc #>> '{flags,scale}', doc ->> 'flag_scheme') as scale, doc #>> '{flags,scale_version}' as version
           from anomaly where id in (select anomaly from corrected_row where answer = $1)`,
        [answer],
      )
    ).map(({ uuid, scale, version }) => {
      const [named = 'L20', told = null] = (scale ?? 'L20').split('@');
      return [uuid, { scale: named, version: version ?? told }];
    }),
  );
