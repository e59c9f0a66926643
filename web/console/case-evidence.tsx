import { Fragment } from 'preact';
import type { Evidence } from '../../domain/anomaly';
import { captionOf } from '../plot/curve';
import { groupEvidence, type PlotGroup } from '../plot/group';
import { pairsOf } from '../plot/pairs';
import { Plot } from '../plot/plot';
import { Ts } from '../plot/ts';
import type { Translate } from '../words';

/** The curve, the track, or the list of files or fields. */
export const EvidenceOf = ({
  number,
  evidence,
  t,
}: {
  number: string;
  evidence: readonly Evidence[];
  t: Translate;
}) => {
  const { plots, items } = groupEvidence(evidence);
  const pairs = pairsOf(plots);
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">{t('case.evidence')}</h2>
      {plots.length === 0 && items.length === 0 && <p class="soft">{t('evidence.none')}</p>}
      {plots.map((group) => (
        <div
          key={`${group.kind} ${group.parameter} ${group.unit}`}
          class="scroll"
          role="region"
          tabIndex={0}
          aria-label={captionOf(group, t)}
        >
          <Plot group={group} t={t} legend={true} />
          <PlotLinks number={number} view={group.kind} parameter={group.parameter} t={t} />
        </div>
      ))}
      {pairs.length > 0 && (
        <div class="scroll" role="region" tabIndex={0} aria-label={t('plot.ts')}>
          <Ts pairs={pairs} t={t} legend={true} />
          <PlotLinks number={number} view="ts" parameter={null} t={t} />
        </div>
      )}
      {items.length > 0 && <Items items={items} t={t} />}
    </section>
  );
};

interface PlotLinksProps {
  number: string;
  view: PlotGroup['kind'] | 'ts';
  parameter: string | null;
  t: Translate;
}
const WIDTHS = [640, 1280];
/** The same picture to keep or to send on, in sizes that say what they are. */
const PlotLinks = ({ number, view, parameter, t }: PlotLinksProps) => {
  const query = `view=${view}${parameter === null ? '' : `&parameter=${encodeURIComponent(parameter)}`}`;
  const path = `/cases/${number}/plot`;
  return (
    <p class="small">
      {t('plot.as')} <a href={`${path}.svg?${query}`}>SVG</a>
      {WIDTHS.map((w) => (
        <Fragment key={w}>
          , <a href={`${path}.png?${query}&w=${w}`}>{t('plot.png', { width: String(w) })}</a>
        </Fragment>
      ))}
      , <a href={`${path}.csv`}>CSV</a>
    </p>
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
