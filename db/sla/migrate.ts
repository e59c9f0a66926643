import { z } from 'zod';
import type { Clock } from '../../domain/sla/clock';
import { passClock } from '../../domain/sla/clock-moves';
import { newMarks } from '../../domain/sla/clock-agenda';
import type { TicketClock } from '../../domain/ticket/ticket';
import { type Actor, actorKey } from '../../domain/words';
import { record } from '../events';
import { poke } from '../outbox';
import { type Db, firstRow, inTransaction, type Pool, run } from '../query';
import { saveClock } from '../tickets/clock-row';
import { readTickets, saveTicket, type Ticket } from '../tickets/ticket-row';
import { type Migration, newestVersion, ticketsBehind, workedOut } from './behind';

/** A clock that would, or did, go on by another version. */
export interface Moved {
  ticket: string;
  kind: string;
  before: Pick<Clock, 'dueAtMs' | 'breachedAtMs'>;
  after: Pick<Clock, 'dueAtMs' | 'breachedAtMs'>;
}
export interface Preview {
  version: number;
  clocks: number;
  /** Breached only by the change. */
  wouldBreach: number;
  /** The first of those whose deadline changes, the breached ones first. */
  moved: Moved[];
}

const SHOWN_MAX = 100;

/** What a migration would do at this instant; nothing is written. */
export async function previewMigration(db: Db, migration: Migration, at: Date): Promise<Preview | null> {
  const version = await newestVersion(db, migration.calendar);
  if (version === null) return null;
  const found: Moved[] = [];
  let clocks = 0;
  for (let after = 0; ; ) {
    const ids = await ticketsBehind(db, migration.calendar, version, after);
    const last = ids.at(-1);
    if (last === undefined) break;
    for (const { ticket, before, now } of await workedOut(db, await readTickets(db, ids), migration, version, at)) {
      clocks += 1;
      const asItStands = passClock(before.clock, before.by, at.getTime());
      found.push({ ticket: ticket.number, kind: now.clock.kind, before: asItStands, after: now.clock });
    }
    after = last;
  }
  const breached = found.filter((one) => isBreached(one));
  const later = found.filter((one) => !isBreached(one) && one.before.dueAtMs !== one.after.dueAtMs);
  return { version, clocks, wouldBreach: breached.length, moved: [...breached, ...later].slice(0, SHOWN_MAX) };
}
const isBreached = ({ before, after }: Moved): boolean => before.breachedAtMs === null && after.breachedAtMs !== null;

/**
 * Carries it out in pages, each its own transaction, with a row of before and after for every clock. Done again it finds nothing
 * left to do, so one that was cut short is finished by doing it again. How many clocks it moved.
 */
export async function migrateClocks(pool: Pool, migration: Migration, actor: Actor, at: Date): Promise<number> {
  const version = await newestVersion(pool, migration.calendar);
  if (version === null) return 0;
  const id = await begin(pool, migration, version, actor, at);
  let moved = 0;
  for (let after = 0; ; ) {
    const ids = await ticketsBehind(pool, migration.calendar, version, after);
    const last = ids.at(-1);
    if (last === undefined) return moved;
    moved += await inTransaction(pool, (tx) => movePage(tx, ids, { ...migration, version, id }, actor, at));
    after = last;
  }
}

interface Begun extends Migration {
  id: number;
  version: number;
}
async function movePage(tx: Db, ids: readonly number[], begun: Begun, actor: Actor, at: Date): Promise<number> {
  const tickets = await readTickets(tx, ids, true);
  const changes = await workedOut(tx, tickets, begun, begun.version, at);
  for (const { ticket, before, now, eras } of changes) {
    await saveClock(tx, now.id, now.clock);
    await run(tx, 'update ticket_clock set eras = $2 where id = $1', [now.id, JSON.stringify(eras)]);
    await keepRow(tx, begun.id, before, now);
    await record(tx, at, actor, eventsOf(ticket, before, now, begun));
  }
  for (const ticket of tickets) {
    const own = new Map(changes.filter((one) => one.ticket === ticket).map(({ now }) => [now.id, now]));
    if (own.size === 0) continue;
    const clocks = ticket.facts.clocks.map((one) => own.get(one.id) ?? one);
    await saveTicket(tx, { id: ticket.id, facts: { ...ticket.facts, clocks } });
    await poke(tx, [{ kind: 'ticket', id: ticket.id }]);
  }
  return changes.length;
}

const eventsOf = ({ id }: Ticket, before: TicketClock, { clock }: TicketClock, { id: migration, version }: Begun) => [
  {
    type: 'ticket.clock_migrated',
    subject: `ticket/${id}`,
    data: { clock: before.id, kind: clock.kind, migration, version },
  },
  ...newMarks(before.clock, clock).map(({ percent, atMs, skipped }) => ({
    type: percent === 100 ? 'ticket.breached' : 'ticket.threshold',
    subject: `ticket/${id}`,
    data: {
      clock: before.id,
      kind: clock.kind,
      percent,
      due: new Date(atMs).toISOString(),
      ...(skipped && { skipped }),
    },
  })),
];

async function begin(
  db: Db,
  { calendar, effectiveAt }: Migration,
  version: number,
  actor: Actor,
  at: Date,
): Promise<number> {
  const made = await firstRow(
    db,
    z.object({ id: z.number() }),
    `insert into clock_migration (calendar, version, effective_at, author, at) values ($1, $2, $3, $4, $5) returning id`,
    [calendar, version, effectiveAt, actorKey(actor), at],
  );
  if (!made) throw new Error('a migration of clocks was not written');
  return made.id;
}

const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
const keepRow = (tx: Db, migration: number, before: TicketClock, now: TicketClock): Promise<number> =>
  run(
    tx,
    `insert into clock_migration_row (migration, clock, due_before, due_after, breached_before, breached_after)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      migration,
      now.id,
      date(before.clock.dueAtMs),
      date(now.clock.dueAtMs),
      before.clock.breachedAtMs !== null,
      now.clock.breachedAtMs !== null,
    ],
  );
