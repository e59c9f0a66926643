import { z } from 'zod';
import { WEBHOOK_STATES, WEBHOOK_WHYS, type WebhookState, type WebhookWhy } from '../../domain/webhook';
import { actorKey, type Actor } from '../../domain/words';
import { record } from '../events';
import { poke } from '../outbox';
import { type Db, firstRow, rows, run } from '../query';
import { settleTasks } from '../tasks';
import { saveNext } from './queue';

const Shown = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  ownerEmail: z.string(),
  state: z.enum(WEBHOOK_STATES),
  why: z.enum(WEBHOOK_WHYS).nullable(),
  createdAt: z.date(),
  oldSecretUntil: z.date().nullable(),
  failures: z.number(),
  succeededAt: z.date().nullable(),
  nextDueAt: z.date().nullable(),
  waiting: z.number(),
  stopped: z.number(),
});
/** A receiver as people see it, with what waits for it and what it has refused; never its secret. */
export type ShownWebhook = z.output<typeof Shown>;

const SHOWN = `
  select w.id, w.code, w.name, w.url, w.types, w.owner_email as "ownerEmail", w.state, w.why, w.created_at as "createdAt",
         w.old_secret_until as "oldSecretUntil", w.failures, w.succeeded_at as "succeededAt", w.next_due_at as "nextDueAt",
         (select count(*) from webhook_delivery d where d.webhook = w.id and d.state = 'waiting') as waiting,
         (select count(*) from webhook_delivery d where d.webhook = w.id and d.state = 'stopped') as stopped
    from webhook w`;

/** In order of code, after `after`. */
export const listWebhooks = (db: Db, limit: number, after: string | null): Promise<ShownWebhook[]> =>
  rows(db, Shown, `${SHOWN} where $2::text is null or w.code > $2 order by w.code limit $1`, [limit, after]);
export const findWebhook = (db: Db, code: string): Promise<ShownWebhook | null> =>
  firstRow(db, Shown, `${SHOWN} where w.code = $1`, [code]);

export interface NewWebhook {
  code: string;
  name: string;
  url: string;
  types: readonly string[];
  ownerEmail: string;
}
/** What is kept of a secret: sealed. And the word that the receiver answers to prove itself. */
export interface Keys {
  secret: Buffer;
  challenge: string;
}

/** A receiver that must first prove itself; it takes what happens from now on. False when the code is taken. */
export async function addWebhook(tx: Db, made: NewWebhook, keys: Keys, actor: Actor, at: Date): Promise<boolean> {
  const added = await firstRow(
    tx,
    z.object({ id: z.number() }),
    `insert into webhook (code, name, url, types, owner_email, state, secret, challenge, created_at, taken_to)
     select $1, $2, $3, $4, $5, 'unproven', $6, $7, $8, coalesce(max(position), 0) from event on conflict do nothing returning id`,
    [made.code, made.name, made.url, made.types, made.ownerEmail, keys.secret, keys.challenge, at],
  );
  if (!added) return false;
  await changed(tx, added.id, made.code, 'added', actor, at);
  return true;
}

/** A changed address must prove itself anew; what waits stays. */
export async function changeWebhook(
  tx: Db,
  { id, code, url }: Pick<ShownWebhook, 'id' | 'code' | 'url'>,
  made: Omit<NewWebhook, 'code'>,
  challenge: string,
  actor: Actor,
  at: Date,
): Promise<void> {
  await run(tx, 'update webhook set name = $2, url = $3, types = $4, owner_email = $5 where id = $1', [
    id,
    made.name,
    made.url,
    made.types,
    made.ownerEmail,
  ]);
  if (made.url !== url) await setState(tx, id, 'unproven', null, challenge, at);
  await changed(tx, id, code, 'changed', actor, at);
}

/** The row is locked by the caller or by this statement; its schedule begins anew. */
export async function setState(
  tx: Db,
  id: number,
  state: WebhookState,
  why: WebhookWhy | null,
  challenge: string,
  at: Date,
): Promise<void> {
  await run(
    tx,
    `update webhook set state = $2, why = $3, challenge = $4, failures = 0, refusals = 0, not_before = null, lease = null, wanted_at = $5
      where id = $1`,
    [id, state, why, challenge, at],
  );
  await settleTasks(tx, `webhook/${id}`, at);
  if (state !== 'paused')
    await run(
      tx,
      `update webhook_delivery set attempts = 0, not_before = null where webhook = $1 and state = 'waiting' and attempts > 0`,
      [id],
    );
}

/** Writes the log, and wakes the receiver's run. */
export async function changed(tx: Db, id: number, code: string, how: string, actor: Actor, at: Date): Promise<void> {
  await record(tx, at, actor, [
    { type: `webhook.${how}`, subject: `webhook/${id}`, data: { code, by: actorKey(actor) } },
  ]);
  await saveNext(tx, id);
  await poke(tx, [{ kind: 'webhook', id }]);
}
