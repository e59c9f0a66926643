import { randomBytes } from 'node:crypto';
import { inTransaction, type Pool } from '../db/query';
import { addWebhook, changeWebhook, findWebhook, type NewWebhook, type ShownWebhook } from '../db/webhooks/store';
import { replayEvents, rotateSecret, skipStopped, turnWebhook } from '../db/webhooks/turn';
import { checkUrl, type UrlFault } from '../domain/webhook-address';
import { newSecret, sealingKey, sealSecret } from '../domain/webhook-signature';
import type { Actor } from '../domain/words';
import type { ServerDeps } from './deps';

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'linkKey' | 'webhookAllow'>;
export type WebhookFault = UrlFault | 'exists';
export type WebhookDone = { ok: true; webhook: ShownWebhook } | { ok: false; fault: WebhookFault };

/** The word that a receiver answers to prove that it wants this. */
const newChallenge = (): string => randomBytes(24).toString('base64url');

const mustFind = async (pool: Pool, code: string): Promise<ShownWebhook> => {
  const found = await findWebhook(pool, code);
  if (!found) throw new Error(`webhook ${code} has gone`);
  return found;
};

/** A new receiver, with its secret: this once. Its first event validates it. */
export async function makeWebhook(
  { pool, clock, linkKey, webhookAllow }: Deps,
  made: NewWebhook,
  actor: Actor,
): Promise<(WebhookDone & { ok: false }) | { ok: true; webhook: ShownWebhook; secret: string }> {
  const checked = checkUrl(made.url, webhookAllow);
  if (!checked.ok) return { ok: false, fault: checked.fault };
  const secret = newSecret();
  const keys = { secret: sealSecret(sealingKey(linkKey), made.code, secret), challenge: newChallenge() };
  const isNew = await inTransaction(pool, (tx) => addWebhook(tx, { ...made, url: checked.url }, keys, actor, clock()));
  return isNew ? { ok: true, webhook: await mustFind(pool, made.code), secret } : { ok: false, fault: 'exists' };
}

export async function editWebhook(
  { pool, clock, webhookAllow }: Deps,
  found: ShownWebhook,
  changes: Partial<Omit<NewWebhook, 'code'>>,
  actor: Actor,
): Promise<WebhookDone> {
  const made = { ...found, ...changes };
  const checked = checkUrl(made.url, webhookAllow);
  if (!checked.ok) return { ok: false, fault: checked.fault };
  await inTransaction(pool, (tx) =>
    changeWebhook(tx, found, { ...made, url: checked.url }, newChallenge(), actor, clock()),
  );
  return { ok: true, webhook: await mustFind(pool, found.code) };
}

export const pauseWebhook = ({ pool, clock }: Deps, found: ShownWebhook, actor: Actor): Promise<void> =>
  inTransaction(pool, (tx) => turnWebhook(tx, found, 'paused', newChallenge(), actor, clock()));

/** It proves itself anew, then what waits goes out. */
export const resumeWebhook = ({ pool, clock }: Deps, found: ShownWebhook, actor: Actor): Promise<void> =>
  inTransaction(pool, (tx) => turnWebhook(tx, found, 'unproven', newChallenge(), actor, clock()));

/** The new secret, this once; the old one signs as well for a day. */
export async function newSecretFor({ pool, clock, linkKey }: Deps, found: ShownWebhook, actor: Actor): Promise<string> {
  const secret = newSecret();
  const sealed = sealSecret(sealingKey(linkKey), found.code, secret);
  await inTransaction(pool, (tx) => rotateSecret(tx, found, sealed, actor, clock()));
  return secret;
}

export const replayTo = (
  { pool, clock }: Deps,
  found: ShownWebhook,
  range: { from: number; to: number },
  actor: Actor,
): Promise<number> => inTransaction(pool, (tx) => replayEvents(tx, found, range, actor, clock()));

export const skipRefused = ({ pool, clock }: Deps, found: ShownWebhook, actor: Actor): Promise<number> =>
  inTransaction(pool, (tx) => skipStopped(tx, found, actor, clock()));
