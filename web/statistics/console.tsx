import type { VNode } from 'preact';
import { type Dimension, DIMENSIONS, type Figure } from '../../domain/statistics';
import { ConsolePage, type Shell } from '../console/layout';
import { sayDay } from '../say';
import { sayValue } from './say';
import { EpisodeTable, type ListedEpisode, listTitle } from './list';
import { ReportTables } from './tables';
import { filePath, reportPath, type ShownReport } from './view';

const BASE = '/statistics';

/** The report for managers, on screen and on paper. */
export const StatisticsPage = ({ report, ...shell }: Shell & { report: ShownReport }): VNode => {
  const { t } = shell;
  const { asked } = report;
  return (
    <ConsolePage {...shell} title={t('statistics.title')}>
      <h1>{t('statistics.title')}</h1>
      <Choice {...shell} report={report} />
      <p>
        {t('statistics.period', {
          from: sayDay(new Date(asked.from), t.language),
          until: sayDay(new Date(asked.until), t.language),
        })}{' '}
        {t('statistics.basis', { position: report.upTo })}
      </p>
      <Filters {...shell} report={report} />
      {report.whole.episodes === 0 ? (
        <p class="empty">{t('statistics.empty')}</p>
      ) : (
        <ReportTables t={t} report={report} base={BASE} drills />
      )}
      <p class="around">
        <a href={filePath(BASE, asked, 'plain')}>{t('statistics.csv')}</a>
        <a href={filePath(BASE, asked, 'excel_fr')}>{t('statistics.excel')}</a>
        <span class="soft">{t('statistics.print')}</span>
      </p>
    </ConsolePage>
  );
};

type Asking = Shell & { report: ShownReport };
const Choice = ({ t, report: { asked } }: Asking): VNode => (
  <form class="filters" method="get" action={BASE}>
    {Object.entries(asked.only).map(([name, value]) => (
      <input key={name} type="hidden" name={name} value={value} />
    ))}
    <div>
      <label for="by">{t('statistics.by')}</label>
      <select id="by" name="by">
        {DIMENSIONS.map((dimension) => (
          <option key={dimension} value={dimension} selected={dimension === asked.by}>
            {t(`dimension.${dimension}`)}
          </option>
        ))}
      </select>
    </div>
    <div>
      <label for="from">{t('statistics.from')}</label>
      <input id="from" name="from" type="date" value={asked.from} />
    </div>
    <div>
      <label for="until">{t('statistics.until')}</label>
      <input id="until" name="until" type="date" value={asked.until} />
    </div>
    <div>
      <button type="submit">{t('statistics.show')}</button>
    </div>
  </form>
);

const Filters = ({ t, report: { asked, names } }: Asking): VNode => (
  <>
    {(Object.entries(asked.only) as [Dimension, string][]).map(([dimension, value]) => {
      const said = sayValue(dimension, value === '' ? null : value, names.get(value) ?? null, t);
      const only = Object.fromEntries(Object.entries(asked.only).filter(([name]) => name !== dimension));
      return (
        <p key={dimension}>
          {t('statistics.only', { dimension: t(`dimension.${dimension}`), value: said })}{' '}
          <a href={reportPath(BASE, { ...asked, only })}>{t('statistics.every')}</a>
        </p>
      );
    })}
  </>
);

interface ListPageProps extends Shell {
  figure: Figure;
  report: Pick<ShownReport, 'asked'>;
  episodes: readonly ListedEpisode[];
  total: number;
  more: string | null;
}
/** The cases behind one number. */
export const StatisticsListPage = ({ figure, report, episodes, total, more, ...shell }: ListPageProps): VNode => {
  const { t } = shell;
  const title = listTitle(figure, total, t);
  return (
    <ConsolePage {...shell} title={title}>
      <h1>{title}</h1>
      <p>
        <a href={reportPath(BASE, report.asked)}>{t('statistics.back')}</a>
      </p>
      <EpisodeTable t={t} episodes={episodes} />
      {more && (
        <p>
          <a href={more}>{t('statistics.more')}</a>
        </p>
      )}
    </ConsolePage>
  );
};
