import { createHash } from 'node:crypto';
import type { Agenda } from './agenda';

/** `unproven` until the receiver has answered the first event; `paused` keeps its queue; `disabled` takes no more. */
export const WEBHOOK_STATES = ['unproven', 'active', 'paused', 'disabled'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];
/** Why it is paused or disabled: a person did it, the schedule has ended, it refuses everything, it said that it is gone. */
export const WEBHOOK_WHYS = ['person', 'schedule_over', 'refused', 'gone'] as const;
export type WebhookWhy = (typeof WEBHOOK_WHYS)[number];

export const WEBHOOK_STEPS = ['prove', 'deliver'] as const;
export type WebhookStep = (typeof WEBHOOK_STEPS)[number];

export interface WebhookFacts {
  state: WebhookState;
  createdAt: Date;
  /** Failed attempts in a row, counted once for those that were under way together. */
  failures: number;
  /** Nothing leaves before. */
  notBefore: Date | null;
  /** The earliest instant at which something that waits may leave; null when nothing waits. */
  waitingSince: Date | null;
}

/** What is next for a receiver and when. One that is paused or disabled ends its run; to resume starts another. */
export function webhookAgenda({ state, createdAt, notBefore, waitingSince }: WebhookFacts): Agenda<WebhookStep> {
  const due = (step: WebhookStep, from: Date): Agenda<WebhookStep> => ({
    closed: false,
    next: { step, dueAtMs: Math.max(from.getTime(), notBefore?.getTime() ?? 0) },
  });
  switch (state) {
    case 'unproven':
      return due('prove', createdAt);
    case 'active':
      return waitingSince ? due('deliver', waitingSince) : { closed: false, next: null };
    case 'paused':
    case 'disabled':
      return { closed: true, next: null };
  }
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** From each failed attempt to the next; the first attempt is made at once. */
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
export const ATTEMPTS_MAX = WAITS_MS.length + 1;
const RETRY_AFTER_MAX_MS = 24 * HOUR_MS;
/** Refusals in a row, with nothing taken between them, after which a receiver is paused: it refuses everything. */
export const REFUSALS_MAX = 10;

/** What an attempt came to. `failed` is tried again; `refused` stops this event and those of its case behind it; `gone` is for good. */
export type AttemptOutcome = 'delivered' | 'failed' | 'refused' | 'gone';

const TRY_AGAIN: ReadonlySet<number> = new Set([408, 409, 425, 429]);
export function outcomeOfStatus(status: number): AttemptOutcome {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  return status >= 400 && status < 500 && !TRY_AGAIN.has(status) ? 'refused' : 'failed';
}

/**
 * Where nobody vouches for the host the answer must be the challenge, as text or as `{"challenge": …}`: so nobody can point us
 * at a stranger, not even at one whose page echoes what it was sent.
 */
export function provesItself(vouched: boolean, challenge: string, answer: string | null): boolean {
  if (vouched) return true;
  const text = answer?.trim() ?? '';
  return text === challenge || challengeIn(text) === challenge;
}
function challengeIn(text: string): unknown {
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === 'object' && told !== null && 'challenge' in told && Object.keys(told).length === 1
      ? told.challenge
      : null;
  } catch {
    return null;
  }
}

/**
 * When to try again after the `attempts`th failure; null when the schedule is over. Up to a fifth later or earlier, so that
 * what failed together does not come back together: by `seed`, so that the same failure has the same instant.
 */
export function nextAttempt(attempts: number, at: Date, retryAfterMs: number | null, seed: string): Date | null {
  const waitMs = WAITS_MS[attempts - 1];
  if (waitMs === undefined) return null;
  const jitter = 0.8 + 0.4 * fraction(`${seed}/${attempts}`);
  return new Date(at.getTime() + Math.max(waitMs * jitter, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)));
}
const fraction = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 0x1_0000_0000;

/** `Retry-After` in milliseconds: seconds, or a date. Null when there is none that can be read. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * SECOND_MS : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
