import type { ComponentChildren, VNode } from 'preact';
import {
  type Ending,
  ENDINGS,
  falseAlarmRate,
  type Figure,
  type Figures,
  noAnswerRate,
  perMillion,
  reopenRate,
  SPAN_NAMES,
} from '../../domain/statistics';
import type { Translate } from '../words';
import { sayCount, sayEnding, sayFigure, sayRate, sayTime, sayValue } from './say';
import { listPath, reportPath, type ShownReport } from './view';

interface Tables {
  t: Translate;
  report: ShownReport;
  /** Address of the page, without query. */
  base: string;
  /** Lines lead to the same report of one code by another dimension; not where there is only one view. */
  drills: boolean;
}

/** The three tables of a report: how many, in what time, how it ended. */
export const ReportTables = (of: Tables): VNode => {
  const { t, report } = of;
  const endings = ENDINGS.filter((ending) => report.whole.outcomes[ending]);
  return (
    <>
      <Table of={of} title={t('statistics.counts')} heads={COUNT_HEADS.map((head) => t(head))} cells={countCells} />
      <p class="hint">
        {t('statistics.chargedHint')} {t('statistics.millionHint')}
      </p>
      <Table
        of={of}
        title={t('statistics.times')}
        heads={[...SPAN_NAMES.map((span) => t(`span.${span}`)), t('figure.paused')]}
        cells={timeCells}
      />
      <p class="hint">{t('statistics.timesHint')}</p>
      {endings.length > 0 && (
        <Table
          of={of}
          title={t('statistics.outcomes')}
          heads={endings.map((ending) => sayEnding(ending, t))}
          cells={(line, link) => endings.map((ending) => outcomeCell(line, ending, link))}
        />
      )}
    </>
  );
};

type Link = (figure: Figure, text: string) => VNode;
type Cells = (line: Figures, link: Link, t: Translate) => ComponentChildren[];

const COUNT_HEADS = [
  'figure.episodes',
  'figure.open',
  'figure.anomalies',
  'figure.perMillion',
  'figure.asked',
  'figure.noAnswerRate',
  'figure.against',
  'figure.false_alarms',
  'figure.falseAlarmRate',
  'figure.reopenRate',
] as const;
const countCells: Cells = (line, link, t) => {
  const million = perMillion(line);
  const n = (figure: 'episodes' | 'open' | 'asked' | 'against' | 'false_alarms') =>
    link(figure, sayCount(line[figure], t));
  const rated = (figure: Figure, rate: number | null) => (rate === null ? '—' : link(figure, sayRate(rate, t)));
  return [
    n('episodes'),
    n('open'),
    link('episodes', sayCount(line.anomalies, t)),
    million === null ? '—' : link('episodes', sayCount(million, t)),
    n('asked'),
    rated('unanswered', noAnswerRate(line)),
    n('against'),
    n('false_alarms'),
    rated('false_alarms', falseAlarmRate(line)),
    rated('reopened', reopenRate(line)),
  ];
};
const timeCells: Cells = (line, link, t) => [
  ...SPAN_NAMES.map((span) => {
    const times = line.times[span];
    return times === null ? '—' : link(span, `${sayTime(times.p50, t)} / ${sayTime(times.p90, t)}`);
  }),
  line.pausedMs === 0 ? '—' : link('episodes', sayTime(line.pausedMs, t)),
];
const outcomeCell = (line: Figures, ending: Ending, link: Link): ComponentChildren => {
  const count = line.outcomes[ending] ?? 0;
  return count === 0 ? '0' : link(`ended_${ending}`, String(count));
};

const Table = ({
  of: { t, report, base, drills },
  title,
  heads,
  cells,
}: {
  of: Tables;
  title: string;
  heads: readonly string[];
  cells: Cells;
}): VNode => {
  const { asked, lines, whole, names } = report;
  const link = (value: string | null | undefined): Link =>
    function NumberLink(figure, text) {
      return (
        <a href={listPath(base, asked, figure, value)} aria-label={`${sayFigure(figure, t)} : ${text}`}>
          {text}
        </a>
      );
    };
  return (
    <>
      <h2>{title}</h2>
      <section class="scroll" tabIndex={0} aria-label={title}>
        <table class="wraps">
          <thead>
            <tr>
              <th scope="col">{t(`dimension.${asked.by}`)}</th>
              {heads.map((head) => (
                <th key={head} scope="col" class="num">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Row name={t('statistics.all')} cells={cells(whole, link(undefined), t)} />
            {lines.map((line) => {
              const said = sayValue(asked.by, line.value, names.get(line.value ?? '') ?? null, t);
              return (
                <Row
                  key={line.value ?? ''}
                  name={drills ? <a href={drill(base, report, line.value)}>{said}</a> : said}
                  cells={cells(line, link(line.value), t)}
                />
              );
            })}
          </tbody>
        </table>
      </section>
    </>
  );
};

/** The same cases told by what they are about. */
const drill = (base: string, { asked }: ShownReport, value: string | null): string =>
  reportPath(base, {
    ...asked,
    by: asked.by === 'check' ? 'supplier' : 'check',
    only: { ...asked.only, [asked.by]: value ?? '' },
  });

const Row = ({ name, cells }: { name: ComponentChildren; cells: ComponentChildren[] }): VNode => (
  <tr>
    <th scope="row" class="name">
      {name}
    </th>
    {cells.map((cell, i) => (
      // Safe: the columns of a table stay in their places.
      <td key={i} class="num">
        {cell}
      </td>
    ))}
  </tr>
);
