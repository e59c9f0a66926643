import type { Request, Response } from 'express';
import { findTicketLink, type OpenTicketLink } from '../../db/requester/links';
import { type RateLimit, takeTurn, turnsLeft } from '../../db/rate';
import { hashToken, nonceHolds, TOKEN_PATTERN } from '../../domain/link';
import { LANGUAGES } from '../../domain/words';
import { page } from '../../web/html';
import { type Lost, LostPage } from '../../web/requester/step-pages';
import { type Translate, translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { Problem } from '../errors';
import { clientOf, isForeign, languageOf, sendPage } from '../supplier/guard';
import { cleanText } from '../supplier/receive';
import { type PostedForm, withForm } from '../uploads';

const LOOKS: RateLimit = { max: 60, windowMs: 60_000 };
const MISSES: RateLimit = { max: 20, windowMs: 600_000 };
const STATUS: Record<Lost, number> = {
  unknown: 404,
  dead: 410,
  fresh: 200,
  slow: 429,
  foreign: 403,
  notAllowed: 409,
  badBody: 400,
  tooLarge: 413,
};

/** A page that says one thing, with its status. */
export function sendLost(
  { centre }: Pick<ServerDeps, 'centre'>,
  res: Response,
  what: Lost,
  more: { t: Translate; token?: string; seconds?: number; status?: number },
): void {
  const { status = STATUS[what], ...props } = more;
  if (props.seconds !== undefined) res.set('Retry-After', String(props.seconds));
  sendPage(res, status, page(LostPage({ what, centre: centre.name, ...props })));
}

export interface TicketEntry {
  token: string;
  tokenHash: Buffer;
  link: OpenTicketLink;
  t: Translate;
}

/** Lets a token in, or answers. Nothing but a rate counter is written; only the exact shape of a token is ever looked up. */
export async function enterTicket(deps: ServerDeps, req: Request, res: Response): Promise<TicketEntry | null> {
  const token = String(req.params['token']);
  const at = deps.clock();
  const client = clientOf(req.ip);
  const t = translator(languageOf(req, null));
  const looks = await takeTurn(deps.pool, `link look ${client}`, LOOKS, at);
  const turn = looks.ok ? await turnsLeft(deps.pool, `link miss ${client}`, MISSES, at) : looks;
  if (!turn.ok) {
    sendLost(deps, res, 'slow', { t, seconds: turn.retryAfterS });
    return null;
  }
  const tokenHash = hashToken(token);
  const found = TOKEN_PATTERN.test(token)
    ? await findTicketLink(deps.pool, tokenHash, at)
    : ({ kind: 'unknown' } as const);
  if (found.kind === 'alive') return { token, tokenHash, link: found, t: translator(languageOf(req, found.language)) };
  if (found.kind === 'unknown') await takeTurn(deps.pool, `link miss ${client}`, MISSES, at);
  sendLost(deps, res, found.kind, found.kind === 'dead' ? { t, token } : { t });
  return null;
}

/** A form as it was posted. */
export interface Posted {
  form: PostedForm;
  /** The first value of a field, cleaned. */
  text: (name: string) => string;
  /** As the form was shown. */
  t: Translate;
}
/** Reads a form of ours, or answers; what is wrong with its body is said on a page. */
export async function receivePosted(
  deps: ServerDeps,
  req: Request,
  res: Response,
  { t, token }: { t: Translate; token?: string },
  work: (posted: Posted) => Promise<void>,
): Promise<void> {
  const back = token === undefined ? { t } : { t, token };
  if (isForeign(req, deps.baseUrl)) return sendLost(deps, res, 'foreign', back);
  try {
    await withForm(req, (form) => {
      const text = (name: string): string => cleanText(form.fields.get(name)?.[0] ?? '');
      const language = LANGUAGES.find((known) => known === text('lang'));
      return work({ form, text, t: language ? translator(language) : t });
    });
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500 || res.headersSent) throw error;
    if (!req.complete) res.set('Connection', 'close'); // what is left of a refused body is not read
    sendLost(deps, res, error.status === 413 ? 'tooLarge' : 'badBody', { ...back, status: error.status });
  }
}

/** The nonce of a page of this link, when it still holds; else empty. */
export const heldNonce = ({ linkKey, clock }: ServerDeps, tokenHash: Buffer, nonce: string): string =>
  nonceHolds(linkKey, tokenHash, nonce, clock()) ? nonce : '';
