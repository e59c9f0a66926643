import type { Clock } from '../../domain/sla/clock';
import { passClock } from '../../domain/sla/clock-moves';
import { newMarks } from '../../domain/sla/clock-agenda';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { poke } from '../outbox';
import { type Db, inTransaction, type Pool, run } from '../query';
import { putOnPolicy, saveClock } from '../tickets/clock-row';
import { readTickets, saveTicket } from '../tickets/ticket-row';
import { calendarCourse, type CalendarMigration, type Change, type Course } from './behind';
import { policyCourse, type PolicyMigration } from './behind-policy';
import { beginMigration, keepRow } from './migration-log';

export type Migration = CalendarMigration | PolicyMigration;
const courseOf = (db: Db, migration: Migration): Promise<Course | null> =>
  'policy' in migration ? policyCourse(db, migration) : calendarCourse(db, migration);

type Standing = Pick<Clock, 'targetMs' | 'dueAtMs' | 'breachedAtMs' | 'state'>;
/** A clock that would, or did, go on by another version. */
export interface Moved {
  ticket: string;
  kind: string;
  before: Standing;
  after: Standing;
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
  const course = await courseOf(db, migration);
  if (!course) return null;
  const found: Moved[] = [];
  let clocks = 0;
  for (let after = 0; ; ) {
    const ids = await course.ticketsBehind(db, after);
    const last = ids.at(-1);
    if (last === undefined) break;
    for (const { ticket, before, now } of await course.workedOut(db, await readTickets(db, ids), at)) {
      clocks += 1;
      const asItStands = passClock(before.clock, before.by, at.getTime());
      found.push({ ticket: ticket.number, kind: now.clock.kind, before: asItStands, after: now.clock });
    }
    after = last;
  }
  const breached = found.filter((one) => isBreached(one));
  const later = found.filter((one) => !isBreached(one) && isOther(one));
  return {
    version: course.version,
    clocks,
    wouldBreach: breached.length,
    moved: [...breached, ...later].slice(0, SHOWN_MAX),
  };
}
const isOther = ({ before, after }: Moved): boolean =>
  before.dueAtMs !== after.dueAtMs || before.targetMs !== after.targetMs || before.state !== after.state;
const isBreached = ({ before, after }: Moved): boolean => before.breachedAtMs === null && after.breachedAtMs !== null;

/**
 * Carries it out in pages, each its own transaction, with a row of before and after for every clock. Done again it finds nothing
 * left to do, so one that was cut short is finished by doing it again. How many clocks it moved.
 */
export async function migrateClocks(pool: Pool, migration: Migration, actor: Actor, at: Date): Promise<number> {
  const course = await courseOf(pool, migration);
  if (!course || (await course.ticketsBehind(pool, 0)).length === 0) return 0;
  const id = await beginMigration(pool, migration, course.version, actor, at);
  let moved = 0;
  for (let after = 0; ; ) {
    const ids = await course.ticketsBehind(pool, after);
    const last = ids.at(-1);
    if (last === undefined) return moved;
    moved += await inTransaction(pool, (tx) => movePage(tx, ids, { course, id }, actor, at));
    after = last;
  }
}

interface Begun {
  id: number;
  course: Course;
}
async function movePage(tx: Db, ids: readonly number[], begun: Begun, actor: Actor, at: Date): Promise<number> {
  const tickets = await readTickets(tx, ids, true);
  const changes = await begun.course.workedOut(tx, tickets, at);
  for (const change of changes) {
    const { before, now, eras, policy } = change;
    await saveClock(tx, now.id, now.clock);
    await run(tx, 'update ticket_clock set eras = $2 where id = $1', [now.id, JSON.stringify(eras)]);
    if (policy) await putOnPolicy(tx, [now.id], policy);
    await keepRow(tx, begun.id, before, now);
    await record(tx, at, actor, eventsOf(change, begun));
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

const eventsOf = ({ ticket: { id }, before, now: { clock, cycle } }: Change, { id: migration, course }: Begun) => [
  {
    type: 'ticket.clock_migrated',
    subject: `ticket/${id}`,
    data: { clock: before.id, kind: clock.kind, migration, version: course.version },
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
  ...(clock.endedAtMs === null
    ? []
    : [
        {
          type: 'ticket.clock_ended',
          subject: `ticket/${id}`,
          data: { clock: before.id, kind: clock.kind, state: clock.state, cycle },
        },
      ]),
];
