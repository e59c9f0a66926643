import { z } from 'zod';
import { CLOCK_KINDS, CLOCK_STATES, type Clock, type Mark, type Pause, THRESHOLDS } from '../../domain/sla/clock';
import type { TicketClock } from '../../domain/ticket/ticket';
import { type Db, prepared, rows, run } from '../query';
import { type EraRef, Eras, timetablesOf } from '../sla/promises';

const instant = z.date().nullable();
const Percent = z.union([z.literal(50), z.literal(75), z.literal(90), z.literal(100)]) satisfies z.ZodType<
  (typeof THRESHOLDS)[number]
>;
const Row = z.object({
  id: z.number(),
  ticket: z.number(),
  cycle: z.number(),
  kind: z.enum(CLOCK_KINDS),
  eras: Eras.min(1),
  state: z.enum(CLOCK_STATES),
  target_ms: z.number(),
  left_ms: z.number(),
  started_at: z.date(),
  as_of: z.date(),
  due_at: instant,
  reasons: z.array(z.string()),
  pauses: z.array(z.object({ fromMs: z.number(), untilMs: z.number().nullable(), reasons: z.array(z.string()) })),
  marks: z.array(z.object({ percent: Percent, atMs: z.number(), skipped: z.boolean() })),
  breached_at: instant,
  ended_at: instant,
});

const READ = prepared(
  `select ${Object.keys(Row.shape).join(', ')} from ticket_clock where ticket = any($1::bigint[]) order by id`,
);
/** The clocks of these tickets, the oldest first, by ticket. `seen`: the stamp of the registers, just read. */
export async function readClocks(
  db: Db,
  tickets: readonly number[],
  seen?: string,
): Promise<Map<number, TicketClock[]>> {
  const found = await rows(db, Row, READ, [tickets]);
  const timetables = await timetablesOf(
    db,
    found.map(({ eras }) => eras),
    seen,
  );
  const byTicket = new Map<number, TicketClock[]>();
  for (const [n, row] of found.entries()) {
    const by = timetables[n];
    if (!by) continue;
    const clocks = byTicket.get(row.ticket) ?? [];
    clocks.push({ id: row.id, cycle: row.cycle, clock: toClock(row), by });
    byTicket.set(row.ticket, clocks);
  }
  return byTicket;
}

const ms = (at: Date | null): number | null => at && at.getTime();
const toClock = (row: z.output<typeof Row>): Clock => ({
  kind: row.kind,
  state: row.state,
  targetMs: row.target_ms,
  startedAtMs: row.started_at.getTime(),
  leftMs: row.left_ms,
  asOfMs: row.as_of.getTime(),
  dueAtMs: ms(row.due_at),
  reasons: row.reasons,
  pauses: row.pauses satisfies Pause[],
  marks: row.marks satisfies Mark[],
  breachedAtMs: ms(row.breached_at),
  endedAtMs: ms(row.ended_at),
});

const date = (at: number | null): Date | null => (at === null ? null : new Date(at));
const cellsOf = (clock: Clock): unknown[] => [
  clock.state,
  clock.targetMs,
  Math.round(clock.leftMs),
  date(clock.startedAtMs),
  date(clock.asOfMs),
  date(clock.dueAtMs),
  clock.reasons,
  JSON.stringify(clock.pauses),
  JSON.stringify(clock.marks),
  date(clock.breachedAtMs),
  date(clock.endedAtMs),
];

export interface NewTicketClock {
  ticket: number;
  cycle: number;
  clock: Clock;
  level: string | null;
  person: string | null;
  policy: { code: string; version: number };
  eras: readonly EraRef[];
}
const INSERT = prepared(
  `insert into ticket_clock (state, target_ms, left_ms, started_at, as_of, due_at, reasons, pauses, marks, breached_at, ended_at,
                               ticket, cycle, kind, level, person, policy_code, policy_version, eras)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) returning id`,
);
export async function insertClock(tx: Db, made: NewTicketClock): Promise<number> {
  const { ticket, cycle, clock, level, person, policy, eras } = made;
  const [row] = await rows(tx, z.object({ id: z.number() }), INSERT, [
    ...cellsOf(clock),
    ticket,
    cycle,
    clock.kind,
    level,
    person,
    policy.code,
    policy.version,
    JSON.stringify(eras),
  ]);
  if (!row) throw new Error('a clock was not stored');
  return row.id;
}

/** Clocks that go on by another policy, or by another version of theirs. */
export const putOnPolicy = (
  tx: Db,
  clocks: readonly number[],
  { code, version }: NewTicketClock['policy'],
): Promise<number> =>
  run(tx, 'update ticket_clock set policy_code = $2, policy_version = $3 where id = any($1::bigint[])', [
    clocks,
    code,
    version,
  ]);

const SAVE = prepared(
  `update ticket_clock set state = $1, target_ms = $2, left_ms = $3, started_at = $4, as_of = $5, due_at = $6, reasons = $7,
            pauses = $8, marks = $9, breached_at = $10, ended_at = $11 where id = $12`,
);
export const saveClock = (tx: Db, id: number, clock: Clock): Promise<number> => run(tx, SAVE, [...cellsOf(clock), id]);
