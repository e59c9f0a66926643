import compression from 'compression';
import { type Request, type Response, Router } from 'express';
import { orderFreshLink } from '../../db/links';
import { inTransaction } from '../../db/query';
import { takeTurn } from '../../db/rate';
import { hashToken, TOKEN_PATTERN } from '../../domain/link';
import { page } from '../../web/html';
import { AccessibilityPage } from '../../web/supplier/accessibility-page';
import { CasePage, ListPage } from '../../web/supplier/case-page';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { besideOf } from '../public/advice';
import { receiveAnswer } from './answer';
import { contextOf } from './context';
import { readDraft } from './draft';
import { enter, sendPlain, supplierHeaders } from './guard';
import { clientOf, isForeign, languageOf, sendPage } from '../visitor';
import { receiveMessage } from './message';
import { receiveForward, receiveRevocation, showForward } from './forward';
import { sendTemplate } from './template';
import { receiveUndo } from './undo';
import { viewsOf } from './view';
import { receiveWide, showWide } from './wide';

const FRESH = { max: 3, windowMs: 3_600_000 };

/** What a supplier meets, without a log-in: GET and HEAD change nothing, only a confirmed POST does. */
export const supplierRoutes = (deps: ServerDeps): Router =>
  Router()
    .get('/accessibilite', supplierHeaders, (req, res) => showAccessibility(deps, req, res))
    .use('/s', supplierHeaders, compression())
    .get('/s/:token', (req, res) => show(deps, req, res))
    .get('/s/:token/correction.csv', (req, res) => sendTemplate(deps, req, res))
    .get('/s/:token/answer', (req, res) => res.redirect(303, `/s/${encodeURIComponent(req.params.token)}`))
    .post('/s/:token/answer', (req, res) => receiveAnswer(deps, req, res))
    .post('/s/:token/message', (req, res) => receiveMessage(deps, req, res))
    .post('/s/:token/undo', (req, res) => receiveUndo(deps, req, res))
    .get('/s/:token/forward', (req, res) => showForward(deps, req, res))
    .post('/s/:token/forward', (req, res) => receiveForward(deps, req, res))
    .post('/s/:token/revoke', (req, res) => receiveRevocation(deps, req, res))
    .get('/s/:token/wide', (req, res) => showWide(deps, req, res))
    .post('/s/:token/wide', (req, res) => receiveWide(deps, req, res))
    .post('/s/:token/fresh', (req, res) => orderFresh(deps, req, res));

function showAccessibility({ centre }: ServerDeps, req: Request, res: Response): void {
  sendPage(res, 200, page(AccessibilityPage({ t: translator(languageOf(req, null)), centre })));
}

async function show(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const entry = await enter(deps, req, res);
  if (!entry) return;
  const { link, t } = entry;
  const wanted = link.cases.filter(({ number }) => number === req.query['case']);
  const cases = wanted.length > 0 ? wanted : link.cases;
  const views = await viewsOf(deps, link, cases);
  const only = views.length === 1 ? views[0] : undefined;
  const context = contextOf(deps, entry, wanted[0]?.number ?? null);
  const blank = {
    ...(await readDraft(deps.pool, entry, only?.number ?? null)),
    errors: [],
    rows: [],
    beside: await besideOf(deps, entry),
  };
  const node = only
    ? CasePage({ t, context, of: only, several: link.cases.length > 1, ...blank })
    : ListPage({ t, context, cases: views, ...blank });
  sendPage(res, 200, page(node));
}

/** The same answer whether a mail was written or not: who holds a dead link learns nothing. */
async function orderFresh(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const { token } = req.params;
  const at = deps.clock();
  const t = translator(languageOf(req, null));
  if (isForeign(req, deps.baseUrl)) return sendPlain(deps, res, 'foreign', { t });
  const tokenHash = hashToken(String(token));
  const keys = [`fresh link ${tokenHash.toString('hex')}`, `fresh link from ${clientOf(req.ip)}`];
  for (const key of keys) {
    const turn = await takeTurn(deps.pool, key, FRESH, at);
    if (!turn.ok) return sendPlain(deps, res, 'slow', { t, seconds: turn.retryAfterS });
  }
  if (TOKEN_PATTERN.test(String(token))) await inTransaction(deps.pool, (tx) => orderFreshLink(tx, tokenHash, at));
  sendPlain(deps, res, 'fresh', { t });
}
