import { z } from 'zod';
import type { Clock } from '../../domain/sla/clock';
import { migrateClock } from '../../domain/sla/clock-changes';
import type { TicketClock } from '../../domain/ticket/ticket';
import { type Db, firstRow, rows } from '../query';
import type { Ticket } from '../tickets/ticket-row';
import { type EraRef, Eras, timetablesOf } from './promises';

/** Running clocks go on by the newest version of their calendar; before the instant they count as they did. */
export interface CalendarMigration {
  calendar: string;
  effectiveAt: Date;
}
/** Which running clocks go on by what: told apart so that looking at it and doing it are the same work. */
export interface Course {
  version: number;
  /** The next page of tickets that have a clock left behind. */
  ticketsBehind: (db: Db, after: number) => Promise<number[]>;
  workedOut: (db: Db, tickets: readonly Ticket[], at: Date) => Promise<Change[]>;
}
/** A running clock as it is and as it would be. */
export interface Change {
  ticket: Ticket;
  before: TicketClock;
  now: TicketClock;
  eras: readonly EraRef[];
  /** Set when it goes on by another version of its policy. */
  policy?: { code: string; version: number };
}

export async function calendarCourse(db: Db, migration: CalendarMigration): Promise<Course | null> {
  const version = await newestVersion(db, 'calendars', migration.calendar);
  if (version === null) return null;
  return {
    version,
    ticketsBehind: (on, after) => ticketsBehind(on, migration.calendar, version, after),
    workedOut: (on, tickets, at) => workedOut(on, tickets, migration, version, at),
  };
}

/** Every running clock of these tickets that is behind, as it is and as it would be. Those that are over are never counted again. */
async function workedOut(
  db: Db,
  tickets: readonly Ticket[],
  { calendar, effectiveAt }: CalendarMigration,
  version: number,
  at: Date,
): Promise<Change[]> {
  const running = tickets.flatMap((ticket) =>
    ticket.facts.clocks.filter(({ clock }) => clock.endedAtMs === null).map((one) => ({ ticket, one })),
  );
  const erasOf = await readEras(
    db,
    running.map(({ one }) => one.id),
  );
  const behind = running.flatMap(({ ticket, one }) => {
    const eras = erasOf.get(one.id) ?? [];
    const last = eras.at(-1);
    const isBehind = last?.calendar === calendar && last.version !== version;
    return isBehind ? [{ ticket, one, eras: nextEras(eras, one.clock, { calendar, version }, effectiveAt) }] : [];
  });
  const timetables = await timetablesOf(
    db,
    behind.map(({ eras }) => eras),
  );
  return behind.map(({ ticket, one, eras }, n) => {
    const by = timetables[n] ?? one.by;
    return { ticket, before: one, now: { ...one, by, clock: migrateClock(one.clock, one.by, by, at.getTime()) }, eras };
  });
}

/** What lies after the instant is replaced; a clock that began after it counts by the new version alone. */
export function nextEras(
  eras: readonly EraRef[],
  { startedAtMs }: Clock,
  of: Omit<EraRef, 'fromMs'>,
  effectiveAt: Date,
): EraRef[] {
  const fromMs = effectiveAt.getTime();
  if (fromMs <= startedAtMs) return [{ fromMs: null, ...of }];
  return [...eras.filter((era) => era.fromMs === null || era.fromMs < fromMs), { fromMs, ...of }];
}

async function newestVersion(db: Db, register: string, code: string): Promise<number | null> {
  const found = await firstRow(
    db,
    z.object({ version: z.number().nullable() }),
    `select max(version) as version from register_version where register = $1 and code = $2`,
    [register, code],
  );
  return found?.version ?? null;
}

export const PAGE = 200;
export const Id = z.object({ id: z.number() });
async function ticketsBehind(db: Db, calendar: string, version: number, after: number): Promise<number[]> {
  const found = await rows(
    db,
    Id,
    `select distinct ticket as id from ticket_clock
      where ended_at is null and ticket > $3 and eras->-1->>'calendar' = $1 and (eras->-1->>'version')::int <> $2
      order by ticket limit $4`,
    [calendar, version, after, PAGE],
  );
  return found.map(({ id }) => id);
}

const Stored = z.object({ id: z.number(), eras: Eras });
async function readEras(db: Db, clocks: readonly number[]): Promise<Map<number, EraRef[]>> {
  const found = await rows(db, Stored, 'select id, eras from ticket_clock where id = any($1::bigint[])', [clocks]);
  return new Map(found.map(({ id, eras }) => [id, eras]));
}
