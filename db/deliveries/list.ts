import { z } from 'zod';
import { DUE_STATES, type DueState, EXPECTATION_KINDS } from '../../domain/delivery';
import { ACCESS_RULES } from '../../domain/access';
import { type Db, rows } from '../query';

const Row = z.object({
  id: z.number(),
  expectation: z.string(),
  name: z.string(),
  kind: z.enum(EXPECTATION_KINDS),
  supplier: z.string().nullable(),
  period: z.string(),
  dueAt: z.date(),
  lateAt: z.date(),
  state: z.enum(DUE_STATES),
  files: z.array(z.string()),
  cases: z.array(z.string()),
  rule: z.enum(ACCESS_RULES),
  moratoriumUntil: z.string().nullable(),
});
/** What is or was due, with what came for it and the cases about it. */
export type ListedDue = z.output<typeof Row>;

export interface DueFilter {
  expectation?: string | undefined;
  state?: DueState | undefined;
}

const FILES_SHOWN = 20;

/** The newest first, after the row `before`. */
export const listDues = (
  db: Db,
  { expectation, state }: DueFilter,
  { limit, before }: { limit: number; before: number | null },
): Promise<ListedDue[]> =>
  rows(
    db,
    Row,
    `select d.id, e.code as expectation, e.name, e.kind, e.supplier, d.period, d.due_at as "dueAt", d.late_at as "lateAt", d.state,
            array(select f.name from delivery f where f.due = d.id order by f.id limit ${FILES_SHOWN}) as files,
            array(select c.number from anomaly_case c where c.id in (
              select a.case_id from anomaly a
               where a.fingerprint = d.fingerprint or a.fingerprint in (select f.fingerprint from delivery f where f.due = d.id)) order by c.id) as cases,
            coalesce(s.access_rule, k.access_rule, v.value) as rule,
            case when s.access_rule is not null then s.moratorium_until else k.moratorium_until end as "moratoriumUntil"
       from delivery_due d join expectation e on e.id = d.expectation
       left join dataset s on s.code = e.dataset left join cruise k on k.code = coalesce(e.cruise, s.cruise)
       join setting v on v.code = 'default_access'
      where ($1::text is null or e.code = $1) and ($2::text is null or d.state = $2) and ($3::bigint is null or d.id < $3)
      order by d.id desc limit $4`,
    [expectation ?? null, state ?? null, before, limit],
  );

const Count = z.object({ state: z.enum(DUE_STATES), count: z.number() });
export const countDues = async (db: Db): Promise<Map<DueState, number>> =>
  new Map(
    (await rows(db, Count, 'select state, count(*) as count from delivery_due group by state')).map(
      ({ state, count }) => [state, count],
    ),
  );
