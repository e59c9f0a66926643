import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { findLink, type OpenLink } from '../../db/links';
import { type RateLimit, takeTurn, turnsLeft } from '../../db/rate';
import { hashToken, TOKEN_PATTERN } from '../../domain/link';
import { LANGUAGES, type Language } from '../../domain/words';
import { page } from '../../web/html';
import { type Plain, PlainPage } from '../../web/supplier/plain-page';
import { SCRIPT } from '../../web/supplier/script';
import { STYLE } from '../../web/supplier/style';
import { type Translate, translator } from '../../web/words';
import type { ServerDeps } from '../deps';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64');
const HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  'Content-Security-Policy':
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; script-src 'sha256-${SCRIPT_HASH}'; img-src data: 'self'; ` +
    `form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
};
export const supplierHeaders: RequestHandler = (_req, res, next) => {
  res.set(HEADERS);
  next();
};

const LOOKS: RateLimit = { max: 60, windowMs: 60_000 };
const MISSES: RateLimit = { max: 20, windowMs: 600_000 };

/** The address as one client: an IPv6 one by its network of 64 bits. */
export function clientOf(ip: string | undefined): string {
  const address = (ip ?? '').replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const start = head.split(':').filter((part) => part !== '');
  const end = tail.split(':').filter((part) => part !== '');
  const zeros = address.includes('::') ? Math.max(0, 8 - start.length - end.length) : 0;
  return [...start, ...Array.from({ length: zeros }, () => '0'), ...end].slice(0, 4).join(':');
}

/** `?lang` first, since a person has just chosen it; else the contact's language, the browser's, French. */
export function languageOf(req: Request, contact: Language | null, chosen?: string): Language {
  const asked = chosen ?? (typeof req.query['lang'] === 'string' ? req.query['lang'] : undefined);
  const known = LANGUAGES.find((language) => language === asked);
  return known ?? contact ?? (req.acceptsLanguages('fr', 'en') === 'en' ? 'en' : 'fr');
}

export const sendPage = (res: Response, status: number, html: string): void =>
  void res.status(status).type('html').send(html);

const STATUS: Record<Plain, number> = {
  unknown: 404,
  dead: 410,
  fresh: 200,
  slow: 429,
  foreign: 403,
  notAllowed: 403,
  badBody: 400,
  tooLarge: 413,
};
/** A page that says one thing, with its status. */
export function sendPlain(
  { centre }: Pick<ServerDeps, 'centre'>,
  res: Response,
  what: Plain,
  more: { t: Translate; token?: string; seconds?: number; status?: number },
): void {
  const { status = STATUS[what], ...props } = more;
  sendPage(res, status, page(PlainPage({ what, centre: centre.name, ...props })));
}

export interface Entry {
  token: string;
  tokenHash: Buffer;
  link: OpenLink;
  t: Translate;
}

/**
 * Lets a token in, or answers: too many requests 429, unknown 404, dead 410. Nothing but a rate counter is written;
 * only what has the exact shape of a token is ever looked up.
 */
export async function enter(deps: ServerDeps, req: Request, res: Response): Promise<Entry | null> {
  const token = String(req.params['token']);
  const at = deps.clock();
  const client = clientOf(req.ip);
  const t = translator(languageOf(req, null));
  const looks = await takeTurn(deps.pool, `link look ${client}`, LOOKS, at);
  const turn = looks.ok ? await turnsLeft(deps.pool, `link miss ${client}`, MISSES, at) : looks;
  if (!turn.ok) {
    res.set('Retry-After', String(turn.retryAfterS));
    sendPlain(deps, res, 'slow', { t, seconds: turn.retryAfterS });
    return null;
  }
  const tokenHash = hashToken(token);
  const found = TOKEN_PATTERN.test(token) ? await findLink(deps.pool, tokenHash, at) : ({ kind: 'unknown' } as const);
  if (found.kind === 'alive') return { token, tokenHash, link: found, t: translator(languageOf(req, found.language)) };
  if (found.kind === 'unknown') await takeTurn(deps.pool, `link miss ${client}`, MISSES, at);
  sendPlain(deps, res, found.kind, found.kind === 'dead' ? { t, token } : { t });
  return null;
}

/**
 * True for a form of another site. Browsers that say nothing are let through: the nonce stands behind this. Our own pages
 * send `Origin: null`, since they refer to nothing.
 */
export function isForeign(req: Request, baseUrl: string): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = req.get('origin');
  return (
    origin !== undefined &&
    origin !== 'null' &&
    origin !== new URL(baseUrl).origin &&
    origin !== `${req.protocol}://${req.get('host') ?? ''}`
  );
}
