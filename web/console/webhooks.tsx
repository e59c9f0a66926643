import type { ShownAttempt, ShownDelivery, ShownWebhook } from './webhook-view';
import type { Translate } from '../words';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { WebhookForm, type WebhookTexts } from './webhook-form';
import { isoOf, sayMoment } from './when';

export const webhookPath = (code: string): string => `/webhooks/${encodeURIComponent(code)}`;

const TONE: Record<string, string> = { active: 'good', unproven: 'warn', paused: 'bad', disabled: 'bad' };
const State = ({ t, of }: { t: Translate; of: ShownWebhook }) => (
  <>
    <span class={`badge ${TONE[of.state] ?? ''}`}>{t.of(`webhookState.${of.state}`)}</span>
    {of.why && <span class="soft"> {t.of(`webhookWhy.${of.why}`)}</span>}
  </>
);
const When = ({ t, at }: { t: Translate; at: Date | null }) =>
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

const answerOf = (t: Translate, status: number | null, trouble: string | null): string => {
  const word = trouble === null ? null : t.of(`webhookTrouble.${trouble}`);
  return [status, word?.startsWith('webhookTrouble.') ? trouble : word].filter((part) => part !== null).join(' · ');
};

const Deliveries = ({ t, deliveries }: { t: Translate; deliveries: readonly ShownDelivery[] }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label={t('webhooks.deliveries')}>
    <table>
      <thead>
        <tr>
          {(['event', 'case', 'state', 'attempts', 'last'] as const).map((column) => (
            <th scope="col" key={column}>
              {t(`webhooks.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {deliveries.map((one) => (
          <tr key={one.position}>
            <th scope="row">
              {one.position} <span class="soft">{one.type}</span>
            </th>
            <td>{one.case && <a href={`/cases/${one.case}`}>{one.case}</a>}</td>
            <td>{t.of(`deliveryState.${one.state}`)}</td>
            <td class="num">{one.attempts}</td>
            <td>{answerOf(t, one.lastStatus, one.lastTrouble)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Attempts = ({ t, attempts }: { t: Translate; attempts: readonly ShownAttempt[] }) => (
  <>
    <h2>{t('webhooks.lastAttempts')}</h2>
    <ul>
      {attempts.map((one) => (
        <li key={one.at.getTime()}>
          <When t={t} at={one.at} /> · {one.position ?? t('webhooks.proof')} · {t.of(`attemptOutcome.${one.outcome}`)}{' '}
          {answerOf(t, one.status, one.trouble)} <span class="soft">{one.durationMs} ms</span>
          {one.answer && <pre class="small">{one.answer}</pre>}
        </li>
      ))}
    </ul>
  </>
);
