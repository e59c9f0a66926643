import type { Actor } from '../../domain/words';
import { type Db, run } from '../query';
import { WANTED } from './queue';
import { changed, setState, type ShownWebhook } from './store';

const OLD_SECRET_MS = 24 * 3_600_000;
/** Two secrets sign until the old one has had its day. */
export async function rotateSecret(
  tx: Db,
  { id, code }: Pick<ShownWebhook, 'id' | 'code'>,
  secret: Buffer,
  actor: Actor,
  at: Date,
): Promise<void> {
  await run(tx, 'update webhook set old_secret = secret, old_secret_until = $3, secret = $2 where id = $1', [
    id,
    secret,
    new Date(at.getTime() + OLD_SECRET_MS),
  ]);
  await changed(tx, id, code, 'rotated', actor, at);
}

/** A person pauses it, or lets it go on: then it proves itself first, and what waits is due at once. */
export async function turnWebhook(
  tx: Db,
  { id, code }: Pick<ShownWebhook, 'id' | 'code'>,
  to: 'paused' | 'unproven',
  challenge: string,
  actor: Actor,
  at: Date,
): Promise<void> {
  await setState(tx, id, to, to === 'paused' ? 'person' : null, challenge, at);
  await changed(tx, id, code, to === 'paused' ? 'paused' : 'resumed', actor, at);
}

export interface Replay {
  /** Positions of the log, both within. */
  from: number;
  to: number;
}
/**
 * Puts events in the queue again, those it has had, those it has refused and those that it never asked for at the time.
 * How many. Their ids are the same, so a receiver that keeps ids takes none twice.
 */
export async function replayEvents(
  tx: Db,
  { id, code }: Pick<ShownWebhook, 'id' | 'code'>,
  { from, to }: Replay,
  actor: Actor,
  at: Date,
): Promise<number> {
  const count = await run(
    tx,
    `insert into webhook_delivery (webhook, position, line)
     select $1, e.position, e.subject from event e join webhook w on w.id = $1
      where e.position between $2 and least($3, w.taken_to) and ${WANTED}
      order by e.position
     on conflict (webhook, position) do update set state = 'waiting', attempts = 0, not_before = null`,
    [id, from, to],
  );
  await run(tx, 'update webhook set wanted_at = coalesce(wanted_at, $2) where id = $1', [id, at]);
  await changed(tx, id, code, 'replayed', actor, at);
  return count;
}

/** Lets what a receiver has refused be, so that what waits behind it may go on. How many. */
export async function skipStopped(
  tx: Db,
  { id, code }: Pick<ShownWebhook, 'id' | 'code'>,
  actor: Actor,
  at: Date,
): Promise<number> {
  const count = await run(
    tx,
    `update webhook_delivery set state = 'skipped' where webhook = $1 and state = 'stopped'`,
    [id],
  );
  await run(tx, 'update webhook set wanted_at = coalesce(wanted_at, $2) where id = $1', [id, at]);
  await changed(tx, id, code, 'skipped', actor, at);
  return count;
}
