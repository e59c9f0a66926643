import type { VNode } from 'preact';
import type { Finding } from '../../domain/recheck/finding';
import { captionOf } from '../plot/curve';
import { Plot } from '../plot/plot';
import { sayDay, sayNumber, sayParameter, sayTime, sayUnit } from '../say';
import type { Translate } from '../words';
import type { ShownCorrection, ShownRow } from './view';

const PLOTS_MAX = 2;
const FINDINGS_SHOWN = 20;
const LINES_SHOWN = 10;

interface SummaryProps {
  of: ShownCorrection;
  t: Translate;
  /** The page has no heading of its own for it. */
  heading?: boolean;
}
/** Which rows replace what, before and after on the same axes, and what still fails of them, line by line. */
export const CorrectionSummary = ({ of, t, heading = true }: SummaryProps): VNode => (
  <section aria-label={t('corrected.title')}>
    {heading && <h2>{t('corrected.title')}</h2>}
    <p>
      {t('corrected.rows', { count: of.rows })}{' '}
      {of.anomalies && t('corrected.anomalies', { corrected: of.anomalies.corrected, all: of.anomalies.all })}{' '}
      {of.anomalies && of.anomalies.corrected < of.anomalies.all && t('corrected.othersStay')}
    </p>
    {of.anomalies && of.anomalies.reach < of.anomalies.all && (
      <p class="box">{t('corrected.reach', { reach: of.anomalies.reach })}</p>
    )}
    {of.outside.count > 0 && (
      <p>
        {t('corrected.outside', {
          count: of.outside.count,
          lines: `${of.outside.lines.slice(0, LINES_SHOWN).join(', ')}${of.outside.count > LINES_SHOWN ? ', …' : ''}`,
        })}
      </p>
    )}
    <Findings of={of} t={t} />
    {of.plots.slice(0, PLOTS_MAX).map(({ before, after }) => (
      <>
        {(['before', 'after'] as const).map((which) => (
          <figure
            class="scroll"
            role="region"
            tabIndex={0}
            aria-label={`${t(`corrected.${which}`)} ${captionOf(before, t)}`}
          >
            <figcaption>{t(`corrected.${which}`)}</figcaption>
            <Plot
              group={which === 'before' ? before : after}
              beside={which === 'before' ? after.points : before.points}
              t={t}
              legend={false}
            />
          </figure>
        ))}
        <p class="hint">{t('corrected.legend')}</p>
      </>
    ))}
    <Rows of={of} t={t} />
  </section>
);

/** What still fails, of which line. */
const Findings = ({ of, t }: { of: ShownCorrection; t: Translate }): VNode =>
  of.failing === 0 ? (
    <p>{t('corrected.nothingFails')}</p>
  ) : (
    <div class="box">
      <p>
        <strong>{t('corrected.fails', { count: of.failing })}</strong> {t('corrected.failsHint')}
      </p>
      <ul>
        {of.first.slice(0, FINDINGS_SHOWN).map((finding) => (
          <li key={`${finding.line}${finding.code}`}>{sayFinding(finding, t)}</li>
        ))}
      </ul>
      {total(of) > FINDINGS_SHOWN && <p>{t('table.more', { count: total(of) - FINDINGS_SHOWN })}</p>}
    </div>
  );
const total = ({ counts }: ShownCorrection): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** `Ligne 3 : 45 est hors de la plage (12 à 21)`. */
export function sayFinding({ line, code, params }: Finding, t: Translate): string {
  const said = Object.entries(params).map(([name, value]) => [name, sayParam(name, value, t)]);
  // Safe: the same names with texts.
  return t('finding.line', { line, what: t.of(`finding.${code}`, Object.fromEntries(said) as Record<string, string>) });
}
function sayParam(name: string, value: string | number, t: Translate): string {
  if (typeof value === 'number') return sayNumber(value, t.language);
  return name === 'time' || name === 'before' ? sayInstant(new Date(value), t) : value;
}
const sayInstant = (at: Date, t: Translate): string =>
  `${sayDay(at, t.language)}, ${sayTime(at, t.language)} ${t('unit.tu')}`;

function Rows({ of: { sample, rows }, t }: { of: ShownCorrection; t: Translate }): VNode {
  const several = new Set(sample.map(({ parameter }) => parameter)).size > 1;
  const deep = sample.some(({ z }) => z !== null);
  const moved = sample.every(({ value }) => value === null);
  const [first] = sample;
  const unit = first?.unit && !several ? ` (${sayUnit(first.unit)})` : '';
  return (
    <details>
      <summary>{t('corrected.table', { count: sample.length })}</summary>
      <div class="scroll" role="region" tabIndex={0} aria-label={t('corrected.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('error.rows.line')}</th>
              <th scope="col">{t('table.time')}</th>
              {several && <th scope="col">{t('corrected.parameter')}</th>}
              {deep && <th scope="col">{t('table.depth')}</th>}
              <th scope="col">{`${t('corrected.old')}${unit}`}</th>
              <th scope="col">{moved ? t('corrected.position') : `${t('corrected.new')}${unit}`}</th>
              <th scope="col">{t('corrected.flags')}</th>
            </tr>
          </thead>
          <tbody>
            {sample.map((row) => (
              <tr key={`${row.line}${row.parameter}`}>
                <th scope="row">{row.line}</th>
                <td>{`${row.at.toISOString().slice(0, 19).replace('T', ' ')}`}</td>
                {several && <td>{row.parameter === null ? '—' : sayParameter(row.parameter, t)}</td>}
                {deep && <td>{number(row.z, t)}</td>}
                <td>{number(row.old, t)}</td>
                <td>{moved ? `${number(row.lat, t)} ${number(row.lon, t)}` : number(row.value, t)}</td>
                <td>{flags(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows > sample.length && <p>{t('table.more', { count: rows - sample.length })}</p>}
    </details>
  );
}
const number = (value: number | null, t: Translate): string => (value === null ? '—' : sayNumber(value, t.language));
const flags = ({ oldFlag, flag }: ShownRow): string => `${oldFlag ?? '—'} → ${flag ?? '—'}`;
