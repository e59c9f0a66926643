import { z } from 'zod';
import {
  AGAINST_SUPPLIER,
  type Count,
  COUNTS,
  type Dimension,
  ENDINGS,
  FALSE_ALARMS,
  type Figure,
  type Figures,
  SPAN_NAMES,
  type Span,
  type Times,
} from '../../domain/statistics';
import { type Db, firstRow, rows } from '../query';
import { ASKED, COLUMN, EPISODES, type Scope, UNANSWERED, VALUES, valuesOf } from './episodes';
import { observationsBy } from './observations';

const among = (endings: readonly string[]): string => `e.outcome in (${endings.map((one) => `'${one}'`).join(', ')})`;

/** SQL over a row of `episode`, one for each figure: the number is how many rows fit, its list is those rows. */
const COUNTED: Record<Count, string> = {
  episodes: 'true',
  open: 'e.ended_at is null',
  asked: ASKED,
  settled: `${ASKED} and (e.answered_at is not null or ${UNANSWERED})`,
  unanswered: UNANSWERED,
  ended: `e.ended_at is not null and e.outcome is distinct from 'duplicate'`,
  reopened: 'e.reopened',
  against: among(AGAINST_SUPPLIER),
  false_alarms: among(FALSE_ALARMS),
};
const isCount = (figure: Figure): figure is Count => COUNTS.some((count) => count === figure);
const isSpan = (figure: Figure): figure is Span => SPAN_NAMES.some((span) => span === figure);
const fits = (figure: Figure): string => {
  if (isCount(figure)) return COUNTED[figure];
  return isSpan(figure) ? `e.${figure}_ms is not null` : among([figure.slice('ended_'.length)]);
};

const Percentiles = z.array(z.number()).nullable();
const Row = z.object({
  value: z.string().nullable(),
  whole: z.number(),
  cases: z.number(),
  anomalies: z.number(),
  paused_ms: z.number(),
  outcomes: z.partialRecord(z.enum(ENDINGS), z.number()),
  ...numbers(COUNTS, z.number()),
  ...numbers(
    SPAN_NAMES.map((span) => `${span}_n` as const),
    z.number(),
  ),
  ...numbers(
    SPAN_NAMES.map((span) => `${span}_p` as const),
    Percentiles,
  ),
});
function numbers<K extends string, S extends z.ZodType>(names: readonly K[], schema: S): Record<K, S> {
  // Safe: one entry a name.
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<K, S>;
}

const timesOf = (row: z.output<typeof Row>, span: Span): Times | null => {
  const [p50, p90] = row[`${span}_p`] ?? [];
  return p50 === undefined || p90 === undefined ? null : { count: row[`${span}_n`], p50, p90 };
};

export interface Report {
  lines: Figures[];
  whole: Figures;
}

/** The figures of a scope, a line for each code of the dimension, the most cases first, and one of all together. */
export async function readReport(db: Db, scope: Scope, by: Dimension): Promise<Report> {
  const found = await rows(
    db,
    Row,
    `${EPISODES}
     select ${COLUMN[by]} as value, grouping(${COLUMN[by]}) as whole, count(distinct e.case_id) as cases, sum(e.anomalies)::bigint as anomalies,
            sum(e.paused_ms)::bigint as paused_ms,
            ${COUNTS.map((count) => `count(*) filter (where ${COUNTED[count]}) as ${count}`).join(', ')},
            jsonb_strip_nulls(jsonb_build_object(${ENDINGS.map((one) => `'${one}', nullif(count(*) filter (where e.outcome = '${one}'), 0)`).join(', ')})) as outcomes,
            ${SPAN_NAMES.map((span) => `count(e.${span}_ms) as ${span}_n, percentile_disc(array[0.5, 0.9]) within group (order by e.${span}_ms)::float8[] as ${span}_p`).join(', ')}
       from episode e join anomaly_case c on c.id = e.case_id group by grouping sets ((${COLUMN[by]}), ())
      order by whole desc, cases desc, value`,
    valuesOf(scope),
  );
  const observed = await observationsBy(db, scope, by);
  const lines = found.map((row): Figures & { isWhole: boolean } => {
    const isWhole = row.whole === 1;
    const seen = isWhole ? observed.whole : observed.by.get(row.value ?? '');
    return {
      ...row,
      isWhole,
      observations: seen?.observations ?? null,
      observedAnomalies: seen?.anomalies ?? 0,
      pausedMs: row.paused_ms,
      // Safe: one entry a span.
      times: Object.fromEntries(SPAN_NAMES.map((span) => [span, timesOf(row, span)])) as Figures['times'],
    };
  });
  const whole = lines.find(({ isWhole }) => isWhole);
  if (!whole) throw new Error('a report without its whole');
  return { whole, lines: lines.filter(({ isWhole }) => !isWhole) };
}

const Listed = z.object({
  number: z.string(),
  caseId: z.number(),
  episode: z.number(),
  opened: z.date(),
  ended: z.date().nullable(),
  outcome: z.enum(ENDINGS).nullable(),
  anomalies: z.number(),
  pausedMs: z.number(),
  ms: z.number().nullable(),
});
/** One episode that a figure counts; `ms` when the figure is a time. */
export type Listed = z.output<typeof Listed>;

/** The episodes behind a figure, the newest first, and how many there are in all. */
export async function listEpisodes(
  db: Db,
  scope: Scope,
  figure: Figure,
  { limit, skip }: { limit: number; skip: number },
): Promise<{ items: Listed[]; total: number }> {
  const found = await rows(
    db,
    z.looseObject({ total: z.number(), number: z.string().nullable() }),
    `${EPISODES}, counted as (select e.* from episode e where ${fits(figure)})
     select n.total, l.* from (select count(*) as total from counted) n left join lateral (
       select e.case_number as number, e.case_id as "caseId", e.number as episode, e.opened_at as opened, e.ended_at as ended, e.outcome,
              e.anomalies, e.paused_ms as "pausedMs", ${isSpan(figure) ? `e.${figure}_ms` : 'null::bigint'} as ms
         from counted e order by e.opened_at desc, e.case_id desc, e.number desc limit $${VALUES + 1} offset $${VALUES + 2}) l on true`,
    [...valuesOf(scope), limit, skip],
  );
  return { total: found[0]?.total ?? 0, items: found.flatMap((row) => (row.number ? [Listed.parse(row)] : [])) };
}

/** Up to where the log has been put in order: what figures of now are made from. */
export const lastPosition = async (db: Db): Promise<number> =>
  (await firstRow(db, z.object({ last: z.number() }), 'select coalesce(max(position), 0) as last from event'))?.last ??
  0;
