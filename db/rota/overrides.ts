import { z } from 'zod';
import type { Override, Shift } from '../../domain/rota/facts';
import { faultOfOverride, type OverrideFault, swap } from '../../domain/rota/overrides';
import { type Actor, actorKey } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, inTransaction, type Pool } from '../query';
import { readRota, type StoredRota } from './facts';
import { lockRota, PLANNED_DAYS_MAX, reviewRota } from './review';

export type Overridden = { ok: true } | { ok: false; fault: OverrideFault };
const DAY_MS = 86_400_000;

const factsFor = (tx: Db, at: Date): Promise<StoredRota> =>
  readRota(tx, {
    from: new Date(at.getTime() - 40 * DAY_MS),
    until: new Date(at.getTime() + 2 * PLANNED_DAYS_MAX * DAY_MS),
  });

/** Puts an override over the rota, or says why not. */
export const saveOverride = (pool: Pool, override: Override, actor: Actor, at: Date): Promise<Overridden> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const fault = override.endsAt <= at ? 'in_past' : faultOfOverride(await factsFor(tx, at), override);
    if (fault) return { ok: false, fault };
    await write(tx, [override], actor, at);
    return { ok: true };
  });

type Place = Pick<Shift, 'day' | 'level'>;
/** Two people take each other's duty. */
export const swapDuties = (pool: Pool, one: Place, other: Place, actor: Actor, at: Date): Promise<Overridden> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const done = swap(await factsFor(tx, at), one, other);
    if (!done.ok) return done;
    if (done.overrides.some(({ endsAt }) => endsAt <= at)) return { ok: false, fault: 'in_past' };
    await write(tx, done.overrides, actor, at);
    return { ok: true };
  });

async function write(tx: Db, overrides: readonly Override[], actor: Actor, at: Date): Promise<void> {
  for (const { level, startsAt, endsAt, out, in: comes } of overrides) {
    const made = await firstRow(
      tx,
      z.object({ id: z.number() }),
      `insert into rota_override (level, starts_at, ends_at, out_person, in_person, made_by, made_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      [level, startsAt, endsAt, out, comes, actorKey(actor), at],
    );
    const data = {
      id: made?.id,
      level,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      out,
      in: comes,
    };
    await record(tx, at, actor, [{ type: 'rota.overridden', subject: 'rota/desk', data }]);
  }
  await reviewRota(tx, at);
}

/** Takes an override back. False when there is none that stands. */
export const cancelOverride = (pool: Pool, id: number, actor: Actor, at: Date): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const gone = await firstRow(
      tx,
      z.object({ id: z.number() }),
      'update rota_override set cancelled_at = $2 where id = $1 and cancelled_at is null and ends_at > $2 returning id',
      [id, at],
    );
    if (!gone) return false;
    await record(tx, at, actor, [{ type: 'rota.override_cancelled', subject: 'rota/desk', data: gone }]);
    await reviewRota(tx, at);
    return true;
  });
