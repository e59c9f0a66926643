import type { VNode } from 'preact';
import type { Ending, Figure } from '../../domain/statistics';
import { sayDay } from '../say';
import type { Translate } from '../words';
import { sayEnding, sayFigure, sayTime } from './say';

/** One opening of a case that a number counts. */
export interface ListedEpisode {
  number: string;
  /** 1 when the case was opened, more each time it was reopened. */
  episode: number;
  opened: Date;
  ended: Date | null;
  outcome: Ending | null;
  anomalies: number;
  pausedMs: number;
  /** The time, when the number is one. */
  ms: number | null;
  /** Where this reader may see the case; null where they may not any more. */
  href: string | null;
}

export const listTitle = (figure: Figure, count: number, t: Translate): string =>
  t('statistics.listTitle', { figure: sayFigure(figure, t), count });

export const EpisodeTable = ({ t, episodes }: { t: Translate; episodes: readonly ListedEpisode[] }): VNode => {
  const isTimed = episodes.some(({ ms }) => ms !== null);
  return (
    <section class="scroll" tabIndex={0} aria-label={t('statistics.listCaption')}>
      <table>
        <caption>{t('statistics.listCaption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('statistics.case')}</th>
            <th scope="col">{t('statistics.opened')}</th>
            <th scope="col">{t('statistics.ended')}</th>
            <th scope="col">{t('statistics.outcome')}</th>
            <th scope="col" class="num">
              {t('figure.anomalies')}
            </th>
            <th scope="col" class="num">
              {t('figure.paused')}
            </th>
            {isTimed && (
              <th scope="col" class="num">
                {t('statistics.time')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {episodes.map((one) => (
            <Line key={`${one.number}/${one.episode}`} t={t} one={one} isTimed={isTimed} />
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Line = ({ t, one, isTimed }: { t: Translate; one: ListedEpisode; isTimed: boolean }): VNode => {
  const { number, href, episode, opened, ended, outcome, anomalies, pausedMs, ms } = one;
  return (
    <tr>
      <th scope="row">
        {href === null ? number : <a href={href}>{number}</a>} {t('statistics.round', { round: episode })}
      </th>
      <td>{sayDay(opened, t.language)}</td>
      <td>{ended === null ? t('statistics.stillOpen') : sayDay(ended, t.language)}</td>
      <td>{outcome === null ? '—' : sayEnding(outcome, t)}</td>
      <td class="num">{anomalies}</td>
      <td class="num">{pausedMs === 0 ? '—' : sayTime(pausedMs, t)}</td>
      {isTimed && <td class="num">{ms === null ? '—' : sayTime(ms, t)}</td>}
    </tr>
  );
};
