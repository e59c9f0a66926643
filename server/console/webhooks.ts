import { type Request, type Response, Router } from 'express';
import { attemptsOf, deliveriesOf } from '../../db/webhooks/shown';
import { findWebhook, listWebhooks, type ShownWebhook } from '../../db/webhooks/store';
import { may } from '../../domain/permissions';
import type { FieldFault } from '../../web/console/layout';
import type { WebhookTexts } from '../../web/console/webhook-form';
import { WebhookPage } from '../../web/console/webhook-page';
import { NewWebhookPage, webhookPath, WebhookSecretPage, WebhooksPage } from '../../web/console/webhooks';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import {
  editWebhook,
  makeWebhook,
  newSecretFor,
  pauseWebhook,
  replayTo,
  resumeWebhook,
  skipRefused,
} from '../webhook-deeds';
import { fieldsOf } from './form';
import { actorOf } from './registers';
import { needDeed, personOf, shellOf } from './session';
import { faultOf, typed, typedTexts } from './webhook-typed';

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'linkKey' | 'webhookAllow'>;
const SHOWN_MAX = 100;
const ATTEMPTS_SHOWN = 20;
const EMPTY: WebhookTexts = { code: '', name: '', url: '', types: '', owner: '' };

/** Receivers of events as pages: everybody sees how they are doing, administrators change them. */
export const webhookPages = (deps: Deps): Router =>
  Router()
    .get('/webhooks', async (req, res) => {
      const webhooks = await listWebhooks(deps.pool, SHOWN_MAX, null);
      res.type('html').send(page(WebhooksPage({ ...shellOf(req, res), webhooks, mayEdit: mayEdit(res) })));
    })
    .get('/webhooks/new', needDeed('edit_webhooks'), (req, res) => showNew(req, res, EMPTY, []))
    .post('/webhooks/new', needDeed('edit_webhooks'), (req, res) => create(deps, req, res))
    .get('/webhooks/:code', async (req, res) => show(deps, req, res, await mustStand(deps, req)))
    .post('/webhooks/:code', needDeed('edit_webhooks'), (req, res) => change(deps, req, res))
    .post('/webhooks/:code/pause', needDeed('edit_webhooks'), async (req, res) => {
      const of = await mustStand(deps, req);
      await pauseWebhook(deps, of, actorOf(res));
      res.redirect(303, `${webhookPath(of.code)}?done=webhook-paused`);
    })
    .post('/webhooks/:code/resume', needDeed('edit_webhooks'), async (req, res) => {
      const of = await mustStand(deps, req);
      await resumeWebhook(deps, of, actorOf(res));
      res.redirect(303, `${webhookPath(of.code)}?done=webhook-resumed`);
    })
    .post('/webhooks/:code/skip', needDeed('edit_webhooks'), async (req, res) => {
      const of = await mustStand(deps, req);
      await skipRefused(deps, of, actorOf(res));
      res.redirect(303, `${webhookPath(of.code)}?done=webhook-skipped`);
    })
    .post('/webhooks/:code/rotate', needDeed('edit_webhooks'), async (req, res) => {
      const of = await mustStand(deps, req);
      showSecret(req, res, of, await newSecretFor(deps, of, actorOf(res)));
    })
    .post('/webhooks/:code/replay', needDeed('edit_webhooks'), (req, res) => replay(deps, req, res));

const mayEdit = (res: Response): boolean => may(personOf(res).role, 'edit_webhooks');

async function mustStand({ pool }: Deps, req: Request): Promise<ShownWebhook> {
  const found = await findWebhook(pool, String(req.params['code']).slice(0, 100));
  if (!found) throw problem(404, 'unknown_code', 'There is no webhook of this code.');
  return found;
}

function showNew(req: Request, res: Response, texts: WebhookTexts, faults: readonly FieldFault[], status = 200): void {
  res
    .status(status)
    .type('html')
    .send(page(NewWebhookPage({ ...shellOf(req, res), texts, faults })));
}
function showSecret(req: Request, res: Response, { code, name }: ShownWebhook, secret: string): void {
  res.type('html').send(page(WebhookSecretPage({ ...shellOf(req, res), code, name, secret })));
}

interface Tried {
  texts: WebhookTexts;
  faults: readonly FieldFault[];
}
async function show(deps: Deps, req: Request, res: Response, of: ShownWebhook, tried?: Tried): Promise<void> {
  const [deliveries, attempts] = await Promise.all([
    deliveriesOf(deps.pool, of.id, { state: null, before: null, limit: SHOWN_MAX }),
    attemptsOf(deps.pool, of.id, ATTEMPTS_SHOWN),
  ]);
  const texts = { code: of.code, name: of.name, url: of.url, types: of.types.join('\n'), owner: of.ownerEmail };
  const shown = { of, deliveries, attempts, mayEdit: mayEdit(res), texts, faults: [], ...tried };
  res
    .status(tried ? 422 : 200)
    .type('html')
    .send(page(WebhookPage({ ...shellOf(req, res), ...shown })));
}

async function create(deps: Deps, req: Request, res: Response): Promise<void> {
  const t = translator(personOf(res).language);
  const texts = typedTexts(req, null);
  const given = typed(texts, t);
  if (!given.ok) return showNew(req, res, texts, given.faults, 422);
  const done = await makeWebhook(deps, given.made, actorOf(res));
  if (!done.ok) return showNew(req, res, texts, [faultOf(done.fault, t)], done.fault === 'exists' ? 409 : 422);
  showSecret(req, res, done.webhook, done.secret);
}

async function change(deps: Deps, req: Request, res: Response): Promise<void> {
  const t = translator(personOf(res).language);
  const of = await mustStand(deps, req);
  const texts = typedTexts(req, of.code);
  const given = typed(texts, t);
  if (!given.ok) return show(deps, req, res, of, { texts, faults: given.faults });
  const done = await editWebhook(deps, of, given.made, actorOf(res));
  if (!done.ok) return show(deps, req, res, of, { texts, faults: [faultOf(done.fault, t)] });
  res.redirect(303, `${webhookPath(of.code)}?done=webhook`);
}

async function replay(deps: Deps, req: Request, res: Response): Promise<void> {
  const of = await mustStand(deps, req);
  const { from = '', to = '' } = fieldsOf(req);
  const isNumber = (text: string): boolean => /^\d{1,15}$/.test(text.trim());
  if (!isNumber(from) || (to.trim() !== '' && !isNumber(to))) {
    const t = translator(personOf(res).language);
    return show(deps, req, res, of, {
      texts: typedTexts(req, of.code),
      faults: [{ field: 'from', text: t('webhookFault.range') }],
    });
  }
  await replayTo(deps, of, { from: Number(from), to: Number(to.trim() || from) }, actorOf(res));
  res.redirect(303, `${webhookPath(of.code)}?done=webhook-replayed`);
}
