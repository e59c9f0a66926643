import type { Translate } from '../words';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { WebhookForm, type WebhookTexts } from './webhook-form';
import { Attempts, Deliveries } from './webhook-received';
import type { ShownAttempt, ShownDelivery, ShownWebhook } from './webhook-view';
import { State, webhookPath, When } from './webhooks';
import { sayMoment } from './when';

interface WebhookPageProps extends Shell {
  of: ShownWebhook;
  texts: WebhookTexts;
  faults: readonly FieldFault[];
  mayEdit: boolean;
  deliveries: readonly ShownDelivery[];
  attempts: readonly ShownAttempt[];
}
/** One receiver: how it is doing, what it got, and for administrators what it answered. */
export const WebhookPage = ({ of, texts, faults, mayEdit, deliveries, attempts, ...shell }: WebhookPageProps) => {
  const { t, csrf } = shell;
  const path = webhookPath(of.code);
  return (
    <ConsolePage {...shell} title={of.name} faults={faults}>
      <h1>{of.name}</h1>
      <p>
        <State t={t} of={of} />
      </p>
      <dl class="facts">
        <dt>{t('webhooks.url')}</dt>
        <dd>{of.url}</dd>
        <dt>{t('webhooks.waiting')}</dt>
        <dd>{of.waiting}</dd>
        <dt>{t('webhooks.stopped')}</dt>
        <dd>{of.stopped}</dd>
        <dt>{t('webhooks.succeeded')}</dt>
        <dd>
          <When t={t} at={of.succeededAt} />
        </dd>
        {of.nextDueAt && <dt>{t('webhooks.next')}</dt>}
        {of.nextDueAt && (
          <dd>
            <When t={t} at={of.nextDueAt} />
          </dd>
        )}
      </dl>
      {of.oldSecretUntil && <p class="soft">{t('webhooks.bothUntil', { when: sayMoment(of.oldSecretUntil, t) })}</p>}
      {mayEdit && <Deeds t={t} csrf={csrf} path={path} of={of} />}
      {mayEdit && (
        <>
          <h2>{t('webhooks.edit')}</h2>
          <WebhookForm t={t} csrf={csrf} action={path} texts={texts} />
        </>
      )}
      <h2>{t('webhooks.deliveries')}</h2>
      {deliveries.length === 0 ? (
        <p class="empty">{t('webhooks.noDeliveries')}</p>
      ) : (
        <Deliveries t={t} deliveries={deliveries} />
      )}
      {mayEdit && attempts.length > 0 && <Attempts t={t} attempts={attempts} />}
    </ConsolePage>
  );
};

const Deed = ({ csrf, action, text, hint }: { csrf: string; action: string; text: string; hint?: string }) => (
  <Form action={action} csrf={csrf} class="field">
    <button type="submit">{text}</button> {hint && <span class="hint">{hint}</span>}
  </Form>
);
const Deeds = ({ t, csrf, path, of }: { t: Translate; csrf: string; path: string; of: ShownWebhook }) => (
  <>
    {of.state === 'active' ? (
      <Deed csrf={csrf} action={`${path}/pause`} text={t('webhooks.pause')} />
    ) : (
      <Deed csrf={csrf} action={`${path}/resume`} text={t('webhooks.resume')} />
    )}
    {of.stopped > 0 && <Deed csrf={csrf} action={`${path}/skip`} text={t('webhooks.skip')} />}
    <Deed csrf={csrf} action={`${path}/rotate`} text={t('webhooks.rotate')} hint={t('webhooks.rotateHint')} />
    <Form action={`${path}/replay`} csrf={csrf} class="field">
      <label for="from">{t('webhooks.replayFrom')}</label>{' '}
      <input id="from" name="from" inputMode="numeric" pattern="[0-9]*" size={8} required />{' '}
      <label for="to">{t('webhooks.replayTo')}</label>{' '}
      <input id="to" name="to" inputMode="numeric" pattern="[0-9]*" size={8} />{' '}
      <button type="submit">{t('webhooks.replay')}</button>
    </Form>
  </>
);
