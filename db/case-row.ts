import { z } from 'zod';
import { type CasePolicy, caseAgenda } from '../domain/agenda';
import { ANSWERS, OUTCOMES } from '../domain/answer';
import { type CaseFacts, isOver, PHASES, turnOf } from '../domain/case';
import { FAMILIES, SEVERITIES } from '../domain/words';
import { type Db, rows, run } from './query';
import { RouteColumn } from './rules/route';

const instant = z.date().nullable();
const Row = z.object({
  id: z.number(),
  number: z.string(),
  source: z.string(),
  supplier: z.string().nullable(),
  dataset: z.string(),
  cruise: z.string().nullable(),
  platform: z.string().nullable(),
  sensor: z.string().nullable(),
  parameter: z.string().nullable(),
  check_code: z.string(),
  family: z.enum(FAMILIES),
  phase: z.enum(PHASES),
  severity: z.enum(SEVERITIES),
  trusted: z.boolean(),
  source_recovered_at: z.date().nullable(),
  told_failing: z.boolean(),
  grown_at: instant,
  lessened_at: instant,
  news_at: instant,
  gate_open: z.number().nullable(),
  threshold: z.number(),
  route: RouteColumn,
  gate_until: z.date(),
  contact: z.number().nullable(),
  contact_declined: z.boolean(),
  opened_at: z.date(),
  phase_since: z.date(),
  held_until: instant,
  held_by: z.number().nullable(),
  escalation_level: z.number(),
  at_desk: z.boolean(),
  letters: z.number(),
  letter_written_at: instant,
  letter_due_at: instant,
  letter_sent_at: instant,
  letter_refused: z.boolean(),
  unsent_raised: z.boolean(),
  answer_version: z.number().nullable(),
  answer_code: z.enum(ANSWERS).nullable(),
  answer_author: z.string().nullable(),
  ask_again_at: instant,
  approvals: z.array(z.string()),
  published_at: instant,
  chases: z.number(),
  chased_at: instant,
  outcome: z.enum(OUTCOMES).nullable(),
  grouping_wait_info_ms: z.number(),
  grouping_wait_warning_ms: z.number(),
  grouping_wait_error_ms: z.number(),
  grouping_wait_critical_ms: z.number(),
  remind_after_ms: z.number(),
  reminders_max: z.number(),
  escalate_after_ms: z.number(),
  acknowledged_for_ms: z.number(),
  news_interval_ms: z.number(),
  chase_receipt_after_ms: z.number(),
  close_unverified_after_ms: z.number(),
});
type Row = z.output<typeof Row>;

/** A case as the procedure sees it: its facts, the policy in force, and what it is about. */
export interface Case {
  id: number;
  number: string;
  about: Pick<
    Row,
    'source' | 'supplier' | 'dataset' | 'cruise' | 'platform' | 'sensor' | 'parameter' | 'family' | 'route'
  > & {
    check: string;
  };
  facts: CaseFacts;
  policy: CasePolicy;
  /** The hold that last kept it waiting, if any. */
  heldBy: number | null;
}

/** SQL: how many anomalies of case `c` fail and disturb somebody, counted no further than its rule `r` asks. */
const OPEN_OF_CASE = `(select count(*) from (select from anomaly a where a.case_id = c.id and a.recovered_at is null
                       and a.suppressed_by is null limit r.threshold) o)`;

/** SQL: when the letter is to be written in which case `c` waits for its place, else when the one was that has not left yet. */
const LETTER_DUE = `case when c.letter_written_at is not null and c.letter_sent_at is null then coalesce(
  (select k.next_due_at from letter_line l join contact k on k.id = l.contact where l.case_id = c.id limit 1),
  (select max(m.created_at) from mail_case mc join mail m on m.id = mc.mail where mc.case_id = c.id and m.state = 'pending')) end`;

/** The cases of these ids, in id order; locked so when the caller is about to change them. */
export async function readCases(db: Db, ids: readonly number[], lock = false): Promise<Case[]> {
  const found = await rows(
    db,
    Row,
    `select c.*, p.*, ${LETTER_DUE} as letter_due_at,
            exists (select from contact k where k.id = c.contact and k.declined_at is not null) as contact_declined, r.threshold, r.route, c.opened_at + make_interval(secs => r.max_age_ms / 1000.0) as gate_until,
            case when r.threshold > 1 and c.phase = 'collecting' then ${OPEN_OF_CASE} end as gate_open
       from anomaly_case c join policy p on p.code = c.policy
       join rule r on r.id = coalesce(c.rule_version, (select id from rule where code = 'default' and version = 1))
      where c.id = any($1::bigint[]) order by c.id ${lock ? 'for no key update of c' : ''}`,
    [ids],
  );
  return found.map(toCase);
}

const toCase = (row: Row): Case => ({
  id: row.id,
  number: row.number,
  about: { ...row, check: row.check_code },
  facts: toFacts(row),
  heldBy: row.held_by,
  policy: {
    groupingWaitMs: {
      info: row.grouping_wait_info_ms,
      warning: row.grouping_wait_warning_ms,
      error: row.grouping_wait_error_ms,
      critical: row.grouping_wait_critical_ms,
    },
    remindAfterMs: row.remind_after_ms,
    remindersMax: row.reminders_max,
    escalateAfterMs: row.escalate_after_ms,
    acknowledgedForMs: row.acknowledged_for_ms,
    newsIntervalMs: row.news_interval_ms,
    chaseReceiptAfterMs: row.chase_receipt_after_ms,
    closeUnverifiedAfterMs: row.close_unverified_after_ms,
  },
});

const toFacts = (row: Row): CaseFacts => ({
  phase: row.phase,
  severity: row.severity,
  gate: row.gate_open === null ? null : { open: row.gate_open, needed: row.threshold, until: row.gate_until },
  trusted: row.trusted,
  contact: row.contact === null ? null : String(row.contact),
  contactDeclined: row.contact_declined,
  openedAt: row.opened_at,
  phaseSince: row.phase_since,
  heldUntil: row.held_until,
  escalationLevel: row.escalation_level,
  atDesk: row.at_desk,
  letters: row.letters,
  letterWrittenAt: row.letter_written_at,
  letterDueAt: row.letter_due_at,
  letterSentAt: row.letter_sent_at,
  letterRefused: row.letter_refused,
  unsentRaised: row.unsent_raised,
  answer:
    row.answer_version !== null && row.answer_code !== null
      ? {
          version: row.answer_version,
          code: row.answer_code,
          author: row.answer_author ?? '',
          askAgainAt: row.ask_again_at,
        }
      : null,
  approvals: row.approvals,
  publishedAt: row.published_at,
  chases: row.chases,
  chasedAt: row.chased_at,
  outcome: row.outcome,
  sourceRecoveredAt: row.source_recovered_at,
  toldFailing: row.told_failing,
  grownAt: row.grown_at,
  lessenedAt: row.lessened_at,
  newsAt: row.news_at,
});

/** Writes the facts and, beside them, what the console shows: whose turn, what is next and when. A case that is over accepts nothing. */
export async function saveFacts(tx: Db, { id, policy }: Case, facts: CaseFacts): Promise<void> {
  const { next } = caseAgenda(facts, policy);
  await run(
    tx,
    `update anomaly_case set phase = $2, severity = $3, contact = $4, phase_since = $5, held_until = $6, escalation_level = $7,
            at_desk = $8, letters = $9, letter_written_at = $10, letter_sent_at = $11, letter_refused = $12, unsent_raised = $13,
            answer_version = $14, answer_code = $15, answer_author = $16, ask_again_at = $17, approvals = $18, published_at = $19,
            chases = $20, chased_at = $21, outcome = $22, turn = $23, next_step = $24, next_due_at = $25, accepting = accepting and not $26,
            source_recovered_at = $27, told_failing = $28, grown_at = $29, news_at = $30, lessened_at = $31
      where id = $1`,
    [
      id,
      facts.phase,
      facts.severity,
      facts.contact === null ? null : Number(facts.contact),
      facts.phaseSince,
      facts.heldUntil,
      facts.escalationLevel,
      facts.atDesk,
      facts.letters,
      facts.letterWrittenAt,
      facts.letterSentAt,
      facts.letterRefused,
      facts.unsentRaised,
      ...answerCells(facts),
      facts.approvals,
      facts.publishedAt,
      facts.chases,
      facts.chasedAt,
      facts.outcome,
      turnOf(facts),
      next?.step ?? null,
      next ? new Date(next.dueAtMs) : null,
      isOver(facts.phase),
      facts.sourceRecoveredAt,
      facts.toldFailing,
      facts.grownAt,
      facts.newsAt,
      facts.lessenedAt,
    ],
  );
}

/** Version, code, author, when to ask again. */
const answerCells = ({ answer }: CaseFacts): unknown[] =>
  answer ? [answer.version, answer.code, answer.author, answer.askAgainAt] : [null, null, null, null];
