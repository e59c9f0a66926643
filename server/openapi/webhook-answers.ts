import { z } from 'zod';
import { WEBHOOK_STATES, WEBHOOK_WHYS } from '../../domain/webhook';

const text = z.string().nullable();
const Instant = z.iso.datetime();
const count = z.int().min(0);

const webhook = {
  code: z.string(),
  name: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  owner_email: z.string(),
  state: z.enum(WEBHOOK_STATES),
  why: z.enum(WEBHOOK_WHYS).nullable(),
  created_at: Instant,
  old_secret_until: Instant.nullable().meta({ description: 'Until then two secrets sign.' }),
  failures: count,
  succeeded_at: Instant.nullable(),
  next_attempt_at: Instant.nullable(),
  waiting: count.meta({ description: 'Events in its queue.' }),
  stopped: count.meta({ description: 'Events it has refused; those of the same case wait behind them.' }),
};
const Secret = z.string().meta({ description: 'Of Standard Webhooks, `whsec_…`; shown this once.' });
export const WebhookAnswer = z.strictObject(webhook).meta({ id: 'Webhook' });
export const NewWebhookAnswer = z.strictObject({ ...webhook, secret: Secret }).meta({ id: 'NewWebhook' });
export const WebhookVerbAnswer = z
  .strictObject({ ...webhook, secret: Secret.optional(), replayed: count.optional(), skipped: count.optional() })
  .meta({ id: 'WebhookAfterVerb' });

export const WebhookDelivery = z
  .strictObject({
    event: z.string().meta({ description: 'Its id, `webhook-id` of each of its attempts.' }),
    type: z.string(),
    case: text,
    state: z.enum(['waiting', 'delivered', 'stopped', 'skipped']),
    failed: count,
    not_before: Instant.nullable(),
    delivered_at: Instant.nullable(),
    last: z.strictObject({ at: Instant, status: z.int().nullable(), trouble: text, answer: text }).nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export const WebhookAttempt = z
  .strictObject({
    event: text.meta({ description: 'Null when it was to validate the receiver.' }),
    at: Instant,
    duration_ms: count,
    outcome: z.string(),
    status: z.int().nullable(),
    trouble: text,
    answer: text,
  })
  .meta({ id: 'WebhookAttempt' });
