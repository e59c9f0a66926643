import type { Evidence } from '../../domain/anomaly';
import { captionOf } from '../plot/curve';
import { groupEvidence } from '../plot/group';
import { Plot } from '../plot/plot';
import { sayCheck, sayParameter } from '../say';
import type { Translate } from '../words';
import type { CaseView, ShownAnomaly } from './case-view';
import { sayDataSpan } from './when';

/** The curve, the track, or the list of files or fields. */
export const EvidenceOf = ({ evidence, t }: { evidence: readonly Evidence[]; t: Translate }) => {
  const { plots, items } = groupEvidence(evidence);
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">{t('case.evidence')}</h2>
      {plots.length === 0 && items.length === 0 && <p class="soft">{t('evidence.none')}</p>}
      {plots.map((group) => (
        <figure
          key={`${group.kind} ${group.parameter} ${group.unit}`}
          class="scroll"
          role="region"
          tabIndex={0}
          aria-label={captionOf(group, t)}
        >
          <Plot group={group} t={t} legend={true} />
        </figure>
      ))}
      {items.length > 0 && <Items items={items} t={t} />}
    </section>
  );
};

const Items = ({ items, t }: { items: Evidence['items']; t: Translate }) => (
  <div class="scroll" role="region" tabIndex={0} aria-label={t('evidence.items')}>
    <table>
      <caption>{t('evidence.items')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('evidence.name')}</th>
          <th scope="col">{t('evidence.expected')}</th>
          <th scope="col">{t('evidence.found')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ name, expected, found }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{expected ?? '–'}</td>
            <td>{found ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

interface Columns {
  parameter: boolean;
  message: boolean;
}
const messageOf = ({ doc }: ShownAnomaly): string => (typeof doc['message'] === 'string' ? doc['message'] : '');

/** The anomalies as a table; a column in which nothing would stand is left out. */
export const Anomalies = ({ view: { of, anomalies, moreAnomalies }, t }: { view: CaseView; t: Translate }) => {
  const columns: Columns = {
    parameter: anomalies.some(({ parameter }) => parameter !== null),
    message: anomalies.some((one) => messageOf(one) !== ''),
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
            </tr>
          </thead>
          <tbody>
            {anomalies.map((one) => (
              <Anomaly key={one.uuid} {...{ one, t, columns }} />
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

const Anomaly = ({ one, t, columns }: { one: ShownAnomaly; t: Translate; columns: Columns }) => (
  <tr>
    <td>{interval(one, t)}</td>
    <td>{sayCheck(one.check, t)}</td>
    {columns.parameter && <td>{one.parameter && sayParameter(one.parameter, t)}</td>}
    <td>
      {t(`severity.${one.severity}`)}
      {one.recoveredAt && <span class="badge good">{t('badge.recovered')}</span>}
    </td>
    {columns.message && <td>{messageOf(one)}</td>}
  </tr>
);

/** When, else where: a place in a file as the pipeline names it. */
function interval({ start, end, doc }: ShownAnomaly, t: Translate): string {
  if (start) return sayDataSpan(start, end ?? start, t);
  const locus = doc['locus'];
  if (typeof locus !== 'object' || locus === null) return typeof locus === 'string' ? locus : '–';
  return Object.values(locus).map(String).join(', ');
}
