import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Worker } from '@temporalio/worker';
import { z } from 'zod';
import { createWebhookWorker } from '../../activities/work';
import { firstRow, rows } from '../../db/query';
import { findWebhook } from '../../db/webhooks/store';
import { resumeWebhook } from '../../server/webhook-deeds';
import { webhookWorkflowId } from '../../workflows/messages';
import { useDatabase } from '../support/database';
import { DESK } from '../support/posting';
import { type Receiver, startReceiver } from '../support/receiver';
import { serverDeps } from '../support/server';
import { openCase } from '../support/stories';
import { HISTORIES, silent, useTime, withoutMachine } from '../support/temporal';
import { addWebhook, happen, webhookDeps } from '../support/webhooks';

const db = useDatabase();
let worker: Worker;
let running: Promise<void>;
let receiver: Receiver;
// Before the hooks of `useTime`: its connection closes once nobody works on it.
afterAll(async () => {
  worker.shutdown();
  await running;
  await receiver.stop();
});
const time = useTime(db);
beforeAll(async () => {
  receiver = await startReceiver();
  const deps = { ...webhookDeps(db.pool, { clock: time.clock }), log: silent };
  worker = await createWebhookWorker(deps, time.env.nativeConnection, { namespace: 'default' });
  running = worker.run();
});

beforeEach(() => {
  receiver.answer = (_, res) => void res.writeHead(204).end();
});

const State = z.object({
  state: z.string(),
  why: z.string().nullable(),
  due: z.date().nullable(),
  attempts: z.number(),
  busy: z.boolean(),
});
const stateOf = async (id: number): Promise<z.output<typeof State>> => {
  const found = await firstRow(
    db.pool,
    State,
    `select state, why, next_due_at as due, lease is not null as busy, (select count(*) from webhook_attempt where webhook = w.id) as attempts from webhook w where id = $1`,
    [id],
  );
  if (!found) throw new Error('no webhook');
  return found;
};
async function until(id: number, holds: (state: z.output<typeof State>) => boolean): Promise<z.output<typeof State>> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const state = await stateOf(id);
    if (holds(state)) return state;
    await new Promise((go) => setTimeout(go, 10));
  }
  throw new Error(`never: ${JSON.stringify(await stateOf(id))}`);
}

const HOUR_MS = 3_600_000;

test('a dead receiver is tried for three days by the schedule, then paused with its queue; resumed it gets everything', async () => {
  const webhook = await addWebhook(db.pool, receiver.url, ['case.note'], time.clock());
  await until(webhook.id, ({ state }) => state === 'active');
  const one = await openCase(db.pool, { at: time.clock() });
  receiver.answer = (_, res) => void res.writeHead(503).end();
  receiver.got.length = 0;
  for (let round = 0; round < 3; round += 1) await happen(db.pool, [one], time.clock());
  let seen = await until(webhook.id, ({ attempts, busy }) => attempts >= 2 && !busy);
  while (seen.state === 'active') {
    const { attempts, due } = seen;
    if (!due) throw new Error('nothing is due');
    await time.env.sleep(Math.max(1, due.getTime() - (await time.env.currentTimeMs())));
    seen = await until(webhook.id, (now) => now.attempts > attempts && !now.busy);
  }
  expect(seen).toMatchObject({ state: 'paused', why: 'schedule_over', due: null, attempts: 11 });
  expect(new Set(receiver.got.map(({ event }) => event.id)).size).toBe(1);
  const tried = await rows(
    db.pool,
    z.object({ at: z.date() }),
    `select at from webhook_attempt where webhook = $1 and delivery is not null order by id`,
    [webhook.id],
  );
  const hours = ((tried.at(-1)?.at.getTime() ?? 0) - (tried[0]?.at.getTime() ?? 0)) / HOUR_MS;
  expect(hours).toBeGreaterThan(0.8 * 75);
  expect(hours).toBeLessThan(1.25 * 76);
  const mails = await rows(
    db.pool,
    z.object({ to: z.string() }),
    `select to_email as "to" from mail where webhook = $1`,
    [webhook.id],
  );
  expect(mails).toEqual([{ to: 'owner@example.org' }]);
  const run = time.env.client.workflow.getHandle(webhookWorkflowId(webhook.id));
  await run.result();
  if (process.env['VIGIE_RECORD_HISTORIES'])
    await writeFile(
      join(HISTORIES, 'dead-webhook.json'),
      `${withoutMachine(historyToJSON(await run.fetchHistory()))}\n`,
    );
  receiver.answer = (_, res) => void res.writeHead(204).end();
  receiver.got.length = 0;
  const found = await findWebhook(db.pool, webhook.code);
  if (found) await resumeWebhook(serverDeps(db.pool, { clock: time.clock }), found, DESK);
  await until(webhook.id, ({ attempts }) => attempts >= 15);
  expect(receiver.got.map(({ event }) => event.type)).toEqual([
    'webhook.validate',
    'case.note',
    'case.note',
    'case.note',
  ]);
});

test('a new event wakes an idle receiver, without polling', async () => {
  const webhook = await addWebhook(db.pool, receiver.url, ['case.note'], time.clock());
  await until(webhook.id, ({ state, due }) => state === 'active' && due === null);
  receiver.got.length = 0;
  const all = [await openCase(db.pool, { at: time.clock() }), await openCase(db.pool, { at: time.clock() })];
  await happen(db.pool, all, time.clock());
  await until(webhook.id, ({ attempts }) => attempts >= 3);
  expect(new Set(receiver.got.map(({ event }) => event.data['n']))).toEqual(new Set(all));
});
