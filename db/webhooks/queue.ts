import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Agenda, isDue, NOTHING_DUE } from '../../domain/agenda';
import { WEBHOOK_STATES, type WebhookFacts, webhookAgenda, type WebhookStep } from '../../domain/webhook';
import { type Db, firstRow, run } from '../query';

const Row = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  url: z.string(),
  ownerEmail: z.string(),
  state: z.enum(WEBHOOK_STATES),
  createdAt: z.date(),
  challenge: z.string(),
  secret: z.instanceof(Buffer),
  oldSecret: z.instanceof(Buffer).nullable(),
  oldSecretUntil: z.date().nullable(),
  failures: z.number(),
  refusals: z.number(),
  notBefore: z.date().nullable(),
  succeededAt: z.date().nullable(),
  wantedAt: z.date().nullable(),
  lease: z.string().nullable(),
});
export type Receiver = z.output<typeof Row>;
const ROW = `
  select id, code, name, url, owner_email as "ownerEmail", state, created_at as "createdAt", challenge, secret, old_secret as "oldSecret",
         old_secret_until as "oldSecretUntil", failures, refusals, not_before as "notBefore", succeeded_at as "succeededAt",
         wanted_at as "wantedAt", lease
    from webhook where id = $1`;

export const lockReceiver = (tx: Db, id: number): Promise<Receiver | null> =>
  firstRow(tx, Row, `${ROW} for no key update`, [id]);

/** SQL: what waits at the head of its line, `d`: nothing before it is stopped or waits itself. */
const IS_HEAD = `not exists (select from webhook_delivery b
      where b.webhook = d.webhook and b.line = d.line and b.position < d.position and b.state in ('waiting', 'stopped'))`;

async function factsOf(db: Db, found: Receiver): Promise<WebhookFacts> {
  const head = await firstRow(
    db,
    z.object({ since: z.date().nullable() }),
    `select min(coalesce(d.not_before, $2)) as since from webhook_delivery d where d.webhook = $1 and d.state = 'waiting' and ${IS_HEAD}`,
    [found.id, found.createdAt],
  );
  const since = [head?.since, found.wantedAt].flatMap((at) => at?.getTime() ?? []);
  return { ...found, waitingSince: since.length === 0 ? null : new Date(Math.min(...since)) };
}

export async function readWebhookAgenda(db: Db, id: number): Promise<Agenda<WebhookStep>> {
  const found = await firstRow(db, Row, ROW, [id]);
  return found ? webhookAgenda(await factsOf(db, found)) : NOTHING_DUE;
}

/** What the console shows and the sweep looks for. */
export async function saveNext(tx: Db, id: number): Promise<void> {
  const { next } = await readWebhookAgenda(tx, id);
  await run(tx, 'update webhook set next_step = $2, next_due_at = $3 where id = $1', [
    id,
    next?.step ?? null,
    next ? new Date(next.dueAtMs) : null,
  ]);
}

/** A step's turn with a receiver: whoever began last has it, and what an earlier one still brings back is not written. */
export interface Turn {
  receiver: Receiver;
  lease: string;
}

/** Begins a step: only if the agenda, computed again under the lock, still names it as due at `at`. */
export async function beginStep(tx: Db, id: number, step: WebhookStep, at: Date): Promise<Turn | null> {
  const receiver = await lockReceiver(tx, id);
  if (!receiver) return null;
  if (!isDue(webhookAgenda(await factsOf(tx, receiver)), step, at)) return null;
  const lease = randomUUID();
  await run(tx, 'update webhook set lease = $2 where id = $1', [id, lease]);
  return { receiver, lease };
}

/** SQL: receiver `w` wants event `e`. What happens to receivers themselves goes only to who asks for it by name. */
export const WANTED = `(e.type = any(w.types) or (cardinality(w.types) = 0 and e.type not like 'webhook.%'))`;

const TAKEN_MAX = 2000;
/**
 * Puts what has happened since into the queue, under the receiver's lock, a page at a time; how many. `isLast`: nothing is
 * left, so from here on the sequencer wakes the receiver again.
 */
export async function takeEvents(tx: Db, id: number): Promise<{ taken: number; isLast: boolean }> {
  const taken = await firstRow(
    tx,
    z.object({ taken: z.number() }),
    `with new as (
       insert into webhook_delivery (webhook, position, line)
       select w.id, e.position, e.subject from webhook w join event e on e.position > w.taken_to
          and ${WANTED}
        where w.id = $1 order by e.position limit ${TAKEN_MAX}
       on conflict do nothing returning position
     ), counted as (select count(*) as taken, max(position) as last from new)
     update webhook w set
            taken_to = case when c.taken = ${TAKEN_MAX} then c.last else greatest(w.taken_to, (select coalesce(max(position), 0) from event)) end,
            wanted_at = case when c.taken = ${TAKEN_MAX} then coalesce(w.wanted_at, w.created_at) end
       from counted c where w.id = $1 returning c.taken`,
    [id],
  );
  return { taken: taken?.taken ?? 0, isLast: (taken?.taken ?? 0) < TAKEN_MAX };
}

/**
 * Wakes the receivers that want something of what was just placed, once until they have taken it. Called in the
 * transaction that places: it waits for a receiver whose step is just ending, so that one of the two sees the other.
 */
export async function wakeReceivers(tx: Db, afterPosition: number): Promise<void> {
  await run(tx, `select from webhook where state = 'active' order by id for no key update`);
  await run(
    tx,
    `with woken as (
       update webhook w set wanted_at = p.at, next_step = 'deliver', next_due_at = greatest(p.at, w.not_before)
         from (select min(at) as at from event where position > $1) p
        where w.state = 'active' and w.wanted_at is null and exists (select from event e
              where e.position > $1 and ${WANTED})
       returning w.id)
     insert into outbox (kind, subject_id) select 'webhook', id from woken`,
    [afterPosition],
  );
}
