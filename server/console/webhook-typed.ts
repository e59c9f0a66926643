import type { Request } from 'express';
import type { FieldFault } from '../../web/console/layout';
import type { WebhookTexts } from '../../web/console/webhook-form';
import type { Translate } from '../../web/words';
import { NewWebhookFields } from '../api/webhook-fields';
import type { WebhookFault } from '../webhook-deeds';
import { fieldsOf } from './form';

/** What was typed into the form, as it was. */
export const typedTexts = (req: Request, code: string | null): WebhookTexts => {
  const said = (name: string): string => fieldsOf(req)[name]?.trim().slice(0, 5000) ?? '';
  return {
    code: code ?? said('code'),
    name: said('name'),
    url: said('url'),
    types: said('types'),
    owner: said('owner_email'),
  };
};

/** What was typed, by the same schema as the API's, or what is wrong with it. */
export function typed({ code, name, url, types, owner }: WebhookTexts, t: Translate) {
  const parsed = NewWebhookFields.safeParse({
    code,
    name,
    url,
    types: types.split(/[\s,]+/).filter((type) => type !== ''),
    owner_email: owner,
  });
  if (parsed.success) {
    const { owner_email: ownerEmail, ...given } = parsed.data;
    return { ok: true, made: { ...given, ownerEmail } } as const;
  }
  const fields = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))];
  const faults = fields.map((field) => ({
    field,
    text: t.of(field === 'url' ? 'webhookFault.not_a_url' : `webhookFault.${field}`),
  }));
  return { ok: false, faults } as const;
}
export const faultOf = (fault: WebhookFault, t: Translate): FieldFault => ({
  field: fault === 'exists' ? 'code' : 'url',
  text: t(`webhookFault.${fault}`),
});
