import type { Translate } from '../words';
import type { CaseView } from './case-view';
import { sayReason } from './mails';
import { isoOf, sayMoment } from './when';

/** What came in by mail about the case; what waits for a person first catches the eye. */
export const Received = ({ view: { received }, t }: { view: CaseView; t: Translate }) =>
  received.length === 0 ? null : (
    <section aria-labelledby="received">
      <h2 id="received">{t('mails.title')}</h2>
      <ul>
        {received.map(({ id, fromName, fromAddress, subject, receivedAt, state, reason }) => (
          <li key={id}>
            <a href={`/mails/${id}`}>{subject || t('mails.noSubject')}</a>{' '}
            <span class={state === 'proposed' ? 'badge warn' : 'badge'}>{t(`mailCase.${state}`)}</span>
            <br />
            <span class="soft small">
              {fromName ?? fromAddress ?? t('mails.noSender')},{' '}
              <time dateTime={isoOf(receivedAt)}>{sayMoment(receivedAt, t)}</time>
              {reason && `. ${sayReason(reason, t)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
