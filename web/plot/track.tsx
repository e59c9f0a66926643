import type { VNode } from 'preact';
import { type Box, chartOf } from './coast';
import type { PlotProps } from './curve';
import { BOX, Frame, HEIGHT } from './frame';
import { flaggedOf, type PlotGroup, type PlotPoint } from './group';
import { Graticule } from './graticule';
import { linePath } from './line';
import { Line, Marks } from './marks';
import { isFlagged } from '../../domain/describe-flag';

const FRAME: [[number, number], [number, number]] = [
  [BOX.left, BOX.top],
  [BOX.right, HEIGHT - 4],
];
const MARGIN = 0.15;

export const hasTrack = ({ points }: PlotGroup): boolean => points.some(({ lat, lon }) => lat !== null && lon !== null);

/** Where the values were taken, with the coast; no tile server. */
export function Track({ group, t, legend, width }: PlotProps): VNode {
  const chart = chartOf(boxOf(group.points), FRAME);
  const place = ({ lat, lon }: PlotPoint): [number, number] | null =>
    lat === null || lon === null ? null : chart.place(lon, lat);
  const good = group.points
    .filter(({ flag }) => !isFlagged(flag))
    .flatMap((p) => [place(p)].filter((at) => at !== null));
  const counts = { count: group.points.length, flagged: flaggedOf(group).length };
  const desc = t('plot.mapDesc', counts);
  return (
    <Frame group={group} t={t} legend={legend} width={width} caption={t('plot.map')} title={t('plot.map')} desc={desc}>
      <rect x={BOX.left} y={BOX.top} width={BOX.right - BOX.left} height={HEIGHT - 4 - BOX.top} fill="#eef5fa" />
      {chart.coast && <path d={chart.coast} fill="#d9d3c4" stroke="#8d8672" stroke-width=".7" />}
      <Graticule chart={chart} t={t} />
      <Line d={linePath([thin(good)], Number.POSITIVE_INFINITY)} />
      <Marks points={group.points} place={place} />
    </Frame>
  );
}

const POINTS_MAX = 150;
const thin = <T,>(all: readonly T[]): readonly T[] =>
  all.filter((_, i) => i % Math.ceil(all.length / POINTS_MAX) === 0 || i === all.length - 1);

/** A box around the track in whole steps, so that near tracks share a chart. */
function boxOf(points: readonly PlotPoint[]): Box {
  const lats = points.flatMap(({ lat }) => lat ?? []);
  const lons = unbroken(points.flatMap(({ lon }) => lon ?? []));
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const marginLat = Math.max((north - south) * MARGIN, 0.75);
  const marginLon = Math.max((east - west) * MARGIN, 1.5);
  const step = (value: number): number => Math.round(value * 10) / 10;
  return {
    south: Math.max(-85, step(south - marginLat)),
    north: Math.min(85, step(north + marginLat)),
    west: step(west - marginLon),
    east: step(east + marginLon),
  };
}

/** A track across the date line stays in one piece. */
const unbroken = (lons: readonly number[]): number[] =>
  Math.max(...lons) - Math.min(...lons) > 180 ? lons.map((lon) => (lon < 0 ? lon + 360 : lon)) : [...lons];
