import type { Translate } from '../words';
import { Form } from './layout';

/** What stands in each field, as a person types it. */
export interface WebhookTexts {
  code: string;
  name: string;
  url: string;
  /** One a line. */
  types: string;
  owner: string;
}
interface FormProps {
  t: Translate;
  csrf: string;
  action: string;
  texts: WebhookTexts;
  isNew?: boolean;
}

/** A receiver as a form; to save it validates a new address. */
export const WebhookForm = ({ t, csrf, action, texts, isNew = false }: FormProps) => (
  <Form action={action} csrf={csrf} id="webhook">
    {isNew && <Line id="code" label={t('webhooks.code')} value={texts.code} />}
    <Line id="name" label={t('webhooks.name')} value={texts.name} />
    <Line id="url" label={t('webhooks.url')} value={texts.url} hint={t('webhooks.urlHint')} type="url" />
    <div class="field">
      <label for="types">{t('webhooks.types')}</label>
      <p class="hint" id="types-hint">
        {t('webhooks.typesHint')}
      </p>
      <textarea id="types" name="types" rows={3} aria-describedby="types-hint">
        {texts.types}
      </textarea>
    </div>
    <Line
      id="owner_email"
      label={t('webhooks.owner')}
      value={texts.owner}
      hint={t('webhooks.ownerHint')}
      type="email"
    />
    <p>
      <button type="submit">{t('webhooks.save')}</button>
    </p>
  </Form>
);

interface LineProps {
  id: string;
  label: string;
  value: string;
  hint?: string;
  type?: 'text' | 'url' | 'email';
}
const Line = ({ id, label, value, hint, type = 'text' }: LineProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    {hint && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <input id={id} name={id} type={type} value={value} size={48} aria-describedby={hint && `${id}-hint`} required />
  </div>
);
