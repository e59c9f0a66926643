import { z } from 'zod';
import {
  COUNTS,
  type Dimension,
  ENDINGS,
  type Figures,
  SPAN_NAMES,
  type Span,
  type Times,
} from '../../domain/statistics';
import { type Db, firstRow, type Pool, rows } from '../query';
import { COLUMN, EPISODES, type Scope, valuesOf } from './episodes';
import { COUNTED, withRoom } from './list';
import { observationsBy } from './observations';

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
export const readReport = (pool: Pool, scope: Scope, by: Dimension): Promise<Report> =>
  withRoom(pool, (tx) => reportOf(tx, scope, by));

async function reportOf(db: Db, scope: Scope, by: Dimension): Promise<Report> {
  const found = await rows(
    db,
    Row,
    `${EPISODES}
     select ${COLUMN[by]} as value, grouping(${COLUMN[by]}) as whole, count(distinct e.case_id) as cases, coalesce(sum(e.anomalies), 0)::bigint as anomalies,
            coalesce(sum(e.paused_ms), 0)::bigint as paused_ms,
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

/** Up to where the log has been put in order: what figures of now are made from. */
export const lastPosition = async (db: Db): Promise<number> =>
  (await firstRow(db, z.object({ last: z.number() }), 'select coalesce(max(position), 0) as last from event'))?.last ??
  0;
