import { z } from 'zod';
import { finishTask, standingTasks } from '../../../db/tasks';
import { inTransaction, rows, run } from '../../../db/query';
import { saveProof } from '../../../db/webhooks/attempts';
import { forgetDelivered } from '../../../db/webhooks/forget';
import { beginStep } from '../../../db/webhooks/queue';
import { findWebhook } from '../../../db/webhooks/store';
import { resumeWebhook } from '../../../server/webhook-deeds';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { DESK } from '../../support/posting';
import { serverDeps } from '../../support/server';
import { openCase } from '../../support/stories';
import { addWebhook, happen, trustWebhook, webhookState } from '../../support/webhooks';

const db = useDatabase();
const tasks = async (): Promise<unknown[]> =>
  (await standingTasks(db.pool, 10)).map(({ code, subject, name }) => [code, subject, name]);

test('a receiver without the challenge stops, with a mail to its owner and a task on the desk until it is resumed', async () => {
  const { id, code } = await addWebhook(db.pool, 'https://example.org/hook', [], AT);
  await inTransaction(db.pool, async (tx) => {
    const turn = await beginStep(tx, id, 'prove', AT);
    if (!turn) throw new Error('nothing is due');
    const refused = { outcome: 'refused', status: 200, trouble: 'challenge_missing', answer: 'ok' } as const;
    await saveProof(tx, turn, { ...refused, retryAfterMs: null, startedAt: AT, at: AT });
  });
  expect(await webhookState(db.pool, id)).toMatchObject({ state: 'paused', why: 'refused' });
  expect(await tasks()).toEqual([['receiver_stopped', `webhook/${id}`, expect.stringContaining('Hook')]]);
  expect(await run(db.pool, 'select from mail where webhook = $1', [id])).toBe(1);
  const found = await findWebhook(db.pool, code);
  if (found) await resumeWebhook(serverDeps(db.pool, { clock: () => AT }), found, DESK);
  expect(await tasks()).toEqual([]);
  expect(await inTransaction(db.pool, (tx) => finishTask(tx, 1, DESK, AT))).toBe(false);
});

test('what was taken long ago is forgotten with its attempts; what waits or was refused is kept', async () => {
  const { id } = await addWebhook(db.pool, 'https://example.org/hook', ['case.note'], AT);
  await trustWebhook(db.pool, id);
  const one = await openCase(db.pool, { at: AT });
  for (let n = 0; n < 4; n += 1) await happen(db.pool, [one], AT);
  const states = ['delivered', 'delivered', 'waiting', 'stopped'];
  const day = (n: number): Date => new Date(AT.getTime() + n * 86_400_000);
  await run(
    db.pool,
    `insert into webhook_delivery (webhook, position, line, state, delivered_at)
     select $1, e.position, e.subject, ($2::text[])[e.n], case when e.n = 1 then $3::timestamptz when e.n = 2 then $4::timestamptz end
       from (select position, subject, row_number() over (order by position) as n from event where type = 'case.note') e`,
    [id, states, AT, day(5)],
  );
  await run(
    db.pool,
    `insert into webhook_attempt (webhook, delivery, at, duration_ms, outcome) select $1, id, $2, 1, 'delivered' from webhook_delivery where webhook = $1`,
    [id, AT],
  );
  expect(await inTransaction(db.pool, (tx) => forgetDelivered(tx, day(1)))).toBe(1);
  const left = await rows(
    db.pool,
    z.object({ state: z.string() }),
    'select state from webhook_delivery where webhook = $1 order by position',
    [id],
  );
  expect(left.map(({ state }) => state)).toEqual(['delivered', 'waiting', 'stopped']);
  expect(await run(db.pool, 'select from webhook_attempt where webhook = $1', [id])).toBe(3);
});
