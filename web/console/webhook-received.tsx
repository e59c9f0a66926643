import type { Translate } from '../words';
import type { ShownAttempt, ShownDelivery } from './webhook-view';
import { When } from './webhooks';

const answerOf = (t: Translate, status: number | null, trouble: string | null): string => {
  const word = trouble === null ? null : t.of(`webhookTrouble.${trouble}`);
  return [status, word?.startsWith('webhookTrouble.') ? trouble : word].filter((part) => part !== null).join(' · ');
};

/** What was brought to a receiver, or waits. */
export const Deliveries = ({ t, deliveries }: { t: Translate; deliveries: readonly ShownDelivery[] }) => (
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

/** What the receiver said, the newest first; for administrators. */
export const Attempts = ({ t, attempts }: { t: Translate; attempts: readonly ShownAttempt[] }) => (
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
