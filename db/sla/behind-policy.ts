import { z } from 'zod';
import { REGISTERS } from '../../domain/registers/descriptions';
import { policyOf } from '../../domain/registers/promises';
import type { Clock } from '../../domain/sla/clock';
import { migrateClock, retargetClock } from '../../domain/sla/clock-changes';
import { cancelClock } from '../../domain/sla/clock-moves';
import { type Policy, targetMs } from '../../domain/sla/policy';
import { TICKET_LEVELS } from '../../domain/ticket/words';
import { type Db, rows } from '../query';
import { currentVersions, versionsOfRow } from '../registers/versions';
import { OLA } from '../tickets/clock-moves';
import type { Ticket } from '../tickets/ticket-row';
import { type Change, type Course, Id, nextEras, PAGE } from './behind';
import { type EraRef, Eras, timetablesOf } from './promises';

/** Running clocks take the targets of the newest version of their policy at once, and its calendar when it names another. */
export interface PolicyMigration {
  policy: string;
}

export async function policyCourse(db: Db, migration: PolicyMigration): Promise<Course | null> {
  const [newest] = await versionsOfRow(db, REGISTERS['sla-policies'], migration.policy);
  if (!newest) return null;
  const policy = policyOf(newest.row, newest.version);
  const calendars = await currentVersions(db, REGISTERS.calendars);
  const found = calendars.find(({ code }) => code === policy.calendar);
  if (!found) throw new Error(`policy ${policy.code} names the calendar ${policy.calendar}`);
  const calendar = { calendar: found.code, version: found.version };
  return {
    version: policy.version,
    ticketsBehind: (on, after) => ticketsBehind(on, policy, after),
    workedOut: (on, tickets, at) => workedOut(on, tickets, policy, calendar, at),
  };
}

async function workedOut(
  db: Db,
  tickets: readonly Ticket[],
  policy: Policy,
  calendar: Omit<EraRef, 'fromMs'>,
  at: Date,
): Promise<Change[]> {
  const stored = await readBehind(db, tickets, policy);
  const behind = tickets.flatMap((ticket) =>
    ticket.facts.clocks.flatMap((one) => {
      const of = stored.get(one.id);
      if (!of) return [];
      const isElsewhere = of.eras.at(-1)?.calendar !== calendar.calendar;
      const eras = isElsewhere ? nextEras(of.eras, one.clock, calendar, at) : of.eras;
      return [{ ticket, one, eras, target: targetMs(policy, one.clock.kind, of.level ? OLA[of.level] : undefined) }];
    }),
  );
  const timetables = await timetablesOf(
    db,
    behind.map(({ eras }) => eras),
  );
  return behind.map(({ ticket, one, eras, target }, n) => {
    const by = timetables[n] ?? one.by;
    const { code, version } = policy;
    const clock = moved(one.clock, target);
    return { ticket, before: one, now: { ...one, by, clock }, eras, policy: { code, version } };

    /** A promise that is not made any more falls away. */
    function moved(clock: Clock, target: number | null): Clock {
      if (target === null) return cancelClock(clock, one.by, at.getTime());
      return retargetClock(migrateClock(clock, one.by, by, at.getTime()), by, at.getTime(), target);
    }
  });
}

const ticketsBehind = async (db: Db, { code, version }: Policy, after: number): Promise<number[]> =>
  (
    await rows(
      db,
      Id,
      `select distinct ticket as id from ticket_clock
        where ended_at is null and ticket > $3 and policy_code = $1 and policy_version <> $2
        order by ticket limit $4`,
      [code, version, after, PAGE],
    )
  ).map(({ id }) => id);

const Behind = z.object({
  id: z.number(),
  level: z.enum(TICKET_LEVELS).nullable(),
  eras: Eras,
});
async function readBehind(db: Db, tickets: readonly Ticket[], { code, version }: Policy) {
  const found = await rows(
    db,
    Behind,
    `select id, level, eras from ticket_clock
      where ticket = any($1::bigint[]) and ended_at is null and policy_code = $2 and policy_version <> $3`,
    [tickets.map(({ id }) => id), code, version],
  );
  return new Map(found.map((one) => [one.id, one]));
}
