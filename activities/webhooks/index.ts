import { Context, heartbeat } from '@temporalio/activity';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Agenda } from '../../domain/agenda';
import { provesItself, type WebhookStep } from '../../domain/webhook';
import { type AllowList, checkUrl } from '../../domain/webhook-address';
import { openSecret } from '../../domain/webhook-signature';
import { readEpoch, record } from '../../db/events';
import { inTransaction, type Pool } from '../../db/query';
import { saveProof } from '../../db/webhooks/attempts';
import { beginStep, readWebhookAgenda, type Receiver, type Turn } from '../../db/webhooks/queue';
import { agentFor, type Roads } from './connect';
import { deliverStep, type Wire } from './deliver';
import { keptAnswer, type Reception, send } from './send';

export interface WebhookDeps extends Roads {
  pool: Pool;
  /** The real time: a signature carries it, and the receiver compares. */
  clock: () => Date;
  baseUrl: string;
  /** What secrets are sealed with. */
  sealingKey: Buffer;
  allow: AllowList;
}

const ALIVE_EVERY_MS = 3000;

/** What the workflow of a receiver asks of Postgres alone. */
export const createReceiverActivities = ({ pool }: { pool: Pool }) => ({
  readWebhook: (id: number): Promise<Agenda<WebhookStep>> => readWebhookAgenda(pool, id),
  recordFailedWebhookStep: (id: number, step: WebhookStep, atMs: number): Promise<void> =>
    inTransaction(pool, (tx) =>
      record(tx, new Date(atMs), { kind: 'clock' }, [
        { type: 'webhook.step_failed', subject: `webhook/${id}`, data: { step } },
      ]),
    ),
});
export type ReceiverActivities = ReturnType<typeof createReceiverActivities>;

/** What it does outside: lets the receiver prove itself, then delivers what is due. */
export const createWebhookActivities = (deps: WebhookDeps) => ({
  proveWebhook: (id: number, atMs: number): Promise<boolean> => beating(() => prove(deps, id, new Date(atMs))),
  deliverWebhooks: (id: number, atMs: number): Promise<boolean> =>
    beating(async () => {
      const { epoch } = await readEpoch(deps.pool);
      return deliverStep(
        {
          pool: deps.pool,
          baseUrl: deps.baseUrl,
          epoch,
          open: (turn) => openWire(deps, turn.receiver),
          stop: Context.current().cancellationSignal,
        },
        id,
        new Date(atMs),
      );
    }),
});
export type WebhookActivities = ReturnType<typeof createWebhookActivities>;

/** Temporal hears that the step is alive while a slow receiver makes it wait. */
async function beating<T>(step: () => Promise<T>): Promise<T> {
  const timer = setInterval(heartbeat, ALIVE_EVERY_MS);
  try {
    return await step();
  } finally {
    clearInterval(timer);
  }
}

/** The address is judged again at each step: what is allowed may have changed since it was saved. */
function openWire({ sealingKey, allow, clock, ...roads }: WebhookDeps, receiver: Receiver): Wire {
  const checked = checkUrl(receiver.url, allow);
  const secrets = secretsOf(receiver, sealingKey, clock());
  const trouble = !checked.ok ? `forbidden_address` : secrets.length === 0 ? 'secret_unreadable' : null;
  if (!checked.ok || trouble) return { send: () => Promise.resolve(notSent(trouble)), close: () => Promise.resolve() };
  const agent = agentFor(checked.host, checked.vouched, allow, roads);
  return {
    send: ({ id, body }) => send(agent, { url: checked.url, id, body, secrets }, clock()),
    close: () => agent.destroy(),
  };
}
const notSent = (trouble: string | null): Reception => ({
  outcome: 'failed',
  status: null,
  trouble,
  answer: null,
  retryAfterMs: null,
});

/** The new one first. */
function secretsOf({ code, secret, oldSecret, oldSecretUntil }: Receiver, key: Buffer, now: Date): string[] {
  const sealed = [secret, ...(oldSecret && oldSecretUntil && oldSecretUntil > now ? [oldSecret] : [])];
  return sealed.flatMap((one) => openSecret(key, code, one) ?? []);
}

/** The first event of a receiver, `webhook.validate`. */
async function prove(deps: WebhookDeps, id: number, at: Date): Promise<boolean> {
  const turn = await inTransaction(deps.pool, (tx) => beginStep(tx, id, 'prove', at));
  if (!turn) return false;
  const beganMs = performance.now();
  const reception = await sendProof(deps, turn, at);
  const ended = new Date(at.getTime() + Math.round(performance.now() - beganMs));
  await inTransaction(deps.pool, (tx) =>
    saveProof(tx, turn, { ...reception, answer: keptAnswer(reception.answer), startedAt: at, at: ended }),
  );
  return true;
}

async function sendProof(deps: WebhookDeps, { receiver }: Turn, at: Date): Promise<Reception> {
  const wire = openWire(deps, receiver);
  try {
    const id = `validate-${randomUUID()}`;
    const body = JSON.stringify({
      specversion: '1.0',
      id,
      source: `${deps.baseUrl}/api/v1/events`,
      type: 'webhook.validate',
      time: at,
      datacontenttype: 'application/json',
      data: { webhook: receiver.code, challenge: receiver.challenge },
    });
    const reception = await wire.send({ id, body });
    const checked = checkUrl(receiver.url, deps.allow);
    const isProven = provesItself(checked.ok && checked.vouched, receiver.challenge, reception.answer);
    return reception.outcome === 'delivered' && !isProven
      ? { ...reception, outcome: 'refused', trouble: 'challenge_missing' }
      : reception;
  } finally {
    await wire.close();
  }
}
