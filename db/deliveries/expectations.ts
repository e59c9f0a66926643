import { z } from 'zod';
import {
  type Calendar,
  DUE_RULES,
  DUE_STATES,
  type Expectation,
  EXPECTATION_KINDS,
  isOneOff,
} from '../../domain/delivery';
import { type ExpectationFacts, type ExpectationStep, expectationAgenda } from '../../domain/delivery-agenda';
import type { Origin } from '../../domain/delivery-anomaly';
import { type Agenda, NOTHING_DUE } from '../../domain/agenda';
import { poke } from '../outbox';
import { type Db, firstRow, rows, run } from '../query';

const text = z.string().nullable();
const instant = z.date().nullable();
const Row = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  kind: z.enum(EXPECTATION_KINDS),
  supplier: text,
  platform: text,
  cruise: text,
  dataset: text,
  source: text,
  files: z.array(z.string()),
  format: text,
  filesMin: z.number().nullable(),
  bytesMin: z.number().nullable(),
  rule: z.enum(DUE_RULES),
  days: z.number().nullable(),
  hour: text,
  zone: z.string(),
  at: instant,
  lateAfterMs: z.number(),
  from: text,
  until: text,
  watchedFrom: instant,
  opened: text,
  cruiseEnd: instant,
});
const COLUMNS = `
  e.id, e.code, e.name, e.kind, e.supplier, e.platform, e.cruise, e.dataset, e.source, e.files, e.format, e.files_min as "filesMin",
  e.bytes_min as "bytesMin", e.due_rule as rule, e.days, e.hour, e.zone, e.due_at as at, e.late_after_ms as "lateAfterMs",
  e.valid_from as "from", e.valid_until as until, e.watched_from as "watchedFrom", e.opened, c.end_at as "cruiseEnd"
  from expectation e left join cruise c on c.code = e.cruise`;

/** An expectation that is watched, with what its due arithmetic needs. */
export interface Watched {
  id: number;
  expectation: Expectation;
  calendar: Calendar;
  /** The period that was opened last. */
  opened: string | null;
}
const toWatched = ({ id, opened, watchedFrom, cruiseEnd, ...expectation }: z.output<typeof Row>): Watched[] =>
  watchedFrom ? [{ id, opened, expectation, calendar: { watchedFrom, cruiseEnd } }] : [];

/** Locked, for its period's rows are about to change. Null when there is no such expectation, or nobody watches it yet. */
export async function lockExpectation(tx: Db, id: number): Promise<Watched | null> {
  const found = await rows(tx, Row, `select ${COLUMNS} where e.id = $1 for no key update of e`, [id]);
  return found.flatMap(toWatched)[0] ?? null;
}

/** Deliveries that an arrival of this origin may answer; what either side leaves open fits all. */
export const expectationsOf = async (db: Db, origin: Origin): Promise<Watched[]> =>
  (
    await rows(
      db,
      Row,
      `select ${COLUMNS} where e.kind = 'delivery'
          and ($1::text is null or e.supplier is null or e.supplier = $1) and ($2::text is null or e.platform is null or e.platform = $2)
          and ($3::text is null or e.cruise is null or e.cruise = $3) and ($4::text is null or e.dataset is null or e.dataset = $4)
        order by e.id`,
      [origin.supplier, origin.platform, origin.cruise, origin.dataset],
    )
  ).flatMap(toWatched);

const Standing = z.object({ period: z.string(), dueAt: z.date(), state: z.enum(DUE_STATES) });
export async function factsOf(db: Db, { id, expectation, calendar, opened }: Watched): Promise<ExpectationFacts> {
  const last = await firstRow(
    db,
    z.object({ dueAt: z.date() }),
    'select due_at as "dueAt" from delivery_due where expectation = $1 and period = $2',
    [id, opened],
  );
  const standing = await rows(
    db,
    Standing,
    `select period, due_at as "dueAt", state from delivery_due
      where expectation = $1 and (state = 'due' or (state = 'missing' and $2)) order by due_at`,
    [id, isOneOff(expectation)],
  );
  return { expectation, calendar, opened, openedDueAt: last?.dueAt ?? null, standing };
}

export async function readExpectationAgenda(db: Db, id: number): Promise<Agenda<ExpectationStep>> {
  const [found] = (await rows(db, Row, `select ${COLUMNS} where e.id = $1`, [id])).flatMap(toWatched);
  if (!found) return NOTHING_DUE;
  const { closed, next } = expectationAgenda(await factsOf(db, found));
  return { closed, next: next && { step: next.step, dueAtMs: next.dueAtMs } };
}

/** Writes what is next beside the expectation, for the sweep and the console. */
export async function saveNext(tx: Db, watched: Watched): Promise<void> {
  const { next } = expectationAgenda(await factsOf(tx, watched));
  await run(tx, 'update expectation set next_step = $2, next_due_at = $3 where id = $1', [
    watched.id,
    next?.step ?? null,
    next && new Date(next.dueAtMs),
  ]);
}

/** Begins to watch these expectations, and those of these cruises look again: in the transaction that changed their rows. */
export async function watchAgain(
  tx: Db,
  { expectations, cruises }: { expectations: readonly string[]; cruises: readonly string[] },
  at: Date,
): Promise<void> {
  const found = await rows(
    tx,
    z.object({ id: z.number() }),
    `update expectation set watched_from = coalesce(watched_from, $3)
      where id in (select id from expectation where code = any($1::text[]) or cruise = any($2::text[]) order by id for no key update)
      returning id`,
    [expectations, cruises, at],
  );
  const ids = found.map(({ id }) => id).sort((a, b) => a - b);
  for (const id of ids) {
    const watched = await lockExpectation(tx, id);
    if (watched) await saveNext(tx, watched);
  }
  await poke(
    tx,
    ids.map((id) => ({ kind: 'expectation' as const, id })),
  );
}
