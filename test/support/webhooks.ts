import { MockActivityEnvironment } from '@temporalio/testing';
import { z } from 'zod';
import { createWebhookActivities, type WebhookDeps } from '../../activities/webhooks';
import { placeEvents, record } from '../../db/events';
import { firstRow, inTransaction, type Pool, run } from '../../db/query';
import { readWebhookAgenda } from '../../db/webhooks/queue';
import { parseAllowList } from '../../domain/webhook-address';
import { sealingKey } from '../../domain/webhook-signature';
import { makeWebhook } from '../../server/webhook-deeds';
import { DESK } from './posting';
import { serverDeps } from './server';

const LINK_KEY = Buffer.alloc(32, 7);
export const BASE_URL = 'http://vigie.example.org';

export const webhookDeps = (pool: Pool, patch: Partial<WebhookDeps> = {}): WebhookDeps => {
  const allow = parseAllowList('127.0.0.1');
  if (!allow) throw new Error('no list');
  return { pool, clock: () => new Date(), baseUrl: BASE_URL, sealingKey: sealingKey(LINK_KEY), allow, ...patch };
};

export interface MadeWebhook {
  id: number;
  code: string;
  secret: string;
}
let made = 0;
/** A receiver as an administrator adds one, not validated yet. */
export async function addWebhook(pool: Pool, url: string, types: string[], at: Date): Promise<MadeWebhook> {
  made += 1;
  const wanted = { code: `hook-${made}`, name: `Hook ${made}`, url, types, ownerEmail: 'owner@example.org' };
  const done = await makeWebhook(serverDeps(pool, { clock: () => at }), wanted, DESK);
  if (!done.ok) throw new Error(done.fault);
  return { id: done.webhook.id, code: wanted.code, secret: done.secret };
}

/** Does what the agenda names as due at `at`, as the workflow would; the name of the step, null when nothing was due. */
export async function stepOf(deps: WebhookDeps, id: number, at: Date): Promise<string | null> {
  const { next } = await readWebhookAgenda(deps.pool, id);
  if (!next || next.dueAtMs > at.getTime()) return null;
  const { proveWebhook, deliverWebhooks } = createWebhookActivities(deps);
  const step = next.step === 'prove' ? proveWebhook : deliverWebhooks;
  await new MockActivityEnvironment().run(step, id, at.getTime());
  return next.step;
}

/** An event of a case that was placed in the log. `number` gives a case of this name. */
export async function happen(pool: Pool, cases: readonly number[], at: Date, type = 'case.note'): Promise<void> {
  await inTransaction(pool, (tx) =>
    record(
      tx,
      at,
      DESK,
      cases.map((id) => ({ type, subject: `case/${id}`, data: { n: id } })),
    ),
  );
  await placeEvents(pool);
}

export const webhookState = (pool: Pool, id: number) =>
  firstRow(
    pool,
    z.object({ state: z.string(), why: z.string().nullable(), failures: z.number(), next_due_at: z.date().nullable() }),
    'select state, why, failures, next_due_at from webhook where id = $1',
    [id],
  );

/** As if it had proved itself already. */
export const trustWebhook = (pool: Pool, id: number): Promise<number> =>
  run(pool, `update webhook set state = 'active' where id = $1`, [id]);
