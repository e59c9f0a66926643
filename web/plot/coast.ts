import { readFileSync } from 'node:fs';
import { geoMercator, type GeoPermissibleObjects, type GeoProjection, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}
export interface Chart {
  /** Pixels of a position; null when it cannot be drawn. */
  place: (lon: number, lat: number) => [number, number] | null;
  /** Path of the land in view. */
  coast: string;
  /** What the frame shows; west of the date line the east counts on past 180. */
  view: Box;
}

const PATH_CHARS_MAX = 6_000;
const CHARTS_MAX = 200;
const charts = new Map<string, Chart>();

/** A chart of this box in a frame of pixels; kept, since the same case is looked at again and again. */
export function chartOf(box: Box, frame: [[number, number], [number, number]]): Chart {
  const key = JSON.stringify([box, frame]);
  const known = charts.get(key);
  if (known) return known;
  if (charts.size >= CHARTS_MAX) charts.clear();
  const chart = draw(box, frame);
  charts.set(key, chart);
  return chart;
}

function draw({ west, south, east, north }: Box, frame: [[number, number], [number, number]]): Chart {
  const corners = {
    type: 'MultiPoint' as const,
    coordinates: [
      [west, south],
      [east, north],
    ],
  };
  const projection = geoMercator()
    .rotate([-(west + east) / 2, 0])
    .fitExtent(frame, corners)
    .clipExtent(frame);
  const path = geoPath(projection).digits(1);
  const fine = path(land('50m')) ?? '';
  const place = (lon: number, lat: number): [number, number] | null => projection([lon, lat]);
  const coast = fine.length > PATH_CHARS_MAX ? (path(land('110m')) ?? '') : fine;
  return { place, coast, view: viewOf(projection, frame, { west, south, east, north }) };
}

function viewOf(projection: GeoProjection, [from, to]: [[number, number], [number, number]], box: Box): Box {
  const [topLeft, bottomRight] = [projection.invert?.(from), projection.invert?.(to)];
  if (!topLeft || !bottomRight) return box;
  const [[west, north], [east, south]] = [topLeft, bottomRight];
  return { west, north, south, east: east < west ? east + 360 : east };
}

const lands = new Map<string, GeoPermissibleObjects>();
/** Natural Earth's land, read when first asked for. */
function land(scale: '50m' | '110m'): GeoPermissibleObjects {
  const known = lands.get(scale);
  if (known) return known;
  const file = require.resolve(`world-atlas/land-${scale}.json`);
  // Safe: the package is pinned and its files are topologies of one object, `land`.
  const topology = JSON.parse(readFileSync(file, 'utf8')) as Topology<{ land: GeometryCollection }>;
  const read = feature(topology, topology.objects.land);
  lands.set(scale, read);
  return read;
}
