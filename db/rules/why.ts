import { z } from 'zod';
import { PHASES } from '../../domain/case';
import { WHYS } from '../../domain/contact';
import { HOLD_KINDS } from '../../domain/rules/hold';
import { MATCH_FIELDS } from '../../domain/rules/matcher';
import { hasUuid } from '../anomaly-uuid';
import { type Db, rows } from '../query';
import { RuleRow } from './store';

const text = z.string().nullable();
const instant = z.date().nullable();
const Subject = z.record(z.enum(MATCH_FIELDS), text);
const Row = RuleRow.pick({
  code: true,
  version: true,
  name: true,
  groupBy: true,
  gapMs: true,
  maxAgeMs: true,
  cap: true,
  threshold: true,
  route: true,
}).extend({
  id: z.number(),
  uuid: z.string(),
  fingerprint: z.string(),
  dedupKey: text,
  seen: z.number(),
  firstSeen: z.date(),
  lastSeen: z.date(),
  start: instant,
  run: text,
  runOutcome: text,
  suppressedBy: text,
  hold: z.object({ id: z.number(), kind: z.enum(HOLD_KINDS), until: z.coerce.date(), reason: z.string() }).nullable(),
  subject: Subject,
  caseId: z.number(),
  number: z.string(),
  phase: z.enum(PHASES),
  first: instant,
  last: instant,
  previous: text,
  recurrences: z.number(),
  contact: text,
  contactWhy: z.array(z.enum(WHYS)),
  nextStep: text,
  dueAt: instant,
  heldUntil: instant,
});
/** What decided about an anomaly, as its row and its case refer to it. */
export type Reasons = z.output<typeof Row>;

const OWN = `a.uuid, encode(a.fingerprint, 'hex') as fingerprint, a.doc ->> 'dedup_key' as "dedupKey", a.seen, a.first_seen as "firstSeen",
        a.last_seen as "lastSeen", a.run, a.run_outcome as "runOutcome", a.suppressed_by as "suppressedBy",
        case when h.id is not null then jsonb_build_object('id', h.id, 'kind', h.kind, 'until', h.ends_at, 'reason', h.reason) end as hold`;
const SELECT = `select a.id, a.time_start as start, ${OWN},
        jsonb_build_object('source', a.source, 'dataset', a.dataset, 'check', a.check_code, 'parameter', a.parameter, 'severity', a.severity, 'family', c.family,
          'supplier', coalesce(a.doc ->> 'supplier', c.supplier), 'platform', coalesce(a.doc ->> 'platform', c.platform),
          'cruise', coalesce(a.doc ->> 'cruise', a.doc ->> 'campaign', c.cruise), 'sensor', coalesce(a.doc ->> 'sensor', c.sensor)) as subject,
        r.code, r.version, r.name, r.group_by as "groupBy", w.gap_ms as "gapMs", w.max_age_ms as "maxAgeMs", w.cap, w.threshold, w.route,
        c.id as "caseId", c.number, c.phase, c.first_time as first, c.last_time as last, p.number as previous, c.recurrences,
        t.code as contact, c.contact_why as "contactWhy", c.next_step as "nextStep", c.next_due_at as "dueAt", c.held_until as "heldUntil"
   from anomaly a join anomaly_case c on c.id = a.case_id join rule r on r.id = a.rule_version join rule w on w.id = c.rule_version
   left join hold h on h.id = a.hold
   left join anomaly_case p on p.id = c.previous_case left join contact t on t.id = c.contact`;

export const reasonsOf = async (db: Db, uuid: string): Promise<Reasons | null> =>
  (await rows(db, Row, `${SELECT} where ${hasUuid('$1')}`, [uuid]))[0] ?? null;

const Suppressed = Row.pick({
  uuid: true,
  fingerprint: true,
  dedupKey: true,
  seen: true,
  firstSeen: true,
  lastSeen: true,
  run: true,
  runOutcome: true,
  suppressedBy: true,
  hold: true,
  code: true,
  version: true,
  name: true,
});
/** Of one that was suppressed and has no case; the rule is the one that would have taken it. */
export const reasonsOfSuppressed = async (db: Db, uuid: string): Promise<z.output<typeof Suppressed> | null> =>
  (
    await rows(
      db,
      Suppressed,
      `select ${OWN}, r.code, r.version, r.name
         from anomaly a join rule r on r.id = a.rule_version left join hold h on h.id = a.hold where ${hasUuid('$1')} and a.case_id is null`,
      [uuid],
    )
  )[0] ?? null;

/** Of the anomalies of a case by id, after `after`. */
export const reasonsOfCase = (db: Db, caseId: number, limit: number, after = 0): Promise<Reasons[]> =>
  rows(db, Row, `${SELECT} where a.case_id = $1 and a.id > $2 order by a.id limit $3`, [caseId, after, limit]);

const Origin = z.object({
  code: z.string(),
  version: z.number(),
  name: z.string(),
  previous: text,
  recurrences: z.number(),
});
/** The version of the rule that opened a case, and the case that it follows. */
export const originOf = async (db: Db, caseId: number): Promise<z.output<typeof Origin> | null> =>
  (
    await rows(
      db,
      Origin,
      `select r.code, r.version, r.name, p.number as previous, c.recurrences
         from anomaly_case c join rule r on r.id = c.rule_version left join anomaly_case p on p.id = c.previous_case where c.id = $1`,
      [caseId],
    )
  )[0] ?? null;
