import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { sayNumber } from '../say';
import type { Translate } from '../words';
import type { Chart } from './coast';
import { BOX, HEIGHT } from './frame';
import { round } from './marks';

/** Lines of latitude and longitude with their degrees: a map without them says nothing far from a coast. */
export function Graticule({ chart: { view, place }, t }: { chart: Chart; t: Translate }): VNode {
  const ticks = (from: number, to: number, count: number): number[] =>
    scaleLinear([from, to]).domain([from, to]).ticks(count);
  const rows = ticks(view.south, view.north, 4).flatMap((lat) => {
    const y = place((view.west + view.east) / 2, lat)?.[1];
    return y === undefined || y < BOX.top + 8 || y > HEIGHT - 12 ? [] : [{ y, text: sayDegrees(lat, 'NS', t) }];
  });
  const columns = ticks(view.west, view.east, 5).flatMap((lon) => {
    const x = place(lon, (view.south + view.north) / 2)?.[0];
    return x === undefined || x < BOX.left + 24 || x > BOX.right - 24 ? [] : [{ x, text: sayDegrees(lon, 'EW', t) }];
  });
  return (
    <g font-size="10" fill="#555">
      {rows.map(({ y, text }) => (
        <g key={text}>
          <path d={`M${BOX.left} ${round(y)}H${BOX.right}`} stroke="#cfdbe4" />
          <text x={BOX.left - 4} y={round(y + 4)} text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {columns.map(({ x, text }) => (
        <g key={text}>
          <path d={`M${round(x)} ${BOX.top}V${HEIGHT - 4}`} stroke="#cfdbe4" />
          <text x={round(x)} y={HEIGHT - 8} text-anchor="middle">
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}

/** `48,5°N`; longitudes past 180 are those of the other side. */
function sayDegrees(degrees: number, sides: 'NS' | 'EW', t: Translate): string {
  const value = degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
  const side = value === 0 ? '' : t(`plot.side.${value > 0 ? sides[0] : sides[1]}` as 'plot.side.N');
  return `${sayNumber(Math.abs(value), t.language)}°${side}`;
}
