import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { sayNumber } from '../say';
import { captionOf, type PlotProps, valueScale, valuesOf, wordsOf } from './curve';
import { BOX, Frame, GridLine } from './frame';
import type { PlotGroup } from './group';
import { goodCasts, linePath } from './line';
import { Line, Marks, round } from './marks';

/** Values against depth, the surface on top. */
export function Profile({ group, t, legend, width, beside = [] }: PlotProps): VNode {
  const both = { ...group, points: [...group.points, ...beside] };
  const depths = both.points.flatMap(({ z }) => z ?? []);
  const y = scaleLinear([Math.min(0, ...depths), Math.max(1, ...depths)], [BOX.top + 18, BOX.bottom]);
  const x = valueScale(valuesOf(both), group.expected, [BOX.left, BOX.right]);
  const runs = goodCasts(group.points).map((run) => run.map((p) => [x(p.value ?? 0), y(p.z ?? 0)] as const));
  return (
    <Frame group={group} t={t} legend={legend} width={width} caption={captionOf(group, t)} {...wordsOf(group, t)}>
      <Band group={group} at={x} />
      {y.ticks(6).map((tick) => (
        <GridLine key={tick} y={y(tick)} label={sayNumber(tick, t.language)} />
      ))}
      {x.ticks(6).map((tick) => (
        <text key={tick} x={round(x(tick))} y={BOX.top + 10} text-anchor="middle">
          {sayNumber(tick, t.language)}
        </text>
      ))}
      <text x={BOX.left} y={BOX.bottom + 17} fill="#555">
        {t('plot.depth')}
      </text>
      <Line d={linePath(runs, Number.POSITIVE_INFINITY)} />
      <Marks points={group.points} place={(p) => (p.value === null || p.z === null ? null : [x(p.value), y(p.z)])} />
    </Frame>
  );
}

function Band({ group, at }: { group: PlotGroup; at: (value: number) => number }): VNode | null {
  if (!group.expected) return null;
  const clamp = (value: number): number => Math.min(BOX.right, Math.max(BOX.left, value));
  const left = group.expected.min === null ? BOX.left : clamp(at(group.expected.min));
  const right = group.expected.max === null ? BOX.right : clamp(at(group.expected.max));
  return (
    <rect
      x={round(left)}
      y={BOX.top + 18}
      width={round(right - left)}
      height={BOX.bottom - BOX.top - 18}
      fill="#e6f3e8"
    />
  );
}
