import { z } from 'zod';
import { OUTCOMES } from '../../domain/answer';
import type { Arrival, Closing } from '../../domain/rules/reopen';
import type { Candidate } from '../../domain/rules/window';
import { SEVERITIES } from '../../domain/words';
import { type Db, rows } from '../query';
import type { Ready } from './batch';

const instant = z.date().nullable();
/** How a case `c` ended, to be read beside its other columns. */
export const CLOSING_COLUMNS = `c.phase in ('closed', 'dismissed') as "isOver", c.outcome, c.first_time as first, c.last_time as last, c.fixed_from as "fixedFrom",
  c.applied_version as "appliedVersion", c.severity, coalesce(c.closed_event, 0) as sequence,
  case when c.outcome in ('false_positive', 'expected_phenomenon') then
    (select a.doc ->> 'check_version' from anomaly a where a.case_id = c.id and a.suppressed_by is null order by a.id desc limit 1) end as "checkVersion"`;
export const ClosingRow = z.object({
  isOver: z.boolean(),
  outcome: z.enum(OUTCOMES).nullable(),
  first: instant,
  last: instant,
  fixedFrom: instant,
  appliedVersion: z.string().nullable(),
  severity: z.enum(SEVERITIES),
  sequence: z.number(),
  checkVersion: z.string().nullable(),
});

type Ended = z.output<typeof ClosingRow>;
export const closingOf = (row: Ended): Closing | null => (row.isOver ? asClosing(row) : null);
export const asClosing = ({ first, last, ...row }: Ended): Closing => ({
  ...row,
  covered: first && last && { first, last },
});

/** The last place of the log when a run began, and the instant. */
export interface Began {
  after: number;
  startedAt: Date;
}
/** An item as the rules of reopening see it; `began` is by run. */
export function arrivalOf(
  { anomaly, checkVersion, runId }: Ready,
  isSame: boolean,
  began: ReadonlyMap<string, Began>,
): Arrival & { startedAt: Date | null } {
  const { after = 0, startedAt = null } = began.get(runId) ?? {};
  return {
    time: anomaly.timeStart === null ? null : new Date(anomaly.timeStart),
    until: anomaly.timeEnd === null ? null : new Date(anomaly.timeEnd),
    dataVersion: anomaly.dataVersion,
    checkVersion,
    severity: anomaly.severity,
    isSame,
    sequence: after,
    startedAt,
  };
}

const Row = ClosingRow.extend({
  id: z.number(),
  key: z.string(),
  accepting: z.boolean(),
  isWorn: z.boolean(),
  gapMs: z.number().nullable(),
  survivor: z.number().nullable(),
});

/** All cases of these items' keys, by key, the newest first; their terms are those of the rule's version that made them. */
export async function candidatesOf(tx: Db, items: readonly Ready[], at: Date): Promise<Map<string, Candidate[]>> {
  const byKey = new Map<string, Candidate[]>();
  if (items.length === 0) return byKey;
  const found = await rows(
    tx,
    Row,
    `select c.id, n.key, c.accepting, r.gap_ms as "gapMs", ${CLOSING_COLUMNS},
            case when m.phase not in ('closed', 'dismissed') then m.id end as survivor,
            c.phase not in ('closed', 'dismissed') and (c.opened_at < $2::timestamptz - make_interval(secs => r.max_age_ms / 1000.0)
              or c.members >= r.cap) as "isWorn"
       from unnest($1::text[]) as n (key) cross join lateral (select * from anomaly_case where case_key = decode(n.key, 'hex') order by id desc) c
       left join anomaly_case m on m.id = c.merged_into
       join rule r on r.id = coalesce(c.rule_version, (select id from rule where code = 'default' and version = 1))
      order by c.id desc`,
    [[...new Set(items.map(({ caseKey }) => caseKey))], at],
  );
  for (const row of found) {
    const { id, key, accepting, isWorn, gapMs, survivor, first, last } = row;
    const closing = closingOf(row);
    const candidate = { id, accepting, isOpen: !closing, isWorn, gapMs, first, last, survivor, closing };
    byKey.set(key, [...(byKey.get(key) ?? []), candidate]);
  }
  return byKey;
}
