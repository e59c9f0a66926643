import type { Request } from 'express';
import { type RateLimit, takeTurn, turnsLeft } from '../db/rate';
import type { Pool } from '../db/query';
import { hashToken, TOKEN_PATTERN } from '../domain/link';
import type { Language } from '../domain/words';
import { type Translate, translator } from '../web/words';
import type { ServerDeps } from './deps';
import { clientOf, languageOf } from './visitor';

const LOOKS: RateLimit = { max: 60, windowMs: 60_000 };
const MISSES: RateLimit = { max: 20, windowMs: 600_000 };

/** What a link by its token's hash opens, if anything. */
type Access<L> = { kind: 'unknown' } | { kind: 'dead' } | ({ kind: 'alive' } & L);

export interface Entry<L> {
  token: string;
  tokenHash: Buffer;
  link: L;
  t: Translate;
}
/** Why nobody is let in. */
export interface Refusal {
  what: 'slow' | 'unknown' | 'dead';
  more: { t: Translate; token?: string; seconds?: number };
}

/**
 * Lets a token in, or says why not: too many requests, unknown, dead. Nothing but a rate counter is written; only what has
 * the exact shape of a token is ever looked up.
 */
export async function admit<L extends { language: Language | null }>(
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  req: Request,
  find: (pool: Pool, tokenHash: Buffer, at: Date) => Promise<Access<L>>,
): Promise<{ ok: true; entry: Entry<L> } | ({ ok: false } & Refusal)> {
  const token = String(req.params['token']);
  const at = clock();
  const client = clientOf(req.ip);
  const t = translator(languageOf(req, null));
  const looks = await takeTurn(pool, `link look ${client}`, LOOKS, at);
  const turn = looks.ok ? await turnsLeft(pool, `link miss ${client}`, MISSES, at) : looks;
  if (!turn.ok) return { ok: false, what: 'slow', more: { t, seconds: turn.retryAfterS } };
  const tokenHash = hashToken(token);
  const link = TOKEN_PATTERN.test(token) ? await find(pool, tokenHash, at) : ({ kind: 'unknown' } as const);
  if (link.kind === 'alive')
    return { ok: true, entry: { token, tokenHash, link, t: translator(languageOf(req, link.language)) } };
  if (link.kind === 'unknown') await takeTurn(pool, `link miss ${client}`, MISSES, at);
  return { ok: false, what: link.kind, more: link.kind === 'dead' ? { t, token } : { t } };
}
