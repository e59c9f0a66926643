import { z } from 'zod';
import { type Db, firstRow, type Pool, run } from './query';

export interface RateLimit {
  max: number;
  windowMs: number;
}

const Row = z.object({ start: z.date(), used: z.number() });
const DAY_MS = 86_400_000;

/** Takes `cost` out of what `key` may use in a window, or says after how many seconds to come again. Windows are fixed, not sliding. */
export async function takeTurn(
  db: Db,
  key: string,
  { max, windowMs }: RateLimit,
  at: Date,
  cost = 1,
): Promise<{ ok: true } | { ok: false; retryAfterS: number }> {
  const row = await firstRow(
    db,
    Row,
    `insert into rate_count as r (key, window_start, used) values ($1, $2, $3)
     on conflict (key) do update set
       used = case when r.window_start <= $4 then excluded.used else r.used + excluded.used end,
       window_start = case when r.window_start <= $4 then excluded.window_start else r.window_start end
     returning window_start as start, used`,
    [key, at, cost, new Date(at.getTime() - windowMs)],
  );
  if (!row) throw new Error('rate_count was not written');
  if (row.used === cost) await forgetOld(db, at);
  return row.used <= max ? { ok: true } : { ok: false, retryAfterS: secondsLeft(row.start, windowMs, at) };
}

export interface Turn {
  key: string;
  limit: RateLimit;
  cost: number;
}
/** Takes all of these turns and answers null, or takes none and says which one is used up: what is refused does not count. */
export async function takeTurns<T extends Turn>(pool: Pool, turns: readonly T[], at: Date): Promise<T | null> {
  for (const [i, turn] of turns.entries()) {
    const taken = await takeTurn(pool, turn.key, turn.limit, at, turn.cost);
    if (taken.ok) continue;
    const back = turns.slice(0, i + 1);
    await run(
      pool,
      `update rate_count r set used = r.used - t.cost from unnest($1::text[], $2::bigint[]) as t (key, cost)
        where r.key = t.key and r.used >= t.cost`,
      [back.map(({ key }) => key), back.map(({ cost }) => cost)],
    );
    return turn;
  }
  return null;
}

/** How much of a window is used up already; nothing is taken. */
export async function turnsLeft(
  db: Db,
  key: string,
  { max, windowMs }: RateLimit,
  at: Date,
): Promise<{ ok: true } | { ok: false; retryAfterS: number }> {
  const row = await firstRow(
    db,
    Row,
    'select window_start as start, used from rate_count where key = $1 and window_start > $2',
    [key, new Date(at.getTime() - windowMs)],
  );
  return !row || row.used < max ? { ok: true } : { ok: false, retryAfterS: secondsLeft(row.start, windowMs, at) };
}

/** What was used in this window no longer counts. */
export const giveBack = (db: Db, key: string): Promise<number> =>
  run(db, 'delete from rate_count where key = $1', [key]);

const secondsLeft = (start: Date, windowMs: number, at: Date): number =>
  Math.max(1, Math.ceil((start.getTime() + windowMs - at.getTime()) / 1000));

/** Addresses are not kept: a window that began more than a day ago is over. */
const forgetOld = (db: Db, at: Date): Promise<number> =>
  run(
    db,
    `delete from rate_count where key in
       (select key from rate_count where window_start < $1 order by key limit 100 for update skip locked)`,
    [new Date(at.getTime() - DAY_MS)],
  );
