import type { RequestHandler, Response } from 'express';
import { findKey, keyLooksRight } from '../db/keys';
import type { Scope } from '../domain/permissions';
import type { Actor, Role } from '../domain/words';
import type { ServerDeps } from './deps';
import { problem } from './errors';

/** Who calls the API: a person by a key made for them, or a service. */
export interface Caller {
  actor: Actor;
  /** Null = a service. */
  role: Role | null;
  scopes: string[];
  keyId: number | null;
}

const CHALLENGE = { headers: { 'WWW-Authenticate': 'Bearer realm="vigie"' } };
const unauthenticated = (code: string, detail: string) => problem(401, code, detail, CHALLENGE);

/** Turns the Bearer key into `res.locals.caller`, or refuses. */
export const apiCaller =
  ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): RequestHandler =>
  async (req, res, next) => {
    const [scheme, key, ...rest] = (req.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !key || rest.length > 0)
      throw unauthenticated('key_missing', 'Send Authorization: Bearer and your API key.');
    const found = keyLooksRight(key) ? await findKey(pool, key, clock()) : 'unknown';
    if (found === 'unknown') throw unauthenticated('key_unknown', 'This API key is not known.');
    if (found === 'expired') throw unauthenticated('key_expired', 'This API key has expired.');
    if (found === 'revoked') throw unauthenticated('key_revoked', 'This API key was revoked.');
    if (found === 'inactive') throw unauthenticated('person_inactive', 'The person of this API key is not active.');
    res.locals['caller'] = found satisfies Caller;
    res.set('Cache-Control', 'no-store');
    next();
  };

// Safe: every route that asks for it stands behind `apiCaller`.
export const callerOf = (res: Response): Caller => res.locals['caller'] as Caller;

/** Refuses a caller that has none of these scopes. */
export const needScope =
  (...scopes: Scope[]): RequestHandler =>
  (_req, res, next) => {
    if (!scopes.some((scope) => callerOf(res).scopes.includes(scope)))
      throw problem(403, 'scope_missing', `This API key lacks the scope ${scopes.join(' or ')}.`);
    next();
  };
