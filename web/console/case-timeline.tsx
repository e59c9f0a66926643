import type { VNode } from 'preact';
import { episodesOf } from '../../domain/episodes';
import { sayEpisode } from '../episodes';
import type { Translate } from '../words';
import type { CaseView } from './case-view';
import { Form } from './layout';
import { type Entry, timelineOf } from './timeline';
import { isoOf, sayMoment } from './when';

interface TimelineProps {
  view: CaseView;
  t: Translate;
  csrf: string;
  mayErase: boolean;
}
/** All that happened to a case, in order; one that was opened again has a heading for each round. Who may empties the words of a message; that it was there stays. */
export function Timeline(props: TimelineProps): VNode {
  const { view, t } = props;
  const episodes = episodesOf(view.events);
  const entries = timelineOf(view, t);
  const endOf = (n: number): number => episodes[n + 1]?.since.getTime() ?? Number.POSITIVE_INFINITY;
  const startOf = (n: number): number => (n === 0 ? Number.NEGATIVE_INFINITY : (episodes[n]?.since.getTime() ?? 0));
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{t('case.timeline')}</h2>
      <p class="hint">{t('time.paris')}</p>
      {episodes.length < 2 ? (
        <Entries {...props} entries={entries} />
      ) : (
        episodes.map((episode, n) => (
          <div key={episode.since.getTime()}>
            <h3>{t('episode.title', { n: n + 1 })}</h3>
            <p>{sayEpisode(episode, t)}</p>
            <Entries
              {...props}
              entries={entries.filter(({ at }) => at.getTime() >= startOf(n) && at.getTime() < endOf(n))}
            />
          </div>
        ))
      )}
    </section>
  );
}

const Entries = ({ view, t, csrf, mayErase, entries }: TimelineProps & { entries: readonly Entry[] }): VNode => (
  <ol class="time">
    {entries.map(({ at, who, text, quote, message }) => (
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
);
