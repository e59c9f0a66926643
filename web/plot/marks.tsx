import type { VNode } from 'preact';
import type { PlotPoint } from './group';

/** Shape and colour of a canonical flag: each at least 3:1 on white, and never colour alone. */
interface Mark {
  shape: 'dot' | 'ring' | 'triangle' | 'cross' | 'diamond' | 'tick' | 'square';
  colour: string;
}
const LINE_COLOUR = '#0072B2';
const MARKS: Record<string, Mark> = {
  0: { shape: 'dot', colour: '#6b6b6b' },
  2: { shape: 'ring', colour: '#009E73' },
  3: { shape: 'triangle', colour: '#B35900' },
  4: { shape: 'cross', colour: '#C00000' },
  5: { shape: 'diamond', colour: '#7A3E9D' },
  8: { shape: 'diamond', colour: '#7A3E9D' },
  9: { shape: 'tick', colour: '#444444' },
};
const OTHER: Mark = { shape: 'square', colour: '#444444' };
export const markOf = (canonical: string): Mark => MARKS[canonical] ?? OTHER;

/** One mark as path commands, relative after its start, so that hundreds stay small. */
const SHAPES: Record<Mark['shape'], (x: string, y: string) => string> = {
  dot: (x, y) => `M${x} ${y}h.01`,
  ring: (x, y) => `M${x} ${y}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0`,
  triangle: (x, y) => `M${x} ${y}m0-4l4 7h-8z`,
  cross: (x, y) => `M${x} ${y}m-3-3l6 6m0-6l-6 6`,
  diamond: (x, y) => `M${x} ${y}m0-4l4 4-4 4-4-4z`,
  tick: (x, y) => `M${x} ${y}v-8`,
  square: (x, y) => `M${x} ${y}m-3-3h6v6h-6z`,
};
const FILLED = new Set<Mark['shape']>(['triangle', 'diamond', 'square']);

export const round = (value: number): string => String(Math.round(value * 10) / 10);

/** From here on a mark is placed to the whole pixel: the page goes over a ship's link. */
const MANY = 200;
/** From here on they cover each other. */
const CROWD = 1200;
const COLUMN = 3;
const REACH = 4;

/** Marks, and bars of marks that cover each other: every place that is marked stays so, and thousands stay a small page. */
function crowded(at: readonly (readonly [number, number])[]): { alone: [number, number][]; bars: string } {
  const columns = new Map<number, number[]>();
  for (const [x, y] of at) {
    const column = Math.round(x / COLUMN) * COLUMN;
    const known = columns.get(column);
    if (known) known.push(Math.round(y));
    else columns.set(column, [Math.round(y)]);
  }
  const alone: [number, number][] = [];
  let bars = '';
  for (const [x, ys] of columns)
    for (const [from, to] of stretches(ys.sort((a, b) => a - b)))
      if (from === to) alone.push([x, from]);
      else bars += `M${x} ${from - 3}V${to + 3}`;
  return { alone, bars };
}

function stretches(sorted: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const y of sorted) {
    const last = found.at(-1);
    if (last && y - last[1] <= 2 * REACH) last[1] = y;
    else found.push([y, y]);
  }
  return found;
}

/** All the marks of one flag as one path, and where they crowd, one more. */
export function MarkPath(props: { canonical: string; at: readonly (readonly [number, number])[] }): VNode {
  if (props.at.length <= CROWD) return <Shapes {...props} />;
  const { alone, bars } = crowded(props.at);
  const { canonical } = props;
  return (
    <>
      <path d={bars} data-flag={canonical} fill="none" stroke={markOf(canonical).colour} stroke-width={COLUMN} />
      {alone.length > 0 && <Shapes canonical={canonical} at={alone} />}
    </>
  );
}

function Shapes({ canonical, at }: { canonical: string; at: readonly (readonly [number, number])[] }): VNode {
  const { shape, colour } = markOf(canonical);
  const text = at.length > MANY ? (value: number) => String(Math.round(value)) : round;
  const d = at.map(([x, y]) => SHAPES[shape](text(x), text(y))).join('');
  return shape === 'dot' ? (
    <path d={d} data-flag={canonical} fill="none" stroke={colour} stroke-width="4" stroke-linecap="round" />
  ) : FILLED.has(shape) ? (
    <path d={d} data-flag={canonical} fill={colour} />
  ) : (
    <path d={d} data-flag={canonical} fill="none" stroke={colour} stroke-width="1.8" />
  );
}

const DOTS_MAX = 200;
/** Marks of every point that is not simply good; unchecked ones are thinned, flagged ones never. */
export function Marks<P extends PlotPoint>({
  points,
  place,
}: {
  points: readonly P[];
  place: (point: P) => readonly [number, number] | null;
}): VNode {
  const byFlag = new Map<string, (readonly [number, number])[]>();
  for (const point of points) {
    const { canonical } = point.flag;
    const at = canonical === null || canonical === '1' ? null : place(point);
    if (canonical === null || !at) continue;
    const known = byFlag.get(canonical);
    if (known) known.push(at);
    else byFlag.set(canonical, [at]);
  }
  const order = [...byFlag].sort(([a], [b]) => '04'.indexOf(a) - '04'.indexOf(b));
  return (
    <>
      {order.map(([canonical, at]) => (
        <MarkPath key={canonical} canonical={canonical} at={canonical === '0' ? thinned(at) : at} />
      ))}
    </>
  );
}
const thinned = <T,>(all: readonly T[]): readonly T[] =>
  all.filter((_, i) => i % Math.ceil(all.length / DOTS_MAX) === 0);

const GOOD_DOTS_MAX = 500;
/** Good values that no line joins; thinned, since they are only the ground of the flagged ones. */
export function Dots({ at }: { at: readonly (readonly [number, number])[] }): VNode | null {
  const shown = at.filter((_, i) => i % Math.ceil(at.length / GOOD_DOTS_MAX) === 0);
  if (shown.length === 0) return null;
  const d = shown.map(([x, y]) => SHAPES.dot(round(x), round(y))).join('');
  return <path d={d} fill="none" stroke={LINE_COLOUR} stroke-width="4" stroke-linecap="round" />;
}

/** The line of good values; an attribute without text would not be XML, so no path without a line. */
export const Line = ({ d }: { d: string }): VNode | null =>
  d === '' ? null : <path d={d} fill="none" stroke={LINE_COLOUR} stroke-width="1.5" />;

/** A mark beside its words in an HTML legend; null = the expected range. */
export const LegendMark = ({ canonical }: { canonical: string | null }): VNode => (
  <svg viewBox="-6 -6 12 12" aria-hidden="true">
    {canonical === null ? (
      <rect x="-5" y="-5" width="10" height="10" fill="#cfe8d5" stroke="#5c8a68" />
    ) : (
      <MarkPath canonical={canonical} at={[[0, markOf(canonical).shape === 'tick' ? 4 : 0]]} />
    )}
  </svg>
);
