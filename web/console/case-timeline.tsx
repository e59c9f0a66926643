import type { Translate } from '../words';
import type { CaseView } from './case-view';
import { Form } from './layout';
import { timelineOf } from './timeline';
import { isoOf, sayMoment } from './when';

interface TimelineProps {
  view: CaseView;
  t: Translate;
  csrf: string;
  mayErase: boolean;
}
/** All that happened to a case, in order. Who may empties the words of a message; that it was there stays. */
export const Timeline = ({ view, t, csrf, mayErase }: TimelineProps) => (
  <section aria-labelledby="timeline">
    <h2 id="timeline">{t('case.timeline')}</h2>
    <p class="hint">{t('time.paris')}</p>
    <ol class="time">
      {timelineOf(view, t).map(({ at, who, text, quote, message }) => (
        <li key={`${at.getTime()} ${text}`}>
          <time class="soft small" dateTime={isoOf(at)}>
            {sayMoment(at, t)}
          </time>{' '}
          {who && <span>{t('time.who', { who })}</span>} {text}
          {quote && <blockquote>{quote}</blockquote>}
          {mayErase && message !== undefined && (
            <details>
              <summary class="small">{t('message.erase')}</summary>
              <p class="hint">{t('message.eraseHint')}</p>
              <Form action={`/cases/${view.of.number}/messages/${message}/erase`} csrf={csrf}>
                <button type="submit">{t('message.eraseNow')}</button>
              </Form>
            </details>
          )}
        </li>
      ))}
    </ol>
  </section>
);
