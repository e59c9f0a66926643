import { z } from 'zod';
import {
  AGAINST_SUPPLIER,
  type Count,
  COUNTS,
  ENDINGS,
  FALSE_ALARMS,
  type Figure,
  SPAN_NAMES,
  type Span,
} from '../../domain/statistics';
import { type Db, inQuietTransaction, type Pool, rows, run } from '../query';
import { ASKED, EPISODES, type Scope, UNANSWERED, VALUES, valuesOf } from './episodes';

const among = (endings: readonly string[]): string => `e.outcome in (${endings.map((one) => `'${one}'`).join(', ')})`;

/** SQL over a row of `episode`, one for each figure: the number is how many rows fit, its list is those rows. */
export const COUNTED: Record<Count, string> = {
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

/** A report sorts whole histories once and runs rarely: more memory pays, to compile its statement does not. */
export const withRoom = <T>(pool: Pool, read: (tx: Db) => Promise<T>): Promise<T> =>
  inQuietTransaction(pool, async (tx) => {
    await run(tx, `set local work_mem = '32MB'`);
    await run(tx, 'set local jit = off');
    return read(tx);
  });

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
  pool: Pool,
  scope: Scope,
  figure: Figure,
  { limit, skip }: { limit: number; skip: number },
): Promise<{ items: Listed[]; total: number }> {
  const found = await withRoom(pool, (tx) =>
    rows(
      tx,
      z.looseObject({ total: z.number(), number: z.string().nullable() }),
      `${EPISODES}, counted as (select e.* from episode e where ${fits(figure)})
     select n.total, l.* from (select count(*) as total from counted) n left join lateral (
       select e.case_number as number, e.case_id as "caseId", e.number as episode, e.opened_at as opened, e.ended_at as ended, e.outcome,
              e.anomalies, e.paused_ms as "pausedMs", ${isSpan(figure) ? `e.${figure}_ms` : 'null::bigint'} as ms
         from counted e order by e.opened_at desc, e.case_id desc, e.number desc limit $${VALUES + 1} offset $${VALUES + 2}) l on true`,
      [...valuesOf(scope), limit, skip],
    ),
  );
  return { total: found[0]?.total ?? 0, items: found.flatMap((row) => (row.number ? [Listed.parse(row)] : [])) };
}
