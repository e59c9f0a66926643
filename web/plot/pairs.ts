import { badness, type PlotGroup, type PlotPoint } from './group';

/** One sample of which temperature and salinity are both known; its flag is the worse of the two. */
export interface Pair extends PlotPoint {
  temperature: number;
  salinity: number;
}

/** As the vocabularies and file layouts name them, the best first. */
const TEMPERATURES = ['TEMP', 'TEMPPR01', 'SEA_WATER_TEMPERATURE', 'CTDTMP', 'SSTP', 'SEA_SURFACE_TEMPERATURE', 'SSJT'];
const SALINITIES = [
  'PSAL',
  'PSLTZZ01',
  'SEA_WATER_PRACTICAL_SALINITY',
  'SEA_WATER_SALINITY',
  'CTDSAL',
  'SALNTY',
  'SSPS',
];

/** The samples that can stand in one T–S diagram; none when only one of the two was measured or sent. */
export function pairsOf(plots: readonly PlotGroup[]): Pair[] {
  for (const temperature of named(plots, TEMPERATURES))
    for (const salinity of named(plots, SALINITIES)) {
      const pairs = temperature.kind === salinity.kind ? pairUp(temperature.points, salinity.points) : [];
      if (pairs.length > 0) return pairs;
    }
  return [];
}

function named(plots: readonly PlotGroup[], codes: readonly string[]): PlotGroup[] {
  const rank = ({ parameter }: PlotGroup): number => codes.indexOf(parameter?.split('::').at(-1)?.toUpperCase() ?? '');
  return plots.filter((group) => group.kind !== 'track' && rank(group) >= 0).toSorted((a, b) => rank(a) - rank(b));
}

const sampleOf = ({ at, z }: PlotPoint): string => `${at.getTime()}/${z}`;
function pairUp(temperatures: readonly PlotPoint[], salinities: readonly PlotPoint[]): Pair[] {
  const salinityOf = new Map(salinities.map((point) => [sampleOf(point), point]));
  return temperatures.flatMap((point) => {
    const other = salinityOf.get(sampleOf(point));
    if (point.value === null || !other || other.value === null) return [];
    const { flag } = badness(other) > badness(point) ? other : point;
    return { ...point, flag, temperature: point.value, salinity: other.value };
  });
}
