import { z } from 'zod';
import type { ReliefPolicy } from '../../domain/rota/relief';
import { type Db, rows, run } from '../query';
import type { Measure } from './relief-measure';

const DONE = ['nothing', 'begun', 'handed_over', 'offered', 'taken', 'no_room', 'ended'] as const;
const Look = z.object({
  id: z.number(),
  at: z.date(),
  untilAt: z.date(),
  atRisk: z.number(),
  capacity: z.number(),
  level2AtRisk: z.number(),
  level2Capacity: z.number(),
  beginPercent: z.number(),
  endPercent: z.number(),
  done: z.enum(DONE),
  tickets: z.array(z.string()),
  person: z.string().nullable(),
});
export type ReliefLook = z.output<typeof Look>;
const COLUMNS = `id, at, until_at as "untilAt", at_risk as "atRisk", capacity, level2_at_risk as "level2AtRisk", level2_capacity as "level2Capacity",
  begin_percent as "beginPercent", end_percent as "endPercent", done, tickets, person`;

/** What was done, the newest first; looks after which nothing was done are left out, but for the very newest. */
export const readReliefLog = (db: Db, limit: number): Promise<ReliefLook[]> =>
  rows(
    db,
    Look,
    `select ${COLUMNS} from relief_look where done <> 'nothing' or id = (select max(id) from relief_look) order by id desc limit $1`,
    [limit],
  );

/** How long looks after which nothing was done are kept. */
const KEPT_MS = 90 * 86_400_000;
interface Done {
  done: ReliefLook['done'];
  tickets?: readonly string[];
  person?: string;
}
export async function keepLook(tx: Db, found: Measure, policy: ReliefPolicy, what: Done, at: Date): Promise<void> {
  await run(
    tx,
    `insert into relief_look (at, until_at, at_risk, capacity, level2_at_risk, level2_capacity, begin_percent, end_percent, done, tickets, person)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      at,
      found.until,
      found.level1.atRisk,
      found.level1.capacity,
      found.level2.atRisk,
      found.level2.capacity,
      policy.beginPercent,
      policy.endPercent,
      what.done,
      what.tickets ?? [],
      what.person ?? null,
    ],
  );
  await run(tx, `delete from relief_look where done = 'nothing' and at < $1`, [new Date(at.getTime() - KEPT_MS)]);
}

/** Somebody has taken what was offered: the measure is that of the newest look. */
export const keepTaking = (tx: Db, person: string, tickets: readonly string[], at: Date): Promise<number> =>
  run(
    tx,
    `insert into relief_look (at, until_at, at_risk, capacity, level2_at_risk, level2_capacity, begin_percent, end_percent, done, tickets, person)
     select $1, until_at, at_risk, capacity, level2_at_risk, level2_capacity, begin_percent, end_percent, 'taken', $2, $3
       from relief_look order by id desc limit 1`,
    [at, tickets, person],
  );
