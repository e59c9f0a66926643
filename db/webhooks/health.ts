import { randomUUID } from 'node:crypto';
import { type Attempted, type Health, healthAfter } from '../../domain/webhook-attempt';
import { record } from '../events';
import { type Db, run } from '../query';
import { raiseTask } from '../tasks';
import type { Receiver } from './queue';

export const CLOCK = { kind: 'clock' } as const;

/** One attempt as it went; `answer` is the beginning of what the receiver said, for administrators. */
export interface Attempt extends Attempted {
  status: number | null;
  trouble: string | null;
  answer: string | null;
}

/** What an attempt says of the receiver's health, written beside it. */
export async function judge(tx: Db, receiver: Receiver, attempt: Attempt): Promise<Health> {
  const health = healthAfter({ ...receiver, why: null }, attempt, `webhook/${receiver.id}`);
  if (health.state !== receiver.state) await end(tx, receiver, health, attempt);
  else
    await run(tx, 'update webhook set failures = $2, refusals = $3, not_before = $4 where id = $1', [
      receiver.id,
      health.failures,
      health.refusals,
      health.notBefore,
    ]);
  return health;
}

/** Paused or disabled: nothing more leaves, what waits stays, its owner is told by mail and the desk has a task. */
export async function end(tx: Db, receiver: Receiver, health: Health, { at }: Attempt): Promise<void> {
  await run(
    tx,
    `update webhook set state = $2, why = $3, failures = $4, refusals = $5, not_before = null, next_step = null, next_due_at = null
      where id = $1`,
    [receiver.id, health.state, health.why, health.failures, health.refusals],
  );
  await record(tx, at, CLOCK, [
    {
      type: `webhook.${health.state}`,
      subject: `webhook/${receiver.id}`,
      data: { code: receiver.code, why: health.why },
    },
  ]);
  await raiseTask(tx, `webhook/${receiver.id}`, 'receiver_stopped', at);
  await run(
    tx,
    `insert into mail (id, kind, to_email, language, message_id, created_at, not_before, webhook)
     select $1::uuid, 'webhook_paused', $2, coalesce((select language from person where email = $2), 'fr'), $1::text || '@vigie', $3, $3, $4`,
    [randomUUID(), receiver.ownerEmail, at, receiver.id],
  );
}
