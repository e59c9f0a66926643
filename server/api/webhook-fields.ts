import { z } from 'zod';

export const WebhookCode = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be small letters, digits and hyphens');
const fields = {
  name: z.string().trim().min(1).max(200),
  url: z.string().min(1).max(4096).meta({ description: 'https, port 443 or 8443, on the public internet.' }),
  types: z
    .array(z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/, 'must be a type of event'))
    .max(100)
    .meta({ description: 'Types of events, such as `decision.published`; none = all.' }),
  owner_email: z.email().max(254).meta({ description: 'Who is told when it is paused.' }),
};
export const NewWebhookFields = z.strictObject({
  code: WebhookCode,
  ...fields,
  types: fields.types.default([]),
});
export const ChangedWebhook = z.strictObject(fields).partial();

export const WEBHOOK_VERBS = ['pause', 'resume', 'rotate', 'skip', 'replay'] as const;
export type WebhookVerb = (typeof WEBHOOK_VERBS)[number];
const Id = z.string().regex(/^[0-9a-z]{1,64}[.-]\d{1,15}$/, 'must be the id of an event');
export const WebhookVerbFields = z
  .strictObject({
    from: Id.optional().meta({ description: '`replay`: the first event to send again, by its id.' }),
    to: Id.optional().meta({ description: '`replay`: the last one; without it `from` alone.' }),
  })
  .meta({ id: 'WebhookVerbFields' });
