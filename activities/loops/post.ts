import type { Logger } from 'pino';
import { type ClaimedMail, claimMails, liveCases, renewLease, settleMail } from '../../db/mails';
import { concernsNobody, settlePost } from '../../db/post';
import { inTransaction, type Pool } from '../../db/query';
import { CONNECTIONS, type OutgoingMail, type Send, type Sent } from '../../mail/transport';
import { type Loop, startLoop } from './loop';

export type Composed = Omit<OutgoingMail, 'to' | 'messageId' | 'language'>;
/** Writes the letter of an intent, or says why there is none any more. */
export type Compose = (mail: ClaimedMail, at: Date) => Promise<Composed | { cancelled: string }>;
export interface PostDeps {
  pool: Pool;
  clock: () => Date;
  log: Logger;
  compose: Compose;
  send: Send;
  /** Under which Message-IDs are made. */
  mailHost: string;
}

/** Sent only while a case still holds the reason. */
const ABOUT_CASES: ReadonlySet<ClaimedMail['kind']> = new Set(['letter', 'receipt_chase', 'new_link']);
const REST_MS = 500;
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const MINUTE_MS = 60_000;
const BACK_OFF_MAX_MS = 4 * 60 * MINUTE_MS;
const PAUSE_MAX_MS = 60 * MINUTE_MS;
const GIVE_UP_MS = 5 * 24 * 60 * MINUTE_MS;

const doubling = (times: number, maxMs: number): number => Math.min(maxMs, MINUTE_MS * 2 ** (times - 1));

/** Drains the mail intents: each sent at least once, and never after its reason has gone. */
export function startPost(deps: PostDeps): Loop {
  const { pool, clock, log } = deps;
  const underWay = new Map<string, Promise<void>>();
  let pauses = 0;
  let pausedUntilMs = 0;

  const loop = startLoop('post', log, async () => {
    const at = clock();
    if (underWay.size >= CONNECTIONS || at.getTime() < pausedUntilMs) return REST_MS;
    const claimed = await claimMails(pool, at, leaseFrom(at), CONNECTIONS - underWay.size, deps.mailHost);
    for (const mail of claimed) if (!underWay.has(mail.id)) underWay.set(mail.id, handle(mail));
    return REST_MS;
  });

  async function handle(mail: ClaimedMail): Promise<void> {
    const renewal = setInterval(() => {
      renewLease(pool, mail.id, leaseFrom(clock())).catch((err: unknown) => log.warn({ err }, 'lease not renewed'));
    }, RENEW_MS);
    try {
      await settle(mail, await attempt(deps, mail));
    } catch (err) {
      log.error({ err, mail: mail.id }, 'post not settled; tried again when its lease ends');
    } finally {
      clearInterval(renewal);
      underWay.delete(mail.id);
      loop.wake();
    }
  }

  /** Writes what became of an attempt, and tells the cases, in one transaction. */
  async function settle(mail: ClaimedMail, outcome: Sent | { cancelled: string }): Promise<void> {
    const at = clock();
    if (outcome === 'sent') pauses = 0;
    else if ('paused' in outcome) {
      pauses += 1;
      pausedUntilMs = at.getTime() + doubling(pauses, PAUSE_MAX_MS);
      log.error({ trouble: outcome.paused }, 'all mail is paused: the relay refuses us');
    }
    const settled = settledBy(mail, outcome, at, new Date(pausedUntilMs));
    if (concernsNobody(mail, settled)) await settleMail(pool, mail.id, settled, at);
    else await inTransaction(pool, (tx) => settlePost(tx, mail, settled, at));
  }

  return {
    wake: loop.wake,
    stop: async () => {
      await loop.stop();
      await Promise.all(underWay.values());
    },
  };
}

const leaseFrom = (at: Date): Date => new Date(at.getTime() + LEASE_MS);

/** One attempt; whether the letter still has a reason is asked last, just before it leaves. */
async function attempt(
  { pool, clock, log, compose, send }: PostDeps,
  mail: ClaimedMail,
): Promise<Sent | { cancelled: string }> {
  try {
    const composed = await compose(mail, clock());
    if ('cancelled' in composed) return composed;
    if (ABOUT_CASES.has(mail.kind) && (await liveCases(pool, mail.id)).length === 0)
      return { cancelled: 'its reason has gone' };
    const { messageId, language, name, to } = mail;
    return await send({ ...composed, messageId, language, to: { name, address: to } });
  } catch (err) {
    log.error({ err, mail: mail.id }, 'letter not composed');
    return { later: String(err) };
  }
}

function settledBy(mail: ClaimedMail, outcome: Sent | { cancelled: string }, at: Date, pausedUntil: Date) {
  if (outcome === 'sent') return { state: 'sent' as const };
  if ('cancelled' in outcome) return { state: 'cancelled' as const, trouble: outcome.cancelled };
  if ('refused' in outcome) return { state: 'refused' as const, trouble: outcome.refused, badAddress: true };
  if ('paused' in outcome) return { state: 'pending' as const, trouble: outcome.paused, notBefore: pausedUntil };
  if (at.getTime() - mail.createdAt.getTime() >= GIVE_UP_MS)
    return { state: 'refused' as const, trouble: `given up: ${outcome.later}`, badAddress: false };
  const notBefore = new Date(at.getTime() + doubling(mail.attempts, BACK_OFF_MAX_MS));
  return { state: 'pending' as const, trouble: outcome.later, notBefore };
}
