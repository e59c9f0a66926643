import { z } from 'zod';
import type { TicketClock } from '../../domain/ticket/ticket';
import { type Actor, actorKey } from '../../domain/words';
import { type Db, firstRow, run } from '../query';
import type { CalendarMigration } from './behind';
import type { PolicyMigration } from './behind-policy';

/** Who moved what onto which version, before the first clock is. */
export async function beginMigration(
  db: Db,
  migration: CalendarMigration | PolicyMigration,
  version: number,
  actor: Actor,
  at: Date,
): Promise<number> {
  const [calendar, policy, from] =
    'policy' in migration ? [null, migration.policy, at] : [migration.calendar, null, migration.effectiveAt];
  const made = await firstRow(
    db,
    z.object({ id: z.number() }),
    `insert into clock_migration (calendar, policy, version, effective_at, author, at)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [calendar, policy, version, from, actorKey(actor), at],
  );
  if (!made) throw new Error('a migration of clocks was not written');
  return made.id;
}

const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
/** A clock before and after. */
export const keepRow = (tx: Db, migration: number, before: TicketClock, now: TicketClock): Promise<number> =>
  run(
    tx,
    `insert into clock_migration_row (migration, clock, due_before, due_after, breached_before, breached_after,
                                      target_before_ms, target_after_ms)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      migration,
      now.id,
      date(before.clock.dueAtMs),
      date(now.clock.dueAtMs),
      before.clock.breachedAtMs !== null,
      now.clock.breachedAtMs !== null,
      before.clock.targetMs,
      now.clock.targetMs,
    ],
  );
