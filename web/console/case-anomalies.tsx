import { sayCheck, sayParameter } from '../say';
import type { Translate } from '../words';
import type { CaseView, ShownAnomaly } from './case-view';
import { sayDataSpan } from './when';

interface Columns {
  parameter: boolean;
  message: boolean;
  plot: boolean;
}
const messageOf = ({ doc }: ShownAnomaly): string => (typeof doc['message'] === 'string' ? doc['message'] : '');

/** The anomalies as a table; a column in which nothing would stand is left out. */
export const Anomalies = ({ view: { of, anomalies, points, moreAnomalies }, t }: { view: CaseView; t: Translate }) => {
  const columns: Columns = {
    parameter: anomalies.some(({ parameter }) => parameter !== null),
    message: anomalies.some((one) => messageOf(one) !== ''),
    plot: points.size > 0,
  };
  return (
    <section aria-labelledby="anomalies">
      <h2 id="anomalies">{t('case.anomalyList', { count: of.anomalies })}</h2>
      <p>
        <a href={`/cases/${of.number}/why`}>{t('reasons.link')}</a>
      </p>
      <div class="scroll" role="region" tabIndex={0} aria-label={t('anomaly.table')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('anomaly.interval')}</th>
              <th scope="col">{t('fact.check')}</th>
              {columns.parameter && <th scope="col">{t('fact.parameter')}</th>}
              <th scope="col">{t('fact.severity')}</th>
              {columns.message && <th scope="col">{t('anomaly.message')}</th>}
              {columns.plot && <th scope="col">{t('anomaly.plot')}</th>}
            </tr>
          </thead>
          <tbody>
            {anomalies.map((one) => (
              <Anomaly key={one.uuid} {...{ one, t, columns }} points={points.get(one.id) ?? 0} />
            ))}
          </tbody>
        </table>
      </div>
      {moreAnomalies !== null && (
        <p>
          <a href={`/cases/${of.number}?anomalies=${moreAnomalies}#anomalies`}>{t('anomaly.more')}</a>
        </p>
      )}
    </section>
  );
};

interface AnomalyProps {
  one: ShownAnomaly;
  t: Translate;
  columns: Columns;
  points: number;
}
const Anomaly = ({ one, t, columns, points }: AnomalyProps) => (
  <tr>
    <td>{interval(one, t)}</td>
    <td>{sayCheck(one.check, t)}</td>
    {columns.parameter && <td>{one.parameter && sayParameter(one.parameter, t)}</td>}
    <td>
      {t(`severity.${one.severity}`)}
      {one.recoveredAt && <span class="badge good">{t('badge.recovered')}</span>}
    </td>
    {columns.message && <td>{messageOf(one)}</td>}
    {columns.plot && (
      <td>{points > 0 && <a href={`/anomalies/${one.uuid}/plot.svg`}>{t('anomaly.points', { count: points })}</a>}</td>
    )}
  </tr>
);

/** When, else where: a place in a file as the pipeline names it. */
function interval({ start, end, doc }: ShownAnomaly, t: Translate): string {
  if (start) return sayDataSpan(start, end ?? start, t);
  const locus = doc['locus'];
  if (typeof locus !== 'object' || locus === null) return typeof locus === 'string' ? locus : '–';
  return Object.values(locus).map(String).join(', ');
}
