import { deliveryAfter } from '../../domain/webhook-attempt';
import { record } from '../events';
import { type Db, run } from '../query';
import { type Attempt, CLOCK, end, judge } from './health';
import type { DueDelivery } from './due';
import { lockReceiver, saveNext, takeEvents, type Turn } from './queue';

/**
 * Writes what did not succeed. False when the turn is over: another step has begun, or the receiver was paused meanwhile.
 */
export async function saveFailed(tx: Db, turn: Turn, of: DueDelivery, attempt: Attempt): Promise<boolean> {
  const receiver = await lockReceiver(tx, turn.receiver.id);
  if (receiver?.lease !== turn.lease) return false;
  const health = await judge(tx, receiver, attempt);
  const after = deliveryAfter(of.attempts, attempt, health.state, String(of.id));
  await run(tx, 'update webhook_delivery set state = $2, attempts = $3, not_before = $4 where id = $1', [
    of.id,
    after.state,
    after.attempts,
    after.notBefore,
  ]);
  await keep(tx, receiver.id, of.id, attempt);
  if (after.state === 'stopped')
    await record(tx, attempt.at, CLOCK, [
      {
        type: 'webhook.stopped',
        subject: `webhook/${receiver.id}`,
        data: { code: receiver.code, position: of.position },
      },
    ]);
  return health.state === 'active';
}

/** What was taken, many at once: it is what happens thousands of times. False when the turn is over. */
export async function saveDelivered(
  tx: Db,
  turn: Turn,
  taken: readonly { of: DueDelivery; attempt: Attempt }[],
): Promise<boolean> {
  const attempts = taken.map(({ attempt }) => attempt);
  const touched = await run(
    tx,
    `with held as (
       update webhook set failures = 0, refusals = 0, not_before = null, succeeded_at = $3 where id = $1 and lease = $2 returning id
     ), taken as (
       select * from held, unnest($4::bigint[], $5::timestamptz[], $6::int[], $7::int[], $8::text[]) as t (delivery, at, duration, status, answer)
     ), noted as (
       insert into webhook_attempt (webhook, delivery, at, duration_ms, outcome, status, answer)
       select id, delivery, at, duration, 'delivered', status, answer from taken order by at)
     update webhook_delivery d set state = 'delivered', delivered_at = t.at, not_before = null from taken t where d.id = t.delivery`,
    [
      turn.receiver.id,
      turn.lease,
      attempts.at(-1)?.at,
      taken.map(({ of }) => of.id),
      attempts.map(({ at }) => at),
      attempts.map(durationOf),
      attempts.map(({ status }) => status),
      attempts.map(({ answer }) => answer),
    ],
  );
  return touched > 0;
}
const durationOf = ({ startedAt, at }: Attempt): number => at.getTime() - startedAt.getTime();

/** What the attempt to prove itself came to: from the first success on it takes what happens. */
export async function saveProof(tx: Db, turn: Turn, attempt: Attempt): Promise<void> {
  const receiver = await lockReceiver(tx, turn.receiver.id);
  if (receiver?.lease !== turn.lease) return;
  const health = await judge(tx, receiver, attempt);
  await keep(tx, receiver.id, null, attempt);
  if (attempt.outcome === 'delivered') {
    await run(tx, `update webhook set state = 'active', wanted_at = $2, succeeded_at = $2 where id = $1`, [
      receiver.id,
      attempt.at,
    ]);
    await record(tx, attempt.at, CLOCK, [
      { type: 'webhook.proven', subject: `webhook/${receiver.id}`, data: { code: receiver.code } },
    ]);
  } else if (attempt.outcome === 'refused' && health.state === 'unproven')
    // What it says to a proof it will say again: somebody must look.
    await end(tx, receiver, { ...health, state: 'paused', why: 'refused', notBefore: null }, attempt);
  await saveNext(tx, receiver.id);
}

const keep = (tx: Db, webhook: number, delivery: number | null, attempt: Attempt): Promise<number> =>
  run(
    tx,
    `insert into webhook_attempt (webhook, delivery, at, duration_ms, outcome, status, trouble, answer) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      webhook,
      delivery,
      attempt.at,
      durationOf(attempt),
      attempt.outcome,
      attempt.status,
      attempt.trouble,
      attempt.answer,
    ],
  );

/** Takes what has come meanwhile and, when the turn still stands, writes what is next. */
export async function endStep(tx: Db, { receiver, lease }: Turn): Promise<void> {
  const found = await lockReceiver(tx, receiver.id);
  if (found?.lease !== lease) return;
  if (found.state === 'active') await takeEvents(tx, receiver.id);
  await run(tx, 'update webhook set lease = null where id = $1', [receiver.id]);
  await saveNext(tx, receiver.id);
}
