import type { ShownWebhook } from './webhook-view';
import type { Translate } from '../words';
import { ConsolePage, type FieldFault, type Shell } from './layout';
import { WebhookForm, type WebhookTexts } from './webhook-form';
import { isoOf, sayMoment } from './when';

export const webhookPath = (code: string): string => `/webhooks/${encodeURIComponent(code)}`;

const TONE: Record<string, string> = { active: 'good', unproven: 'warn', paused: 'bad', disabled: 'bad' };
export const State = ({ t, of }: { t: Translate; of: ShownWebhook }) => (
  <>
    <span class={`badge ${TONE[of.state] ?? ''}`}>{t.of(`webhookState.${of.state}`)}</span>
    {of.why && <span class="soft"> {t.of(`webhookWhy.${of.why}`)}</span>}
  </>
);
export const When = ({ t, at }: { t: Translate; at: Date | null }) =>
  at ? <time dateTime={isoOf(at)}>{sayMoment(at, t)}</time> : <>{t('webhooks.never')}</>;

/** Who is told of what happens, and how they are doing. */
export const WebhooksPage = ({
  webhooks,
  mayEdit,
  ...shell
}: Shell & { webhooks: readonly ShownWebhook[]; mayEdit: boolean }) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('nav.webhooks')}>
      <h1>{t('webhooks.title')}</h1>
      <p>{t('webhooks.lead')}</p>
      {mayEdit ? (
        <p>
          <a class="button" href="/webhooks/new">
            {t('webhooks.new')}
          </a>
        </p>
      ) : (
        <p class="hint">{t('webhooks.readOnly')}</p>
      )}
      {webhooks.length === 0 ? (
        <p class="empty">{t('webhooks.none')}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={t('nav.webhooks')}>
          <table>
            <thead>
              <tr>
                {(['name', 'state', 'types', 'waiting', 'stopped', 'succeeded'] as const).map((column) => (
                  <th scope="col" key={column}>
                    {t(`webhooks.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {webhooks.map((of) => (
                <tr key={of.code}>
                  <th scope="row">
                    <a href={webhookPath(of.code)}>{of.name}</a>
                  </th>
                  <td>
                    <State t={t} of={of} />
                  </td>
                  <td>{of.types.join(', ') || t('webhooks.all')}</td>
                  <td class="num">{of.waiting}</td>
                  <td class="num">{of.stopped}</td>
                  <td>
                    <When t={t} at={of.succeededAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ConsolePage>
  );
};

/** The form of a new one. */
export const NewWebhookPage = ({
  texts,
  faults,
  ...shell
}: Shell & { texts: WebhookTexts; faults: readonly FieldFault[] }) => (
  <ConsolePage {...shell} title={shell.t('webhooks.new')} faults={faults}>
    <h1>{shell.t('webhooks.new')}</h1>
    <WebhookForm t={shell.t} csrf={shell.csrf} action="/webhooks/new" texts={texts} isNew />
  </ConsolePage>
);

/** The secret, this once: it is in no other page and no address. */
export const WebhookSecretPage = ({
  code,
  name,
  secret,
  ...shell
}: Shell & { code: string; name: string; secret: string }) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('webhooks.secretTitle')}>
      <h1>
        {name}: {t('webhooks.secretTitle')}
      </h1>
      <p>{t('webhooks.secretLead')}</p>
      <p class="next">
        <code>{secret}</code>
      </p>
      <p>
        <a href={webhookPath(code)}>{t('webhooks.back')}</a>
      </p>
    </ConsolePage>
  );
};
