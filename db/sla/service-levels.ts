import { z } from 'zod';
import type { Values } from '../../domain/registers/column';
import { REGISTERS } from '../../domain/registers/descriptions';
import { policyOf } from '../../domain/registers/promises';
import type { Policy } from '../../domain/sla/policy';
import { type Attained, PUBLISHED_KINDS } from '../../domain/sla/service-level';
import type { Calendar } from '../../domain/calendar/calendar';
import { type Db, firstRow, rows } from '../query';
import { currentVersions } from '../registers/versions';
import { calendarIn } from './promises';

const Row = z.object({
  month: z.string(),
  kind: z.enum(PUBLISHED_KINDS),
  type: z.string(),
  met: z.number(),
  breached: z.number(),
});

/**
 * How the promises to requesters ended since a day, by month, type and kind: kept when the clock stopped in time, broken at the
 * instant of its breach. What was cancelled or merged is neither. Months by the clock of `zone`.
 */
export const attainedSince = (db: Db, zone: string, since: Date): Promise<Attained[]> =>
  rows(
    db,
    Row,
    `select to_char(coalesce(c.breached_at, c.ended_at) at time zone $1, 'YYYY-MM') as month, c.kind, t.type,
            count(*) filter (where c.breached_at is null) as met, count(*) filter (where c.breached_at is not null) as breached
       from ticket_clock c join ticket t on t.id = c.ticket
      where c.kind = any($3::text[]) and (c.state = 'met' or c.breached_at is not null) and c.state not in ('cancelled', 'merged')
        and coalesce(c.breached_at, c.ended_at) >= $2
      group by 1, 2, 3`,
    [zone, since, PUBLISHED_KINDS],
  );

const Open = z.object({ open: z.number(), breached: z.number() });
/** How many requests wait for the desk now, and how many of them past what was promised. */
export const openNow = async (db: Db): Promise<z.output<typeof Open>> =>
  (await firstRow(
    db,
    Open,
    `select count(*) as open, count(*) filter (where breached) as breached from ticket where state in ('new', 'open', 'waiting')`,
  )) ?? { open: 0, breached: 0 };

/** The promises in force, in the order in which they are looked at. */
export const policiesInForce = async (db: Db): Promise<Policy[]> =>
  (await currentVersions(db, REGISTERS['sla-policies']))
    .map(({ row, version }) => policyOf(row, version))
    .sort((a, b) => a.rank - b.rank);

const Version = z.object({
  register: z.enum(['calendars', 'sla-policies']),
  code: z.string(),
  version: z.number(),
  at: z.date(),
  name: z.string(),
  policy: z.record(z.string(), z.unknown()),
});
export interface PromiseVersion extends Omit<z.output<typeof Version>, 'policy'> {
  /** Of a promise: its targets then. */
  targets: Pick<Policy, 'responseMinutes' | 'updateMinutes' | 'resolutionMinutes'> | null;
}
/** Every version of promises and calendars, the newest first; nobody's name. */
export async function promiseHistory(db: Db, limit: number): Promise<PromiseVersion[]> {
  const found = await rows(
    db,
    Version,
    `select register, code, version, at, row->>'name' as name, row as policy from register_version
      where register in ('calendars', 'sla-policies') order by at desc, register, code limit $1`,
    [limit],
  );
  return found.map(({ policy, ...version }) => ({
    ...version,
    // Safe: what the register wrote.
    targets: version.register === 'calendars' ? null : policyOf(policy as Values, version.version),
  }));
}

const Means = z.object({ level1: z.number(), level2: z.number(), specialists: z.number(), topics: z.number() });
/** How many people each line can call on; never who. */
export const meansCommitted = async (db: Db): Promise<z.output<typeof Means>> =>
  (await firstRow(
    db,
    Means,
    `select (select count(*) from person where active and '1' = any(levels)) as level1,
            (select count(*) from person where active and '2' = any(levels)) as level2,
            (select count(distinct s) from topic, unnest(specialists) as s where active) as specialists,
            (select count(*) from topic where active) as topics`,
  )) ?? { level1: 0, level2: 0, specialists: 0, topics: 0 };

/** The calendars in force with these codes. */
export async function calendarsNamed(
  db: Db,
  codes: readonly string[],
): Promise<{ name: string; calendar: Calendar }[]> {
  const found = await currentVersions(db, REGISTERS.calendars);
  return found
    .filter(({ code }) => codes.includes(code))
    .map(({ row }) => ({ name: String(row['name']), calendar: calendarIn(row) }));
}
