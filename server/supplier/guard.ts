import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { findLink, type OpenLink } from '../../db/links';
import { page } from '../../web/html';
import { type Plain, PlainPage } from '../../web/supplier/plain-page';
import { SCRIPT } from '../../web/supplier/script';
import { STYLE } from '../../web/supplier/style';
import type { Translate } from '../../web/words';
import type { ServerDeps } from '../deps';
import { admit, type Entry as LinkEntry } from '../link-door';
import { sendPage } from '../visitor';

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
  if (props.seconds !== undefined) res.set('Retry-After', String(props.seconds));
  sendPage(res, status, page(PlainPage({ what, centre: centre.name, ...props })));
}

export type Entry = LinkEntry<OpenLink>;

/** Lets a token in, or answers: too many requests 429, unknown 404, dead 410. */
export async function enter(deps: ServerDeps, req: Request, res: Response): Promise<Entry | null> {
  const admitted = await admit(deps, req, findLink);
  if (admitted.ok) return admitted.entry;
  sendPlain(deps, res, admitted.what, admitted.more);
  return null;
}
