import { scaleLinear, scaleUtc } from 'd3-scale';
import type { VNode } from 'preact';
import { sayBounds, sayInterval, sayNumber, sayParameter, sayShortDay, sayTime, sayUnit } from '../say';
import type { Translate } from '../words';
import { BOX, Frame, GridLine } from './frame';
import { flaggedOf, type PlotGroup, type PlotPoint } from './group';
import { goodRuns, linePath } from './line';
import { Line, Marks, round } from './marks';

export interface PlotProps {
  group: PlotGroup;
  t: Translate;
  legend: boolean;
  width?: number | undefined;
  /** Points of another picture that stands on the same axes. */
  beside?: readonly PlotPoint[];
}

/** Values over time: the good ones a line, flagged ones marks, the expected range a pale band; times in TU, 24 h. */
export function Curve({ group, t, legend, width, beside = [] }: PlotProps): VNode {
  const both = { ...group, points: [...group.points, ...beside].sort((a, b) => a.at.getTime() - b.at.getTime()) };
  const x = scaleUtc(timeDomain(both), [BOX.left, BOX.right]);
  const y = valueScale(valuesOf(both), group.expected, [BOX.bottom, BOX.top]);
  const runs = goodRuns(group.points).map((run) => run.map((p) => [x(p.at), y(p.value ?? 0)] as const));
  return (
    <Frame group={group} t={t} legend={legend} width={width} caption={captionOf(group, t)} {...wordsOf(group, t)}>
      <Band group={group} from={y} />
      {y.ticks(5).map((tick) => (
        <GridLine key={tick} y={y(tick)} label={sayNumber(tick, t.language)} />
      ))}
      {timeTicks(x.ticks(6), timeDomain(both), t).map(({ at, lines }) =>
        lines.map((line, i) => (
          <text key={line} x={round(x(at))} y={BOX.bottom + 16 + i * 15} text-anchor={anchorOf(x(at))}>
            {line}
          </text>
        )),
      )}
      <text x={BOX.right} y="14" text-anchor="end" fill="#555">
        {t('plot.tu')}
      </text>
      <Line d={linePath(runs, BOX.right - BOX.left)} />
      <Marks
        points={group.points}
        place={(p) =>
          p.flag.canonical === '9' ? [x(p.at), BOX.bottom] : p.value === null ? null : [x(p.at), y(p.value)]
        }
      />
    </Frame>
  );
}

const HOUR_MS = 3_600_000;
function timeDomain({ points }: PlotGroup): [Date, Date] {
  const start = points[0]?.at ?? new Date(0);
  const end = points.at(-1)?.at ?? start;
  return start < end ? [start, end] : [new Date(start.getTime() - HOUR_MS), new Date(start.getTime() + HOUR_MS)];
}

/** Hours, and under the first of each day the day; days alone when all ticks are midnights, years when all begin one. */
function timeTicks(ticks: Date[], [start]: [Date, Date], t: Translate): { at: Date; lines: string[] }[] {
  const shown = ticks.length > 0 ? ticks : [start];
  const isMidnight = (at: Date): boolean => at.getTime() % (24 * HOUR_MS) === 0;
  const hours = !shown.every(isMidnight);
  if (shown.length > 1 && shown.every((at) => at.toISOString().slice(5, 10) === '01-01' && isMidnight(at)))
    return shown.map((at) => ({ at, lines: [String(at.getUTCFullYear())] }));
  return shown.map((at, i) => {
    const day = i === 0 || isMidnight(at) ? [sayShortDay(at, t.language)] : [];
    return { at, lines: hours ? [sayTime(at, t.language), ...day] : day };
  });
}
const anchorOf = (x: number): 'middle' | 'end' => (x > BOX.right - 20 ? 'end' : 'middle');

export const valuesOf = ({ points }: PlotGroup): number[] => points.flatMap(({ value }) => value ?? []);
/** Greater numbers are no measurements, nearer ones no difference: no axis can be divided for them. */
const DRAWN_MAX = 1e150;
const SPAN_MIN = 1e-12;
/** A scale of the values with a little room; the expected range is in it unless that would flatten the curve. */
export function valueScale(values: readonly number[], expected: PlotGroup['expected'], range: [number, number]) {
  const [low, high] = [Math.max(Math.min(...values), -DRAWN_MAX), Math.min(Math.max(...values), DRAWN_MAX)];
  const span = high - low > SPAN_MIN ? high - low : Math.abs(high) || 1;
  const near = [expected?.min, expected?.max].filter(
    (bound): bound is number => typeof bound === 'number' && bound > low - span && bound < high + span,
  );
  const [from, to] = values.length === 0 ? [0, 1] : [Math.min(low, ...near), Math.max(high, ...near)];
  const room = (to - from > SPAN_MIN ? to - from : 1) * 0.05;
  return scaleLinear([from - room, to + room], range);
}
type ValueScale = ReturnType<typeof valueScale>;

function Band({ group: { expected }, from }: { group: PlotGroup; from: ValueScale }): VNode | null {
  if (!expected) return null;
  const clamp = (value: number): number => Math.min(BOX.bottom, Math.max(BOX.top, value));
  const top = expected.max === null ? BOX.top : clamp(from(expected.max));
  const bottom = expected.min === null ? BOX.bottom : clamp(from(expected.min));
  return <rect x={BOX.left} y={round(top)} width={BOX.right - BOX.left} height={round(bottom - top)} fill="#e6f3e8" />;
}

/** `Température (°C)`. */
export function captionOf({ parameter, unit }: PlotGroup, t: Translate): string {
  const name = parameter ? sayParameter(parameter, t) : t('sentence.subject');
  return unit === null || unit === '1' ? name : `${name} (${sayUnit(unit)})`;
}

/** Title and description in words, for who cannot see the picture. */
export function wordsOf(group: PlotGroup, t: Translate): { title: string; desc: string } {
  const [start, end] = timeDomain({
    ...group,
    points: [...group.points].sort((a, b) => a.at.getTime() - b.at.getTime()),
  });
  const range = group.expected ? t('plot.expectedRange', { range: sayBounds(group.expected, group.unit, t) }) : '';
  return {
    title: t('plot.title', { subject: captionOf(group, t), when: sayInterval(start, end, t) }),
    desc: t('plot.desc', { good: group.points.length, flagged: flaggedOf(group).length, range }),
  };
}
