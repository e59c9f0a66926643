import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { readEpoch } from '../../db/events';
import { attemptsOf, deliveriesOf } from '../../db/webhooks/shown';
import { findWebhook, listWebhooks, type ShownWebhook } from '../../db/webhooks/store';
import { mayByKey } from '../../domain/permissions';
import { eventId } from '../../domain/webhook-event';
import { callerOf, needScope } from '../auth';
import { Cursor, decodeCursor, encodeCursor, feedPlace, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsed, parsedQuery, readJson } from '../json';
import { LIST_MAX } from '../limits';
import {
  editWebhook,
  makeWebhook,
  newSecretFor,
  pauseWebhook,
  replayTo,
  resumeWebhook,
  skipRefused,
  type WebhookFault,
} from '../webhook-deeds';
import { ChangedWebhook, NewWebhookFields, WEBHOOK_VERBS, type WebhookVerb, WebhookVerbFields } from './webhook-fields';

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'linkKey' | 'webhookAllow'>;

export const WebhooksQuery = z.strictObject({ limit: Limit, cursor: Cursor });
export const WebhookDeliveriesQuery = z.strictObject({
  state: z.enum(['waiting', 'delivered', 'stopped', 'skipped']).optional(),
  limit: Limit,
  cursor: Cursor,
});

/** Receivers of events: for administrators. A secret is answered once, by the command that made it. */
export const webhookRoutes = (deps: Deps): Router =>
  Router().use(
    '/webhooks',
    Router()
      .get('/', needScope('read', 'desk', 'admin'), (req, res) => sendList(deps, req, res))
      .get('/:code', needScope('read', 'desk', 'admin'), async (req, res) => {
        res.json(shown(await mustStand(deps, req)));
      })
      .get('/:code/deliveries', needScope('desk', 'admin'), mayEdit, (req, res) => sendDeliveries(deps, req, res))
      .get('/:code/attempts', needScope('desk', 'admin'), mayEdit, async (req, res) => {
        const { epoch } = await readEpoch(deps.pool);
        const found = await attemptsOf(deps.pool, (await mustStand(deps, req)).id, LIST_MAX);
        res.json({ items: found.map((one) => shownAttempt(one, epoch)), next: null });
      })
      .post('/', mayEdit, (req, res) => create(deps, req, res))
      .patch('/:code', mayEdit, async (req, res) => {
        const { owner_email: ownerEmail, ...changes } = parsed(ChangedWebhook, await readJson(req));
        const given = Object.fromEntries(
          Object.entries({ ...changes, ownerEmail }).filter(([, value]) => value !== undefined),
        );
        const done = await editWebhook(deps, await mustStand(deps, req), given, callerOf(res).actor);
        if (!done.ok) throw refused(done.fault);
        res.json(shown(done.webhook));
      })
      .post('/:code/:verb', mayEdit, (req, res) => say(deps, req, res)),
  );

const mayEdit: RequestHandler = (_req, res, next) => {
  const { role, scopes } = callerOf(res);
  if (!mayByKey(role, scopes, 'edit_webhooks'))
    throw problem(403, 'not_permitted', 'This key may not change webhooks.');
  next();
};

async function mustStand({ pool }: Deps, req: Request): Promise<ShownWebhook> {
  const found = await findWebhook(pool, String(req.params['code']).slice(0, 100));
  if (!found) throw problem(404, 'unknown_code', 'There is no webhook of this code.');
  return found;
}

const shown = (of: ShownWebhook) => ({
  code: of.code,
  name: of.name,
  url: of.url,
  types: of.types,
  owner_email: of.ownerEmail,
  state: of.state,
  why: of.why,
  created_at: of.createdAt,
  old_secret_until: of.oldSecretUntil,
  failures: of.failures,
  succeeded_at: of.succeededAt,
  next_attempt_at: of.nextDueAt,
  waiting: of.waiting,
  stopped: of.stopped,
});

async function sendList({ pool }: Deps, req: Request, res: Response): Promise<void> {
  const { limit, cursor } = parsedQuery(WebhooksQuery, req);
  const found = await listWebhooks(pool, limit + 1, decodeCursor(z.string().max(100), cursor));
  const items = found.slice(0, limit);
  res.json({
    items: items.map((one) => shown(one)),
    next: found.length > limit ? encodeCursor(items.at(-1)?.code) : null,
  });
}

async function create(deps: Deps, req: Request, res: Response): Promise<void> {
  const { owner_email: ownerEmail, ...given } = parsed(NewWebhookFields, await readJson(req));
  const done = await makeWebhook(deps, { ...given, ownerEmail }, callerOf(res).actor);
  if (!done.ok) throw refused(done.fault);
  res
    .status(201)
    .location(`${req.baseUrl}/${done.webhook.code}`)
    .json({ ...shown(done.webhook), secret: done.secret });
}

const refused = (fault: WebhookFault) =>
  fault === 'exists'
    ? problem(409, 'exists', 'There is a webhook of this code.')
    : problem(422, fault, 'Nothing may be sent to this address.', {
        errors: [{ pointer: '/url', code: fault, detail: 'It is not https on the public internet, port 443 or 8443.' }],
      });

async function say(deps: Deps, req: Request, res: Response): Promise<void> {
  const verb = WEBHOOK_VERBS.find((known) => known === req.params['verb']);
  if (!verb) throw problem(404, 'unknown_verb', 'There is no such verb of a webhook.');
  const body = parsed(WebhookVerbFields, await readJson(req, { optional: true }));
  const found = await mustStand(deps, req);
  const more = await VERBS[verb](deps, found, res, body);
  res.json({ ...shown(await mustStand(deps, req)), ...more });
}

type Deed = (
  deps: Deps,
  found: ShownWebhook,
  res: Response,
  body: z.output<typeof WebhookVerbFields>,
) => Promise<Record<string, unknown> | void>;
const VERBS: Record<WebhookVerb, Deed> = {
  pause: (deps, found, res) => pauseWebhook(deps, found, callerOf(res).actor),
  resume: (deps, found, res) => resumeWebhook(deps, found, callerOf(res).actor),
  rotate: async (deps, found, res) => ({ secret: await newSecretFor(deps, found, callerOf(res).actor) }),
  skip: async (deps, found, res) => ({ skipped: await skipRefused(deps, found, callerOf(res).actor) }),
  replay: async (deps, found, res, { from, to = from }) => {
    if (from === undefined)
      throw problem(422, 'bad_fields', 'Say which events.', {
        errors: [{ pointer: '/from', code: 'required', detail: 'It is missing.' }],
      });
    const [first, last] = [await feedPlace(deps.pool, from), await feedPlace(deps.pool, to)];
    const range = { from: first.position, to: last.position };
    return { replayed: await replayTo(deps, found, range, callerOf(res).actor) };
  },
};

async function sendDeliveries({ pool, ...deps }: Deps, req: Request, res: Response): Promise<void> {
  const { state = null, limit, cursor } = parsedQuery(WebhookDeliveriesQuery, req);
  const of = await mustStand({ pool, ...deps }, req);
  const before = decodeCursor(z.number().int(), cursor);
  const [{ epoch }, found] = await Promise.all([
    readEpoch(pool),
    deliveriesOf(pool, of.id, { state, before, limit: limit + 1 }),
  ]);
  const items = found.slice(0, limit);
  res.json({
    items: items.map((one) => ({
      event: eventId(epoch, one.position),
      type: one.type,
      case: one.case,
      state: one.state,
      failed: one.attempts,
      not_before: one.notBefore,
      delivered_at: one.deliveredAt,
      last: one.lastAt && { at: one.lastAt, status: one.lastStatus, trouble: one.lastTrouble, answer: one.lastAnswer },
    })),
    next: found.length > limit ? encodeCursor(items.at(-1)?.position) : null,
  });
}

const shownAttempt = (
  { position, durationMs, ...one }: Awaited<ReturnType<typeof attemptsOf>>[number],
  epoch: string,
) => ({
  event: position === null ? null : eventId(epoch, position),
  duration_ms: durationMs,
  ...one,
});
