import type { ComponentChildren, VNode } from 'preact';
import { sayFlag } from '../say';
import type { Translate } from '../words';
import { countFlags, type PlotGroup, type PlotPoint } from './group';
import { markOf, MarkPath } from './marks';

export const WIDTH = 640;
export const HEIGHT = 300;
export const BOX = { left: 46, right: 632, top: 22, bottom: 260 } as const;
const LEGEND_STEP = 18;

/** What a legend is made of. */
interface Drawn {
  kind: PlotGroup['kind'] | 'ts';
  expected: PlotGroup['expected'];
  points: readonly PlotPoint[];
  omitted?: number;
  others?: number;
}
interface FrameProps {
  group: Drawn;
  t: Translate;
  title: string;
  desc: string;
  /** Written above the axes: the quantity with its unit. */
  caption: string;
  /** Its own legend and ground, for a picture that stands alone; on a page the legend is text below it. */
  legend: boolean;
  /** In pixels; the drawing is scaled to it. */
  width?: number | undefined;
  children: ComponentChildren;
}

/** An SVG that says in words what it shows, with its legend when it stands alone. */
export function Frame({ group, t, title, desc, caption, legend, width = WIDTH, children }: FrameProps): VNode {
  const lines = legend ? legendOf(group, t) : [];
  const height = HEIGHT + lines.length * LEGEND_STEP + (legend ? 6 : 0);
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${WIDTH} ${height}`}
      width={width}
      height={Math.round((height * width) / WIDTH)}
      role="img"
      font-family="DejaVu Sans, Verdana, sans-serif"
      font-size="12"
      fill="#222"
    >
      <title>{title}</title>
      <desc>{desc}</desc>
      {legend && <rect width={WIDTH} height={height} fill="#fff" />}
      <text x={BOX.left} y="14">
        {caption}
      </text>
      {children}
      <Cut group={group} t={t} />
      {lines.map((line, i) => (
        <g key={line.text} transform={`translate(${BOX.left} ${HEIGHT + 8 + i * LEGEND_STEP})`}>
          {line.canonical === null ? (
            <rect x="-4" y="-5" width="9" height="9" fill="#cfe8d5" />
          ) : (
            <MarkPath canonical={line.canonical} at={[[0, markOf(line.canonical).shape === 'tick' ? 4 : 0]]} />
          )}
          <text x="12" y="4">
            {line.text}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Says that the picture is not the whole. */
const Cut = ({ group: { omitted = 0, others = 0 }, t }: { group: Drawn; t: Translate }): VNode | null =>
  omitted + others === 0 ? null : (
    <text x={BOX.left + 6} y={BOX.top + 14} font-weight="bold" stroke="#fff" stroke-width="3" paint-order="stroke">
      {[
        ...(omitted > 0 ? [t('plot.omitted', { count: omitted })] : []),
        ...(others > 0 ? [t('plot.others', { count: others })] : []),
      ].join(' ')}
    </text>
  );

export interface LegendLine {
  /** Null = the expected range. */
  canonical: string | null;
  text: string;
}
/** Code, word and count of each flag drawn, and the band. */
export function legendOf(group: Drawn, t: Translate): LegendLine[] {
  const flags = countFlags(group).map(({ flag, count }) => ({
    canonical: flag.canonical,
    text: t('plot.flagCount', { code: `${flag.code} (${flag.scale})`, word: sayFlag(flag.canonical, t), count }),
  }));
  return group.expected && group.kind !== 'track' ? [...flags, { canonical: null, text: t('plot.expected') }] : flags;
}

/** A horizontal grid line with its number at the left. */
export const GridLine = ({ y, label }: { y: number; label: string }): VNode => (
  <>
    <path d={`M${BOX.left} ${Math.round(y * 10) / 10}H${BOX.right}`} stroke="#ddd" />
    <text x={BOX.left - 6} y={Math.round(y * 10) / 10 + 4} text-anchor="end">
      {label}
    </text>
  </>
);
