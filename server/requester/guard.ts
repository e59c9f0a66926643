import type { Request, Response } from 'express';
import { findTicketLink, type OpenTicketLink } from '../../db/requester/links';
import { nonceHolds } from '../../domain/link';
import { LANGUAGES } from '../../domain/words';
import { page } from '../../web/html';
import { type Lost, LostPage } from '../../web/requester/step-pages';
import { type Translate, translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { admit, type Entry } from '../link-door';
import { isForeign, sendPage } from '../visitor';
import { cleanText } from '../supplier/receive';
import { FILES_MAX, type PostedForm, refusedBody, withForm } from '../uploads';

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

export type TicketEntry = Entry<OpenTicketLink>;

/** Lets a token in, or answers. */
export async function enterTicket(deps: ServerDeps, req: Request, res: Response): Promise<TicketEntry | null> {
  const admitted = await admit(deps, req, findTicketLink);
  if (admitted.ok) return admitted.entry;
  sendLost(deps, res, admitted.what, admitted.more);
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
    const use = (form: PostedForm): Promise<void> => {
      const text = (name: string): string => cleanText(form.fields.get(name)?.[0] ?? '');
      const language = LANGUAGES.find((known) => known === text('lang'));
      return work({ form, text, t: language ? translator(language) : t });
    };
    await withForm(req, use, FILES_MAX);
  } catch (error) {
    const status = refusedBody(error, req, res);
    sendLost(deps, res, status === 413 ? 'tooLarge' : 'badBody', { ...back, status });
  }
}

/** The nonce of a page of this link, when it still holds; else empty. */
export const heldNonce = ({ linkKey, clock }: ServerDeps, tokenHash: Buffer, nonce: string): string =>
  nonceHolds(linkKey, tokenHash, nonce, clock()) ? nonce : '';
