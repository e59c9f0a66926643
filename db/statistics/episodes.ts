import {
  type Dimension,
  DIMENSIONS,
  ENDS_PAUSE,
  type Milestone,
  OUTCOME_BY_ANSWER,
  PAUSES,
  SPANS,
  STARTS,
} from '../../domain/statistics';

/** Which episodes are looked at: those that began in [from, until), by what the log says up to `upTo`. */
export interface Scope {
  from: Date;
  until: Date;
  /** Position of the log. */
  upTo: number;
  /** Codes that the cases must have; '' = none. */
  only: Partial<Record<Dimension, string>>;
  /** Leave out, as of this instant, cases of data that are not for everybody; null = count all. */
  hideRestrictedAt: Date | null;
}

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** The column of the case that a dimension reads. */
export const COLUMN: Record<Dimension, string> = {
  supplier: 'c.supplier',
  cruise: 'c.cruise',
  platform: 'c.platform',
  sensor: 'c.sensor',
  parameter: 'c.parameter',
  check: 'c.check_code',
};

const FIRST_FILTER = 7;
export const valuesOf = ({ from, until, upTo, only, hideRestrictedAt }: Scope): unknown[] => [
  from,
  until,
  upTo,
  hideRestrictedAt?.toISOString().slice(0, 10) ?? null,
  [...OUTCOME_BY_ANSWER.keys()],
  [...OUTCOME_BY_ANSWER.values()],
  ...DIMENSIONS.map((dimension) => only[dimension] ?? null),
];
/** How many values `valuesOf` gives: the next parameter of a statement is one more. */
export const VALUES = FIRST_FILTER - 1 + DIMENSIONS.length;

const WANTED = DIMENSIONS.map(
  (dimension, i) => `($${FIRST_FILTER + i}::text is null or coalesce(${COLUMN[dimension]}, '') = $${FIRST_FILTER + i})`,
).join(' and ');

/** SQL: the data of case `c` are for everybody on day $4, or nobody asks. As `accessOf` reads the rules. */
export const OPEN_TO_ALL = `($4::date is null or (
  select case a.rule when 'unrestricted' then true when 'moratorium' then coalesce(a.ends < $4::date, false) else false end
    from (select coalesce(d.access_rule, k.access_rule, s.value) as rule,
                 case when d.access_rule is not null then d.moratorium_until else k.moratorium_until end as ends
            from setting s left join dataset d on d.code = c.dataset left join cruise k on k.code = c.cruise
           where s.code = 'default_access') a))`;

const OVER = `('closed', 'dismissed')`;
/** Over the rows of `told`, `t`, and `w` where the answers of its run were taken back. */
const INSTANT: Record<Milestone, string> = {
  data: `min(t.since) filter (where t.type = 'case.opened')`,
  opened: `min(t.at) filter (where t.type in (${quoted(STARTS)}))`,
  notified: `min(t.at) filter (where t.type = 'case.letter_sent')`,
  acknowledged: `min(t.at) filter (where t.type in ('case.acknowledge', 'case.write', 'case.answer'))`,
  answered: `min(t.at) filter (where t.type = 'case.answer' and w.case_id is null)`,
  decided: 'min(t.at) filter (where t.decides)',
  applied: `min(t.at) filter (where t.type = 'case.applied')`,
  ended: 'min(t.at) filter (where t.ends)',
};
const instants = (of: (milestone: string, sql: string) => string): string =>
  Object.entries(INSTANT)
    .map(([milestone, sql]) => of(milestone, sql))
    .join(',\n           ');

/** Milliseconds from one milestone to the next less the pauses `x` between; null unless both are there, in this order. */
const spanOf = (from: string, to: string, span: string): string => `
  case when g.${from}_at <= g.${to}_at then round(extract(epoch from g.${to}_at - g.${from}_at) * 1000)::bigint - coalesce(x.${span}, 0) end`;
const heldBetween = (from: string, to: string): string =>
  `sum(greatest(0, round(extract(epoch from least(p.until, g.${to}_at) - greatest(p.since, g.${from}_at)) * 1000)))::bigint`;
const ofSpans = (of: (from: string, to: string, span: string) => string): string =>
  Object.entries(SPANS)
    .map(([span, [from, to]]) => of(from, to, span))
    .join(',\n           ');

/**
 * SQL of `with … episode`: every episode in scope, from nothing but `event` in the order of `position`; the case's row only
 * says what it is about. Answers form a run until the case leaves `answered`; taken back, all of a run are. Parameters are
 * those of `valuesOf`.
 */
export const EPISODES = episodesWhere('true');

/** The same of those cases `c` alone that fit. */
export function episodesWhere(fits: string): string {
  return `
  with started as (
    select distinct substr(subject, 6)::bigint as case_id from event
     where type in (${quoted(STARTS)}) and position <= $3 and at >= $1 and at < $2
  ), told as materialized (
    select c.id as case_id, e.position, e.at, e.type, (e.data ->> 'until')::timestamptz as until, (e.data ->> 'since')::timestamptz as since,
           (e.data ->> 'added')::int as added, e.data ->> 'answer' as answer, e.data ->> 'outcome' as outcome,
           coalesce(e.data ->> 'phase' in ${OVER} and e.data ->> 'from' not in ${OVER}, false) as ends,
           coalesce(e.data ->> 'phase' = 'approved' and e.data ->> 'from' <> 'approved', false) as decides,
           count(*) filter (where e.type in (${quoted(STARTS)})) over upwards as number,
           count(*) filter (where e.type = 'case.answer' and e.data ->> 'from' <> 'answered') over upwards as run
      from started s join anomaly_case c on c.id = s.case_id join event e on e.subject = 'case/' || c.id and e.position <= $3
     where ${WANTED} and ${OPEN_TO_ALL} and ${fits}
    window upwards as (partition by c.id order by e.position)
  ), pause as materialized (
    select case_id, number, at as since, greatest(at, least(until, let_go)) as until from (
      select case_id, number, at, type, until, min(at) filter (where type in (${quoted(ENDS_PAUSE)})) over later as let_go
        from told where type in (${quoted(ENDS_PAUSE)}, ${quoted(PAUSES)}) and case_id in (select case_id from told where until is not null)
      window later as (partition by case_id order by position desc rows between unbounded preceding and 1 preceding)) p
     where until is not null and type in (${quoted(PAUSES)})
  ), taken_back as materialized (
    select distinct case_id, run from told where type = 'case.withdraw'
  ), grouped as materialized (
    select t.case_id, t.number, ${instants((milestone, sql) => `${sql} as ${milestone}_at`)},
           bool_or(t.type = 'case.reopen') as reopened,
           coalesce(sum(t.added) filter (where t.type in ('case.opened', 'case.grew')), 0) as anomalies,
           (array_agg(t.type order by t.position) filter (where t.ends))[1] as ending,
           (array_agg(t.outcome order by t.position) filter (where t.ends))[1] as named,
           (array_agg(t.answer order by t.position desc) filter (where t.type = 'case.answer' and w.case_id is null))[1] as answer
      from told t left join taken_back w on w.case_id = t.case_id and w.run = t.run where t.number > 0 group by t.case_id, t.number
  ), episode as materialized (
    select g.*, c.number as case_number,
           case g.ending when 'case.dismiss' then 'dismissed' when 'case.merge' then 'duplicate'
             when 'case.verified' then o.outcome when 'case.verification_over' then o.outcome else g.named end as outcome,
           coalesce(q.ms, 0) as paused_ms,
           ${ofSpans((from, to, span) => `${spanOf(from, to, span)} as ${span}_ms`)}
      from grouped g join anomaly_case c on c.id = g.case_id
      left join unnest($5::text[], $6::text[]) as o (answer, outcome) on o.answer = g.answer
      left join (select case_id, array_agg(since) as since, array_agg(until) as until from pause group by case_id) h on h.case_id = g.case_id
      left join (select case_id, number, sum(round(extract(epoch from until - since) * 1000))::bigint as ms from pause group by 1, 2) q
             on q.case_id = g.case_id and q.number = g.number
      left join lateral (
        select ${ofSpans((from, to, span) => `${heldBetween(from, to)} as ${span}`)}
          from unnest(h.since, h.until) as p (since, until)) x on h.case_id is not null
     where g.opened_at >= $1 and g.opened_at < $2
  )`;
}

/** SQL over a row of `episode`: does it count? */
export const ASKED = 'e.notified_at is not null';
export const UNANSWERED = `(e.notified_at is not null and e.answered_at is null and e.ending in ('case.close', 'case.dismiss'))`;
