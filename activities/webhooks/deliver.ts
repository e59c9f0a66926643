import { performance } from 'node:perf_hooks';
import { endStep, saveDelivered, saveFailed } from '../../db/webhooks/attempts';
import { type DueDelivery, dueDeliveries } from '../../db/webhooks/due';
import type { Attempt } from '../../db/webhooks/health';
import { beginStep, lockReceiver, takeEvents, type Turn } from '../../db/webhooks/queue';
import { inTransaction, type Pool } from '../../db/query';
import { eventId, outsideEvent } from '../../domain/webhook-event';
import { gathering } from './gather';
import { keptAnswer, type Parcel, type Reception } from './send';

const STEP_MS = 20_000;
const PAGE = 500;
const IN_FLIGHT_MAX = 4;

/** Sends to one receiver, for as long as a step lasts. */
export interface Wire {
  send: (parcel: Pick<Parcel, 'id' | 'body'>) => Promise<Reception>;
  close: () => Promise<void>;
}
export interface DeliverDeps {
  pool: Pool;
  baseUrl: string;
  epoch: string;
  open: (turn: Turn) => Wire;
  /** This process is about to end: nothing more is begun. */
  stop: AbortSignal;
}

/**
 * Delivers what is due, for up to 20 s: four at a time, one of a case, each case in its order; to a receiver that fails, one
 * at a time until it takes one. `at` is the workflow's instant; what happens in the step happens that much later.
 */
export async function deliverStep(deps: DeliverDeps, id: number, at: Date): Promise<boolean> {
  const turn = await inTransaction(deps.pool, (tx) => beginStep(tx, id, 'deliver', at));
  if (!turn) return false;
  const beganMs = performance.now();
  const now = (): Date => new Date(at.getTime() + Math.round(performance.now() - beganMs));
  const wire = deps.open(turn);
  try {
    const isOver = (): boolean => performance.now() - beganMs >= STEP_MS || deps.stop.aborted;
    for (let goesOn = true; goesOn; ) {
      const page = await nextPage(deps.pool, turn, now());
      goesOn = page.length > 0 && (await deliverPage(deps, wire, turn, page, now, isOver));
    }
  } finally {
    await wire.close();
  }
  await inTransaction(deps.pool, (tx) => endStep(tx, turn));
  return true;
}

const nextPage = (pool: Pool, { receiver, lease }: Turn, at: Date): Promise<DueDelivery[]> =>
  inTransaction(pool, async (tx) => {
    const found = await lockReceiver(tx, receiver.id);
    if (found?.lease !== lease || (found.notBefore && found.notBefore > at)) return [];
    await takeEvents(tx, receiver.id);
    return dueDeliveries(tx, receiver.id, at, PAGE);
  });

/**
 * True when all of the page has been taken and there is time for more. A line goes on once its event is written as taken; a
 * slot is free again as soon as the receiver has answered.
 */
async function deliverPage(
  deps: DeliverDeps,
  wire: Wire,
  turn: Turn,
  page: readonly DueDelivery[],
  now: () => Date,
  isOver: () => boolean,
): Promise<boolean> {
  const waiting = [...page];
  const busy = new Set<string>();
  let sending = 0;
  let goesOn = true;
  let isTrusted = turn.receiver.failures === 0;
  let change = signal();
  const saveTaken = gathering((taken: readonly { of: DueDelivery; attempt: Attempt }[]) =>
    inTransaction(deps.pool, (tx) => saveDelivered(tx, turn, taken)),
  );

  const takeNext = (): DueDelivery | undefined => {
    const index = waiting.findIndex(({ line }) => !busy.has(line));
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  };
  const handle = async (of: DueDelivery): Promise<void> => {
    sending += 1;
    const attempt = await attemptOf(deps, wire, of, now);
    sending -= 1;
    change.give();
    if (attempt.outcome === 'delivered') {
      isTrusted = true;
      if (!(await saveTaken({ of, attempt }))) goesOn = false;
      busy.delete(of.line);
      return;
    }
    if (attempt.outcome === 'failed') goesOn = false;
    if (!(await inTransaction(deps.pool, (tx) => saveFailed(tx, turn, of, attempt)))) goesOn = false;
  };
  const underWay = new Set<Promise<void>>();
  for (;;) {
    while (goesOn && !isOver() && sending < (isTrusted ? IN_FLIGHT_MAX : 1)) {
      const one = takeNext();
      if (!one) break;
      busy.add(one.line);
      const handling = handle(one).finally(() => underWay.delete(handling));
      underWay.add(handling);
    }
    if (underWay.size === 0) return goesOn && !isOver();
    change = signal();
    await Promise.race([...underWay, change.given]);
  }
}

/** Something to wait for beside what is under way. */
function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

async function attemptOf(
  { baseUrl, epoch }: DeliverDeps,
  wire: Wire,
  { position, ...event }: DueDelivery,
  now: () => Date,
): Promise<Attempt> {
  const { at, type, case: number, actor, data } = event;
  const body = JSON.stringify(outsideEvent({ at, type, case: number, actor, data }, epoch, position, baseUrl));
  const startedAt = now();
  const reception = await wire.send({ id: eventId(epoch, position), body });
  return { ...reception, answer: keptAnswer(reception.answer), startedAt, at: now() };
}
