import type { Request, Response } from 'express';
import { orderFreshTicketLink } from '../../db/requester/links';
import { publicFile, publicMessages, readStanding } from '../../db/requester/view';
import { inTransaction } from '../../db/query';
import { type RateLimit, takeTurn } from '../../db/rate';
import { hashToken, newNonce, TOKEN_PATTERN } from '../../domain/link';
import { page } from '../../web/html';
import { deedsOf, nextOf } from '../../web/requester/stand';
import { TicketPage, type Typed } from '../../web/requester/ticket-page';
import { type RequesterTicket, SCORES } from '../../web/requester/view';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { sendFile } from '../send-file';
import { clientOf, isForeign, languageOf, sendPage } from '../visitor';
import { enterTicket, sendLost, type TicketEntry } from './guard';
import { serviceOf } from './service';

const FRESH: RateLimit = { max: 3, windowMs: 3_600_000 };

export async function readRequest({ pool, clock }: ServerDeps, ticket: number): Promise<RequesterTicket> {
  const standing = await readStanding(pool, ticket);
  if (!standing) throw new Error(`ticket ${ticket} is linked and not there`);
  const said = await publicMessages(pool, ticket);
  return {
    number: standing.number,
    askedAt: standing.askedAt,
    next: nextOf(standing, clock()),
    said: said.map((message) => ({
      ...message,
      id: String(message.id),
      files: message.files.map((file) => ({ ...file, id: String(file.id) })),
    })),
    allowed: deedsOf(standing),
    score: SCORES.find((score) => score === standing.score) ?? null,
  };
}

export async function showTicket(
  deps: ServerDeps,
  res: Response,
  { token, tokenHash, link, t }: TicketEntry,
  { status, typed }: { status: number; typed: Typed | null },
): Promise<void> {
  const of = await readRequest(deps, link.ticket);
  const nonce = newNonce(deps.linkKey, tokenHash, deps.clock());
  const context = { token, centre: deps.centre.name };
  const service = await serviceOf(deps.pool);
  sendPage(res, status, page(TicketPage({ t, context, of, service, nonce, typed })));
}

export async function ticketPage(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const entry = await enterTicket(deps, req, res);
  if (entry) await showTicket(deps, res, entry, { status: 200, typed: null });
}

/** A file of a public message; any other is not there. */
export async function ticketFile(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const entry = await enterTicket(deps, req, res);
  if (!entry) return;
  const id = String(req.params['id']);
  const file = /^\d{1,15}$/.test(id) ? await publicFile(deps.pool, entry.link.ticket, Number(id)) : null;
  if (!file) return sendLost(deps, res, 'unknown', { t: entry.t });
  await sendFile(deps.pool, res, file);
}

/** The same answer whether a mail was written or not: who holds a dead link learns nothing. */
export async function orderFreshTicket(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const token = String(req.params['token']);
  const at = deps.clock();
  const t = translator(languageOf(req, null));
  if (isForeign(req, deps.baseUrl)) return sendLost(deps, res, 'foreign', { t });
  const tokenHash = hashToken(token);
  for (const key of [`fresh link ${tokenHash.toString('hex')}`, `fresh link from ${clientOf(req.ip)}`]) {
    const turn = await takeTurn(deps.pool, key, FRESH, at);
    if (!turn.ok) return sendLost(deps, res, 'slow', { t, seconds: turn.retryAfterS });
  }
  if (TOKEN_PATTERN.test(token)) await inTransaction(deps.pool, (tx) => orderFreshTicketLink(tx, tokenHash, at));
  sendLost(deps, res, 'fresh', { t });
}
