import type { VNode } from 'preact';
import { DIMENSIONS, type Figure } from '../../domain/statistics';
import { Layout } from '../supplier/layout';
import type { Translate } from '../words';
import { EpisodeTable, type ListedEpisode, listTitle } from './list';
import { ReportTables } from './tables';
import { filePath, reportPath, type ShownReport } from './view';

interface Mine {
  t: Translate;
  centre: string;
  token: string;
}
const contextOf = ({ t, centre, token }: Mine) => ({
  centre,
  otherLanguageHref: `/s/${token}/statistics?lang=${t.language === 'fr' ? 'en' : 'fr'}`,
});
const backTo = ({ t, token }: Mine): VNode => (
  <p>
    <a href={`/s/${token}?lang=${t.language}`}>{t('myStatistics.back')}</a>
  </p>
);

/** A supplier's own figures, by their own link. */
export const SupplierStatisticsPage = ({
  report,
  supplier,
  ...mine
}: Mine & { report: ShownReport; supplier: string }): VNode => {
  const { t, token } = mine;
  const base = `/s/${token}/statistics`;
  const { asked } = report;
  return (
    <Layout t={t} context={contextOf(mine)} title={t('myStatistics.title')}>
      <h1>{t('myStatistics.title')}</h1>
      <p>{t('myStatistics.lead', { supplier })}</p>
      <p class="quiet">
        {t('myStatistics.restricted')} {t('myStatistics.year')}.
      </p>
      <nav aria-label={t('statistics.by')}>
        <p>
          {t('myStatistics.by')}{' '}
          {DIMENSIONS.filter((dimension) => dimension !== 'supplier').map((dimension, i) => (
            <>
              {i > 0 && ' · '}
              {dimension === asked.by ? (
                <strong>{t(`dimension.${dimension}`)}</strong>
              ) : (
                <a href={reportPath(base, { ...asked, by: dimension })}>{t(`dimension.${dimension}`)}</a>
              )}
            </>
          ))}
        </p>
      </nav>
      {report.whole.episodes === 0 ? (
        <p>{t('statistics.empty')}</p>
      ) : (
        <ReportTables t={t} report={report} base={base} drills={false} />
      )}
      <p>
        <a href={filePath(base, asked, 'plain')}>{t('statistics.csv')}</a> ·{' '}
        <a href={filePath(base, asked, 'excel_fr')}>{t('statistics.excel')}</a>
      </p>
      {backTo(mine)}
    </Layout>
  );
};

/** The cases behind one of their numbers. */
export const SupplierStatisticsListPage = ({
  figure,
  report,
  episodes,
  total,
  more,
  ...mine
}: Mine & {
  figure: Figure;
  report: Pick<ShownReport, 'asked'>;
  episodes: readonly ListedEpisode[];
  total: number;
  more: string | null;
}): VNode => {
  const { t, token } = mine;
  const title = listTitle(figure, total, t);
  return (
    <Layout t={t} context={{ centre: mine.centre }} title={title}>
      <h1>{title}</h1>
      <p>
        <a href={reportPath(`/s/${token}/statistics`, report.asked)}>{t('statistics.back')}</a>
      </p>
      <EpisodeTable t={t} episodes={episodes} />
      {more && (
        <p>
          <a href={more}>{t('statistics.more')}</a>
        </p>
      )}
    </Layout>
  );
};
