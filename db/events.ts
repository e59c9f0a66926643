import { z } from 'zod';
import { type Actor, actorKey } from '../domain/words';
import { type Db, firstRow, inQuietTransaction, type Pool, prepared, rows, run } from './query';
import { wakeReceivers } from './webhooks/queue';

export interface NewEvent {
  type: string;
  /** `case/<id>`, `run/<id>`, `register/<name>` … */
  subject: string;
  /** Codes, numbers, ids and instants only: no words of people, no addresses. */
  data?: Record<string, unknown>;
}

const RECORD = prepared(
  `insert into event (at, type, subject, actor, data)
     select $1, e.type, e.subject, $2, e.data from unnest($3::text[], $4::text[], $5::jsonb[]) as e (type, subject, data)`,
);
/** Writes what happened in the transaction in which it happened. */
export const record = async (tx: Db, at: Date, actor: Actor, events: readonly NewEvent[]): Promise<void> => {
  if (events.length === 0) return;
  await run(tx, RECORD, [
    at,
    who(actor),
    events.map((e) => e.type),
    events.map((e) => e.subject),
    events.map((e) => JSON.stringify(e.data ?? {})),
  ]);
};
const who = (actor: Actor): string =>
  actor.kind === 'person' && actor.viaKey ? `${actorKey(actor)} key:${actor.viaKey}` : actorKey(actor);

const SEQUENCER_LOCK = 7_310_001;
const PLACED_MAX = 5_000;

/**
 * Gives committed events their `position` in id order and chains their hashes; how many were placed.
 * One sequencer at a time (advisory lock). An event committed late gets a later position, so a reader by position loses nothing.
 */
export const placeEvents = (pool: Pool): Promise<number> =>
  inQuietTransaction(pool, async (tx) => {
    const lock = await firstRow(tx, z.object({ got: z.boolean() }), 'select pg_try_advisory_xact_lock($1) as got', [
      SEQUENCER_LOCK,
    ]);
    if (!lock?.got) return 0;
    const { last } = await readEpoch(tx);
    const placed = await run(
      tx,
      `with last as (
         select coalesce(max(position), 0) as position, (select hash from event where position is not null order by position desc limit 1) as hash from event
       ), waiting as (
         select e.id, row_number() over upwards as n,
                chained(concat_ws('|', id, extract(epoch from at), type, subject, actor, data::text), last.hash) over upwards as hash
           from (select * from event where position is null order by id limit ${PLACED_MAX}) e, last
         window upwards as (order by e.id rows unbounded preceding)
       )
       update event set position = last.position + waiting.n, hash = waiting.hash from waiting, last where event.id = waiting.id`,
    );
    if (placed === 0) return 0;
    await wakeReceivers(tx, last);
    await run(tx, `notify vigie_event`);
    return placed;
  });

const Placed = z.object({
  position: z.number(),
  at: z.date(),
  type: z.string(),
  subject: z.string(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type PlacedEvent = z.output<typeof Placed>;

export const eventsAfter = (
  db: Db,
  position: number,
  types: readonly string[],
  limit: number,
): Promise<PlacedEvent[]> =>
  rows(
    db,
    Placed,
    `select position, at, type, subject, actor, data from event
      where position > $1 and (cardinality($2::text[]) = 0 or type = any($2::text[])) order by position limit $3`,
    [position, types, limit],
  );

/** The newest `limit` events of a subject, oldest first. */
export const eventsOf = (db: Db, subject: string, limit: number): Promise<Omit<PlacedEvent, 'position'>[]> =>
  rows(
    db,
    Placed.omit({ position: true }),
    `select * from (select id, at, type, subject, actor, data from event where subject = $1 order by id desc limit $2) newest order by id`,
    [subject, limit],
  );

/** The cursor is opaque: `epoch.position`. A cursor of another epoch is from before a restore. */
export async function readEpoch(db: Db): Promise<{ epoch: string; last: number }> {
  const found = await firstRow(
    db,
    z.object({ epoch: z.string(), last: z.number() }),
    `select value as epoch, coalesce((select max(position) from event), 0) as last from setting where code = 'epoch'`,
  );
  if (!found) throw new Error('setting epoch is missing');
  return found;
}
