import type { VNode } from 'preact';
import { LegendMark } from '../plot/marks';
import { legendOf } from '../plot/frame';
import { flaggedOf, type PlotGroup } from '../plot/group';
import { captionOf } from '../plot/curve';
import { Plot } from '../plot/plot';
import { hasTrack, Track } from '../plot/track';
import {
  sayBounds,
  sayCheck,
  sayDay,
  sayFlag,
  sayNumber,
  saySentence,
  sayShortDay,
  sayTime,
  sayUnit,
  sayWhere,
} from '../say';
import type { Translate } from '../words';
import type { SupplierCase } from './view';

const PLOTS_MAX = 4;
const ROWS_MAX = 80;
/** With more flagged points than this a curve has no map beside it and a short table: the page goes over a ship's link. */
const MAPPED_MAX = 300;
const FEW_ROWS = 30;

/** Number, dates, the one sentence, where it was measured and by which check, and what can be seen of it. */
export function Facts({ of, t }: { of: SupplierCase; t: Translate }): VNode {
  const { description: d, shown } = of;
  const drawn = shown.plots.reduce((sum, group) => sum + flaggedOf(group).length, 0);
  return (
    <>
      <p class="quiet">{headOf(of, t)}</p>
      <h1>{saySentence(d, t)}</h1>
      <p>
        {t('supplier.about', { where: sayWhere(of).join(', ') || 'none', dataset: of.dataset })}{' '}
        {t('supplier.check', { check: d.checks.map((check) => sayCheck(check, t)).join(', ') })}{' '}
        {d.observed && t('supplier.measured', { observed: sayBounds(d.observed, d.unit, t) })}{' '}
        {d.expected && t('supplier.expectedRange', { expected: sayBounds(d.expected, d.unit, t) })}{' '}
        {d.flag && (
          <strong>
            {t('supplier.flag', { code: d.flag.code, word: sayFlag(d.flag.canonical, t), scale: d.flag.scale })}
          </strong>
        )}
      </p>
      {shown.plots.slice(0, PLOTS_MAX).map((group) => (
        <Picture key={`${group.kind}${group.parameter}${group.unit}`} group={group} t={t} />
      ))}
      {shown.plots.length > PLOTS_MAX && <p>{t('supplier.morePlots', { count: shown.plots.length - PLOTS_MAX })}</p>}
      {shown.plots.length > 0 && drawn < d.count && (
        <p class="hint">{t('supplier.notDrawn', { count: d.count, shown: drawn })}</p>
      )}
      {shown.items.length > 0 && <Items items={shown.items} t={t} />}
    </>
  );
}

export const headOf = (of: SupplierCase, t: Translate): string =>
  [t('supplier.head', { number: of.number }), askedOf(of, t)].filter((part) => part !== '').join(' · ');
/** When it was asked, or all of a letter were, and until when an answer is wanted. */
export const askedOf = (
  { sentAt, wantedBefore }: SupplierCase,
  t: Translate,
  sent: 'supplier.sent' | 'supplier.sentAll' = 'supplier.sent',
): string =>
  [
    sentAt && t(sent, { day: sayDay(sentAt, t.language) }),
    wantedBefore && t('supplier.wanted', { day: sayDay(wantedBefore, t.language) }),
  ]
    .filter((part) => part !== null)
    .join(' · ');

function Picture({ group, t }: { group: PlotGroup; t: Translate }): VNode {
  const flagged = flaggedOf(group);
  return (
    <>
      <figure class="scroll" role="region" tabIndex={0} aria-label={captionOf(group, t)}>
        <Plot group={group} t={t} legend={false} />
      </figure>
      <ul class="legend">
        {legendOf(group, t).map((line) => (
          <li key={line.text}>
            <LegendMark canonical={line.canonical} />
            {line.text}
          </li>
        ))}
      </ul>
      {flagged.length > 0 && (
        <details>
          <summary>{t('table.flagged', { count: flagged.length })}</summary>
          <Values group={group} t={t} />
        </details>
      )}
      {group.kind !== 'track' && flagged.length <= MAPPED_MAX && hasTrack(group) && (
        <details>
          <summary>{t('plot.map')}</summary>
          <Track group={group} t={t} legend={false} />
        </details>
      )}
    </>
  );
}

function Values({ group, t }: { group: PlotGroup; t: Translate }): VNode {
  const flagged = flaggedOf(group);
  const deep = group.kind === 'profile';
  const shown = flagged.slice(0, flagged.length > MAPPED_MAX ? FEW_ROWS : ROWS_MAX);
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('table.time')}</th>
            <th scope="col">{`${t('table.value')}${group.unit ? ` (${sayUnit(group.unit)})` : ''}`}</th>
            <th scope="col">{t('table.flag')}</th>
            {deep && <th scope="col">{t('table.depth')}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map((p) => (
            <tr key={p.at.getTime()}>
              <td>{`${sayShortDay(p.at, t.language)} ${sayTime(p.at, t.language)}`}</td>
              <td>{p.value === null ? '—' : sayNumber(p.value, t.language)}</td>
              <td>{p.flag.code}</td>
              {deep && <td>{p.z === null ? '—' : sayNumber(p.z, t.language)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {flagged.length > shown.length && <p>{t('table.more', { count: flagged.length - shown.length })}</p>}
    </>
  );
}

const Items = ({ items, t }: { items: SupplierCase['shown']['items']; t: Translate }): VNode => (
  <div class="scroll" role="region" tabIndex={0} aria-label={t('table.items')}>
    <table>
      <caption>{t('table.items')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('table.name')}</th>
          <th scope="col">{t('table.expected')}</th>
          <th scope="col">{t('table.found')}</th>
        </tr>
      </thead>
      <tbody>
        {items.slice(0, ROWS_MAX).map((item) => (
          <tr key={item.name}>
            <th scope="row">{item.name}</th>
            <td>{item.expected ?? '—'}</td>
            <td>{item.found ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
    {items.length > ROWS_MAX && <p>{t('table.more', { count: items.length - ROWS_MAX })}</p>}
  </div>
);
