import { z } from 'zod';
import type { Evidence } from '../domain/anomaly';
import { ANSWERS, CAUSES, OUTCOMES } from '../domain/answer';
import { CONTACT_ROLES, WHYS } from '../domain/contact';
import { LANGUAGES, SEVERITIES } from '../domain/words';
import { hasUuid } from './anomaly-uuid';
import { type Db, firstRow, rows } from './query';
import { ROW_OUTCOMES } from './runs';

const text = z.string().nullable();
const instant = z.date().nullable();

const Written = z.object({
  code: z.string(),
  name: z.string(),
  email: z.string(),
  language: z.enum(LANGUAGES),
  role: z.enum(CONTACT_ROLES).nullable(),
  refused: z.boolean(),
  declined: z.boolean(),
  why: z.array(z.enum(WHYS)),
});
/** Who is being written to about a case, and why this person. */
export const contactOfCase = (db: Db, caseId: number): Promise<z.output<typeof Written> | null> =>
  firstRow(
    db,
    Written,
    `select t.code, t.name, t.email, t.language, t.role, t.refused_at is not null as refused, t.declined_at is not null as declined,
            c.contact_why as why
       from anomaly_case c join contact t on t.id = c.contact where c.id = $1`,
    [caseId],
  );

const AnomalyRow = z.object({
  id: z.number(),
  uuid: z.string(),
  fingerprint: z.string(),
  check: z.string(),
  parameter: text,
  severity: z.enum(SEVERITIES),
  start: instant,
  end: instant,
  seen: z.number(),
  firstSeen: z.date(),
  lastSeen: z.date(),
  recoveredAt: instant,
  /** What the last run that held it made of it. */
  outcome: z.enum(ROW_OUTCOMES).nullable(),
  doc: z.record(z.string(), z.unknown()),
});
export type AnomalyRow = z.output<typeof AnomalyRow>;

const ANOMALY = `a.id, a.uuid, encode(a.fingerprint, 'hex') as fingerprint, a.check_code as "check", a.parameter, a.severity, a.time_start as start,
            a.time_end as "end", a.seen, a.first_seen as "firstSeen", a.last_seen as "lastSeen", a.recovered_at as "recoveredAt", a.run_outcome as outcome, a.doc`;

/** Anomalies of a case by id, after `after`. */
export const anomaliesOf = (db: Db, caseId: number, limit: number, after = 0): Promise<AnomalyRow[]> =>
  rows(db, AnomalyRow, `select ${ANOMALY} from anomaly a where a.case_id = $1 and a.id > $2 order by a.id limit $3`, [
    caseId,
    after,
    limit,
  ]);

/** Without a case where it was suppressed or folded. */
const CasedAnomaly = AnomalyRow.extend({ case: text, caseId: z.number().nullable() });
export type CasedAnomaly = z.output<typeof CasedAnomaly>;
export const findAnomaly = (db: Db, uuid: string): Promise<CasedAnomaly | null> =>
  firstRow(
    db,
    CasedAnomaly,
    `select ${ANOMALY}, c.number as "case", c.id as "caseId" from anomaly a left join anomaly_case c on c.id = a.case_id where ${hasUuid('$1')}`,
    [uuid],
  );

const EvidenceDoc = z.custom<Evidence>((value) => typeof value === 'object' && value !== null);
/** What can be shown of one anomaly: at most one evidence. */
export const evidenceOfAnomaly = async (db: Db, anomaly: number): Promise<Evidence[]> =>
  (await rows(db, z.object({ doc: EvidenceDoc }), 'select doc from evidence where anomaly = $1', [anomaly])).map(
    ({ doc }) => doc,
  );

/** How many points can be drawn of each of these anomalies; those without any are left out. */
export const pointsOf = async (db: Db, anomalies: readonly { id: number }[]): Promise<Map<number, number>> =>
  new Map(
    (
      await rows(
        db,
        z.object({ anomaly: z.number(), points: z.number() }),
        `select * from (select anomaly, jsonb_array_length(doc -> 'points') as points from evidence where anomaly = any($1::bigint[])) e
          where points > 0`,
        [anomalies.map(({ id }) => id)],
      )
    ).map(({ anomaly, points }) => [anomaly, points]),
  );

const EvidenceRow = z.object({
  uuid: z.string(),
  check: z.string(),
  severity: z.enum(SEVERITIES),
  start: instant,
  end: instant,
  doc: EvidenceDoc,
});
export type CaseEvidence = z.output<typeof EvidenceRow>;
const EVIDENCE_POINTS_SHOWN = 12_000;
/** What can be shown of a case: the evidence of its gravest anomalies, as many as one picture bears, in data time; how many others there are. */
export async function evidenceOf(db: Db, caseId: number, limit = 50): Promise<CaseEvidence[]> {
  const found = await rows(
    db,
    EvidenceRow.extend({ total: z.number() }),
    `select * from (
       select *, sum(jsonb_array_length(doc -> 'points')) over (order by place) as points, row_number() over (order by place) as nth from (
         select a.uuid, a.check_code as "check", a.severity, a.time_start as start, a.time_end as "end", e.doc, count(*) over () as total,
                row_number() over (order by array_position(array['critical', 'error', 'warning', 'info'], a.severity), a.id) as place
           from anomaly a join evidence e on e.anomaly = a.id where a.case_id = $1
          order by place limit $2) gravest) shown
      where nth = 1 or points <= $3 order by start nulls last`,
    [caseId, limit, EVIDENCE_POINTS_SHOWN],
  );
  return found.map(({ total, doc, ...one }) => {
    const others = total - found.length;
    return { ...one, doc: others > 0 ? { ...doc, others } : doc };
  });
}

const AnswerRow = z.object({
  id: z.number(),
  version: z.number(),
  code: z.enum(ANSWERS),
  cause: z.enum(CAUSES).nullable(),
  comment: text,
  plannedOn: text,
  fileName: text,
  fileSize: z.number().nullable(),
  corrected: z.number().nullable(),
  author: z.string(),
  at: z.date(),
  withdrawn: z.boolean(),
  /** Whom a wrong recipient names instead. */
  rightName: text,
  rightEmail: text,
  approvals: z.array(z.object({ person: z.string(), at: z.string() })),
});
export type AnswerRow = z.output<typeof AnswerRow>;
/** Which round of approvals of the answer `a` this is: each decision that a pipeline refused ended one. */
export const ROUND = `(select 1 + count(*) from decision d join receipt r on r.decision = d.id and r.kind = 'refused' where d.answer = a.id)`;
/** Every version of the supplier's answer, the newest first, each with who has approved it as things stand. */
export const answersOf = (db: Db, caseId: number): Promise<AnswerRow[]> =>
  rows(
    db,
    AnswerRow,
    `select a.id, a.version, a.code, a.cause, a.comment, a.planned_on as "plannedOn", a.file_name as "fileName", f.size as "fileSize",
            coalesce((select row_count from correction where answer = a.id), jsonb_array_length(a.corrections)) as corrected, a.author, a.at,
            a.withdrawn_at is not null as withdrawn, a.right_name as "rightName", a.right_email as "rightEmail",
            coalesce((select jsonb_agg(jsonb_build_object('person', p.person, 'at', p.at) order by p.at) from approval p
                       where p.answer = a.id and p.round = ${ROUND}), '[]') as approvals
       from answer a left join file f on f.sha256 = a.file_sha256 where a.case_id = $1 order by a.version desc`,
    [caseId],
  );

const DecisionRow = z.object({
  id: z.string(),
  outcome: z.enum(OUTCOMES),
  answer: z.enum(ANSWERS),
  version: z.number(),
  approvedBy: z.array(z.string()),
  at: z.date(),
  receipt: z.enum(['applied', 'refused']).nullable(),
  receiptAt: instant,
  receiptComment: text,
  dataVersion: text,
});
/** The centre's decisions on a case with the pipeline's newest receipt; without one the case says "not applied". */
export const decisionsOf = (db: Db, caseId: number): Promise<z.output<typeof DecisionRow>[]> =>
  rows(
    db,
    DecisionRow,
    `select d.id, d.outcome, a.code as answer, a.version, d.approved_by as "approvedBy", d.at,
            r.kind as receipt, r.at as "receiptAt", r.comment as "receiptComment", r.data_version as "dataVersion"
       from decision d join answer a on a.id = d.answer
       left join lateral (select * from receipt where decision = d.id order by at desc limit 1) r on true
      where d.case_id = $1 order by d.seq desc`,
    [caseId],
  );

const MessageRow = z.object({
  id: z.number(),
  author: z.string(),
  visibility: z.enum(['public', 'internal']),
  text: z.string(),
  erased: z.boolean(),
  at: z.date(),
});
export const messagesOf = (db: Db, caseId: number): Promise<z.output<typeof MessageRow>[]> =>
  rows(
    db,
    MessageRow,
    'select id, author, visibility, text, erased_at is not null as erased, at from message where case_id = $1 order by at, id',
    [caseId],
  );

const MailRow = z.object({
  id: z.string(),
  kind: z.string(),
  reason: z.string(),
  to: z.string(),
  state: z.enum(['pending', 'sent', 'refused', 'cancelled']),
  createdAt: z.date(),
  sentAt: instant,
  trouble: text,
  linkRevoked: z.boolean().nullable(),
});
export const mailsOf = (db: Db, caseId: number): Promise<z.output<typeof MailRow>[]> =>
  rows(
    db,
    MailRow,
    `select m.id, m.kind, mc.reason, m.to_email as "to", m.state, m.created_at as "createdAt", m.sent_at as "sentAt", m.trouble,
            l.revoked_at is not null or mc.revoked_at is not null as "linkRevoked"
       from mail_case mc join mail m on m.id = mc.mail left join link l on l.mail = m.id where mc.case_id = $1 order by m.created_at`,
    [caseId],
  );

const TaskRow = z.object({ code: z.string(), createdAt: z.date(), doneAt: instant });
/** What stands on the desk about a case. */
export const tasksOf = (db: Db, caseId: number): Promise<z.output<typeof TaskRow>[]> =>
  rows(
    db,
    TaskRow,
    'select code, created_at as "createdAt", done_at as "doneAt" from task where case_id = $1 order by id',
    [caseId],
  );
