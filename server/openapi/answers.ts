import { z } from 'zod';
import { TURNS } from '../../db/case-list';
import { ROW_OUTCOMES } from '../../db/runs';
import { ANSWERS, CAUSES, OUTCOMES } from '../../domain/answer';
import { PHASES } from '../../domain/case';
import { DUE_STATES, EXPECTATION_KINDS } from '../../domain/delivery';
import { FILE_STATES } from '../../domain/delivery-files';
import { VERBS } from '../../domain/permissions';
import { COUNTS, DIMENSIONS, ENDINGS, SPAN_NAMES } from '../../domain/statistics';
import { FINDINGS } from '../../domain/recheck/finding';
import { FAMILIES, SEVERITIES } from '../../domain/words';

/** What the API answers, for its description; the tests hold real answers against these. */

const text = z.string().nullable();
const Instant = z.iso.datetime().meta({ description: 'RFC 3339, UTC.' });
const instant = Instant.nullable();
const count = z.int().min(0);
export const listOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({
    items: z.array(item),
    next: text.meta({ description: 'Cursor of the next page, null at the end.' }),
  });
export const feedOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().meta({ description: 'Where to go on, also when nothing came.' }),
  });

const Fault = z
  .strictObject({
    pointer: z.string().optional().meta({ description: 'RFC 6901.' }),
    line: z.int().min(1).optional(),
    index: z.int().min(0).optional(),
    code: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'Fault' });
export const ProblemDocument = z
  .looseObject({
    type: z.string(),
    code: z.string().meta({ description: 'Stable; programs may rely on it.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'Id of this request in our log.' }),
    errors: z.array(Fault).optional(),
    allowed: z.array(z.string()).optional().meta({ description: 'With 409: what is possible now.' }),
  })
  .meta({ id: 'Problem' });

const ItemError = z
  .strictObject({ index: count, line: z.int().nullable(), code: z.string(), pointer: text, detail: z.string() })
  .meta({ id: 'ItemError' });
const counts = {
  received: count,
  created: count,
  updated: count,
  duplicate: count,
  folded: count,
  suppressed: count,
  rejected: count,
};
export const PostAnswer = z
  .strictObject({
    run: z.string(),
    ...counts,
    cases: z.array(z.string()).max(1000),
    errors: z
      .array(ItemError)
      .max(1000)
      .meta({ description: 'The first 1000; all are at /runs/{id}/rows?outcome=rejected.' }),
  })
  .meta({ id: 'PostAnswer' });
export const RunAnswer = z
  .strictObject({
    run: z.string(),
    ...counts,
    cases: z.array(z.string()).max(1000),
    state: z.enum(['running', 'done', 'failed']),
    format: z.string(),
    source: text,
    dataset: text,
    data_version: text,
    complete: z.boolean(),
    started_at: Instant,
    finished_at: instant,
  })
  .meta({ id: 'Run' });
export const RunRow = z.looseObject({ outcome: z.enum(ROW_OUTCOMES) }).meta({ id: 'RunRow' });

export const DeliveryAnswer = z
  .strictObject({
    received: count,
    files: z.array(
      z.strictObject({
        name: z.string(),
        outcome: z.enum(['new', 'changed', 'unchanged']),
        state: z.enum([...FILE_STATES, 'duplicate']),
        expectation: text,
        period: text,
      }),
    ),
    closed: z.array(z.string()).meta({ description: 'Numbers of the cases that this closed.' }),
  })
  .meta({ id: 'DeliveryAnswer' });
export const DueAnswer = z
  .strictObject({
    expectation: z.string(),
    name: z.string(),
    kind: z.enum(EXPECTATION_KINDS),
    supplier: text,
    period: z.string(),
    due_at: Instant,
    late_at: Instant,
    state: z.enum(DUE_STATES),
    files: z.array(z.string()).max(20),
    cases: z.array(z.string()),
    restricted: z.literal(true).optional(),
  })
  .meta({ id: 'Due' });

const summary = {
  number: z.string().regex(/^A-\d{4}-\d{5,}$/),
  phase: z.enum(PHASES),
  turn: z.enum(TURNS),
  severity: z.enum(SEVERITIES),
  family: z.enum(FAMILIES),
  supplier: text,
  cruise: text,
  platform: text,
  sensor: text,
  parameter: text,
  check: z.string(),
  source: z.string(),
  dataset: z.string(),
  first_time: instant,
  last_time: instant,
  counts: z.strictObject({ anomalies: count }),
  assignee: text,
  outcome: z.enum(OUTCOMES).nullable(),
  opened_at: Instant,
  phase_since: Instant,
  held_until: instant,
  source_recovered_at: instant,
  escalation_level: count,
  next_step: text,
  due_at: instant,
  allowed: z.array(z.enum(VERBS)).meta({ description: 'Verbs that this caller may say now.' }),
};
export const CaseAnswer = z.strictObject(summary).meta({ id: 'Case' });

const Answer = z.strictObject({
  version: z.int(),
  answer: z.enum(ANSWERS),
  cause: z.enum(CAUSES).nullable(),
  comment: text,
  planned_on: text,
  file: z.strictObject({ name: z.string(), size: z.int().nullable(), url: z.string() }).nullable(),
  correction: z
    .strictObject({
      rows: count,
      failing: count.meta({ description: 'Rows that still fail when they are checked again.' }),
      findings: z.partialRecord(z.enum(FINDINGS), z.int()),
      url: z.string(),
    })
    .nullable()
    .meta({ description: 'Corrected rows that were checked against the anomalies.' }),
  reference: z
    .strictObject({ url: z.string(), sha256: z.string(), size: z.int().nullable() })
    .nullable()
    .meta({ description: 'A file that lies elsewhere. Nobody has opened it.' }),
  author: z.string(),
  at: Instant,
  approvals: z.array(z.strictObject({ person: z.string(), at: z.string() })),
});
export const FullCase = z
  .strictObject({
    ...summary,
    contact: z.looseObject({ code: z.string(), role: text, why: z.array(z.string()) }).nullable(),
    answers: z.array(Answer),
    decisions: z.array(
      z.strictObject({
        id: z.uuid(),
        outcome: z.enum(OUTCOMES),
        answer: z.enum(ANSWERS),
        answer_version: z.int(),
        approved_by: z.array(z.string()),
        at: Instant,
        receipt: z.enum(['applied', 'refused']).nullable(),
        receipt_at: instant,
        data_version: text,
        comment: text,
      }),
    ),
    messages: z.array(
      z.strictObject({
        id: z.int(),
        author: z.string(),
        visibility: z.enum(['public', 'internal']),
        text: z.string(),
        erased: z.boolean(),
        at: Instant,
      }),
    ),
    tasks: z.array(z.strictObject({ code: z.string(), created_at: Instant, done_at: instant })),
  })
  .meta({ id: 'FullCase' });

export const AnomalyAnswer = z
  .looseObject({
    uuid: z.uuid(),
    fingerprint: z.string().length(64),
    case: text,
    outcome: z.enum(ROW_OUTCOMES).nullable().meta({ description: 'What the last run that held it made of it.' }),
    severity: z.enum(SEVERITIES),
    seen: count,
    first_seen: Instant,
    last_seen: Instant,
    recovered_at: instant,
  })
  .meta({ id: 'Anomaly', description: 'As posted, with what it is to us.' });
export const WhyAnswer = z
  .looseObject({ number: z.string(), phase: z.enum(PHASES), turn: z.enum(TURNS) })
  .meta({ id: 'Why' });
/** What feed and webhooks carry: a CloudEvent. */
export const OutsideEventAnswer = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: z.string().meta({ description: 'The same in feed and webhook, and a cursor: read on from here.' }),
    source: z.string(),
    type: z.string().meta({ example: 'decision.published' }),
    subject: text.meta({ description: 'Number of the case.' }),
    time: Instant,
    datacontenttype: z.literal('application/json'),
    sequence: z.string().meta({ description: 'Order of the log; compares as text.' }),
    dataref: z.string().optional().meta({ description: 'Where what it is about can be read.' }),
    at: Instant,
    case: text,
    actor: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'OutsideEvent' });
export const EventAnswer = z
  .strictObject({
    id: text.meta({ description: 'A cursor: read on from here. Null until the event has its place.' }),
    type: z.string(),
    at: Instant,
    case: text,
    actor: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

const Change = z.strictObject({
  anomaly: z.uuid(),
  file: text,
  interval: z.strictObject({ start: z.string(), end: z.string() }).nullable(),
  parameter: text,
  old_flag: text,
  new_flag: text,
  scale: text,
  scale_version: text,
  value_ref: text.meta({ description: 'Address of the supplier’s corrected rows.' }),
  withdrawn: z.boolean(),
});
export const DecisionAnswer = z
  .strictObject({
    id: z.uuid(),
    case: z.string(),
    outcome: z.enum(OUTCOMES),
    answer: z.enum(ANSWERS),
    changes: z.array(Change),
    approved_by: z.array(z.string()),
    at: Instant,
  })
  .meta({ id: 'Decision' });
export const ReceiptAnswer = z
  .strictObject({
    decision: z.uuid(),
    case: z.string(),
    receipt: z.enum(['applied', 'refused']),
    data_version: text,
    run_url: text,
    comment: text,
    at: Instant,
  })
  .meta({ id: 'Receipt' });

const Rate = z.number().nullable();
const Times = z.strictObject({ count: count, p50: z.number(), p90: z.number() }).nullable();
const StatisticsLine = z
  .strictObject({
    code: z.string().nullable(),
    name: z.string().nullable(),
    cases: count,
    anomalies: count,
    observations: count.nullable(),
    anomalies_per_million: Rate,
    ...(Object.fromEntries(COUNTS.map((name) => [name, count])) as Record<(typeof COUNTS)[number], typeof count>), // Safe: one entry a name.
    no_answer_rate: Rate,
    reopen_rate: Rate,
    false_alarm_rate: Rate,
    paused_ms: count,
    times: z.record(z.enum(SPAN_NAMES), Times),
    outcomes: z.partialRecord(z.enum(ENDINGS), count),
  })
  .meta({ id: 'StatisticsLine' });
export const StatisticsAnswer = z
  .strictObject({
    by: z.enum(DIMENSIONS),
    from: z.string(),
    until: z.string(),
    only: z.record(z.string(), z.string()),
    /** Up to which entry of the log they were computed. */
    position: count,
    whole: StatisticsLine,
    lines: z.array(StatisticsLine),
  })
  .meta({ id: 'Statistics' });
const StatisticsEpisode = z
  .strictObject({
    case: z.string(),
    episode: count,
    opened_at: Instant,
    ended_at: instant,
    outcome: z.enum(ENDINGS).nullable(),
    anomalies: count,
    paused_ms: count,
    ms: count.nullable(),
  })
  .meta({ id: 'StatisticsEpisode' });
export const StatisticsListAnswer = listOf(StatisticsEpisode).extend({ total: count });
