import { z } from 'zod';
import { OUTCOMES } from '../domain/answer';
import { PHASES, type Phase, type Turn } from '../domain/case';
import { FAMILIES, SEVERITIES, type Severity } from '../domain/words';
import { type Db, rows } from './query';

export const TURNS = ['desk', 'supplier', 'pipeline', 'clock', 'none'] as const satisfies readonly Turn[];
export const CASE_SORTS = ['newest', 'oldest', 'due'] as const;
export type CaseSort = (typeof CASE_SORTS)[number];

const text = z.string().nullable();
const instant = z.date().nullable();
const Row = z.object({
  id: z.number(),
  number: z.string(),
  phase: z.enum(PHASES),
  turn: z.enum(TURNS),
  severity: z.enum(SEVERITIES),
  family: z.enum(FAMILIES),
  source: z.string(),
  dataset: z.string(),
  supplier: text,
  supplierName: text,
  cruise: text,
  cruiseName: text,
  platform: text,
  platformName: text,
  sensor: text,
  sensorName: text,
  parameter: text,
  check: z.string(),
  firstTime: instant,
  lastTime: instant,
  openedAt: z.date(),
  phaseSince: z.date(),
  heldUntil: instant,
  recoveredAt: instant,
  escalationLevel: z.number(),
  assignee: text,
  outcome: z.enum(OUTCOMES).nullable(),
  nextStep: text,
  dueAt: instant,
  anomalies: z.number(),
});
/** A case as a list shows it; names come from the registers and are null where they do not know the code. */
export type CaseSummary = z.output<typeof Row>;

export interface CaseFilter {
  phase?: Phase | undefined;
  turn?: Turn | undefined;
  supplier?: string | undefined;
  platform?: string | undefined;
  cruise?: string | undefined;
  source?: string | undefined;
  assignee?: string | undefined;
  severity?: Severity | undefined;
  /** A number, or words looked for in the codes and names of a case. */
  q?: string | undefined;
}

const NAMED = `anomaly_case c left join supplier s on s.code = c.supplier left join platform p on p.code = c.platform
    left join cruise k on k.code = c.cruise left join sensor n on n.code = c.sensor`;
const SUMMARY = `
  select c.id, c.number, c.phase, c.turn, c.severity, c.family, c.source, c.dataset, c.supplier, s.name as "supplierName",
         c.cruise, k.name as "cruiseName", c.platform, p.name as "platformName", c.sensor, n.name as "sensorName", c.parameter, c.check_code as "check",
         c.first_time as "firstTime", c.last_time as "lastTime", c.opened_at as "openedAt", c.phase_since as "phaseSince",
         c.held_until as "heldUntil", c.source_recovered_at as "recoveredAt", c.escalation_level as "escalationLevel", c.assignee, c.outcome,
         c.next_step as "nextStep", c.next_due_at as "dueAt", (select count(*) from anomaly a where a.case_id = c.id) as anomalies
    from ${NAMED}`;

const MATCHES = `
  ($1::text is null or c.phase = $1) and ($2::text is null or c.turn = $2) and ($3::text is null or c.supplier = $3)
  and ($4::text is null or c.platform = $4) and ($5::text is null or c.cruise = $5) and ($6::text is null or c.source = $6)
  and ($7::text is null or c.assignee = $7) and ($9::text is null or c.severity = $9)
  and ($8::text is null or concat_ws(' ', c.number, c.check_code, c.parameter, c.platform, p.name, c.sensor, n.name, c.supplier, s.name, c.cruise, k.name, c.dataset) ilike '%' || $8 || '%')`;

const ORDER: Record<CaseSort, { key: string; by: string; after: string }> = {
  newest: { key: 'c.id::text', by: 'c.id desc', after: 'c.id < $11' },
  oldest: { key: 'c.id::text', by: 'c.id', after: 'c.id > $11' },
  due: {
    key: `coalesce(c.next_due_at, 'infinity')::text`,
    by: `coalesce(c.next_due_at, 'infinity'), c.id`,
    after: `(coalesce(c.next_due_at, 'infinity'), c.id) > ($10::timestamptz, $11)`,
  },
};

/** Where a page ended: the sort key and the id of its last row. */
export interface CasePlace {
  key: string;
  id: number;
}
const like = (q: string | undefined): string | null => q?.replaceAll(/[\\%_]/g, '\\$&') ?? null;
const valuesOf = (f: CaseFilter): (string | null)[] => [
  f.phase ?? null,
  f.turn ?? null,
  f.supplier ?? null,
  f.platform ?? null,
  f.cruise ?? null,
  f.source ?? null,
  f.assignee ?? null,
  like(f.q),
  f.severity ?? null,
];

/** One page of cases; `next` is where the following page starts, null at the end. */
export async function listCases(
  db: Db,
  filter: CaseFilter,
  { sort = 'newest', limit, after }: { sort?: CaseSort; limit: number; after?: CasePlace | null },
): Promise<{ items: CaseSummary[]; next: CasePlace | null }> {
  const { key, by, after: later } = ORDER[sort];
  const found = await rows(
    db,
    Row.extend({ key: z.string() }),
    `${SUMMARY.replace('select c.id,', `select ${key} as key, c.id,`)}
      where ${MATCHES} and c.number is not null and ($11::bigint is null or ($10::text is not null and ${later})) order by ${by} limit $12`,
    [...valuesOf(filter), after?.key ?? null, after?.id ?? null, limit + 1],
  );
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? { key: last.key, id: last.id } : null };
}

export async function findSummary(db: Db, number: string): Promise<CaseSummary | null> {
  return (await rows(db, Row, `${SUMMARY} where c.number = $1`, [number]))[0] ?? null;
}
export const summariesOf = (db: Db, ids: readonly number[]): Promise<CaseSummary[]> =>
  rows(db, Row, `${SUMMARY} where c.id = any($1::bigint[]) order by c.id`, [ids]);

/** How many cases that match wait for whom: the views of the console. */
export async function countByTurn(db: Db, filter: CaseFilter = {}): Promise<Record<Turn, number>> {
  const values = valuesOf(filter);
  const isFiltered = values.some((value) => value !== null);
  const found = await rows(
    db,
    z.object({ turn: z.enum(TURNS), cases: z.number() }),
    isFiltered
      ? `select c.turn, count(*) as cases from ${NAMED} where ${MATCHES} group by c.turn`
      : 'select turn, count(*) as cases from anomaly_case group by turn',
    isFiltered ? values : [],
  );
  const counts: Record<Turn, number> = { desk: 0, supplier: 0, pipeline: 0, clock: 0, none: 0 };
  for (const { turn, cases } of found) counts[turn] = cases;
  return counts;
}
