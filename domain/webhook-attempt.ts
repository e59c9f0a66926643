import { type AttemptOutcome, nextAttempt, REFUSALS_MAX, type WebhookState, type WebhookWhy } from './webhook';

/** How a receiver has been doing. */
export interface Health {
  state: WebhookState;
  why: WebhookWhy | null;
  /** Rounds of failed attempts with nothing taken between them. */
  failures: number;
  /** Refused events with nothing taken between them. */
  refusals: number;
  notBefore: Date | null;
}
export interface Attempted {
  outcome: AttemptOutcome;
  startedAt: Date;
  at: Date;
  /** What the receiver asked for, in milliseconds. */
  retryAfterMs: number | null;
}

/** What an attempt says of the receiver. Attempts under way together fail once: those begun before the present pause are of it. */
export function healthAfter(health: Health, { outcome, startedAt, at, retryAfterMs }: Attempted, seed: string): Health {
  switch (outcome) {
    case 'delivered':
      return { ...health, failures: 0, refusals: 0, notBefore: null };
    case 'gone':
      return { ...health, state: 'disabled', why: 'gone', notBefore: null };
    case 'refused': {
      const refusals = health.refusals + 1;
      return refusals < REFUSALS_MAX
        ? { ...health, refusals }
        : { ...health, refusals, state: 'paused', why: 'refused', notBefore: null };
    }
    case 'failed': {
      if (health.notBefore && startedAt < health.notBefore) return health;
      const failures = health.failures + 1;
      const notBefore = nextAttempt(failures, at, retryAfterMs, seed);
      return notBefore
        ? { ...health, failures, notBefore }
        : { ...health, failures, notBefore: null, state: 'paused', why: 'schedule_over' };
    }
  }
}

export interface Delivery {
  state: 'waiting' | 'delivered' | 'stopped';
  /** Failed attempts since it was put in the queue. */
  attempts: number;
  notBefore: Date | null;
}
/**
 * What an attempt makes of its event. One that the receiver refuses, or never takes while it takes others, stops and is
 * shown; those behind it in its line wait for a person. A receiver that is paused keeps its queue.
 */
export function deliveryAfter(
  attempts: number,
  { outcome, at, retryAfterMs }: Attempted,
  receiver: WebhookState,
  seed: string,
): Delivery {
  if (outcome === 'delivered') return { state: 'delivered', attempts, notBefore: null };
  if (outcome === 'refused' && receiver !== 'paused')
    return { state: 'stopped', attempts: attempts + 1, notBefore: null };
  const notBefore = outcome === 'failed' ? nextAttempt(attempts + 1, at, retryAfterMs, seed) : null;
  const isOver = outcome === 'failed' && !notBefore && receiver === 'active';
  return { state: isOver ? 'stopped' : 'waiting', attempts: attempts + 1, notBefore };
}
