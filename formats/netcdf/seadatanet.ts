import { BodyFault } from '../fault';
import type { Series } from '../flagged/point';
import type { NetcdfFile, Variable } from './file';
import { type At, type Axes, firstOf, placeIn } from './grid';
import { type Scale, scaleOf } from './scale';
import { type NetcdfKind, type Sheet, textOf, variableOf } from './sheet';
import { instants } from './time';
import { codesOf, numbersOf, textsOf } from './values';

interface Flagged {
  series: Series;
  /** By level, or once an instance. */
  isByLevel: boolean;
  value: At<number>;
  flag: At<string>;
}
interface Layout {
  axes: Axes;
  isProfile: boolean;
  time: At<string>;
  lat: At<number>;
  lon: At<number>;
  z: At<number>;
  flagged: Flagged[];
  text: (name: string, instance: number) => string | undefined;
}

const SUFFIX = '_SEADATANET_QC';
const ABOUT = new Map(
  Object.entries({
    TIME: 'time_flag',
    POSITION: 'position_flag',
    SDN_BOT_DEPTH: 'bottom_depth_flag',
  }),
);
const TEXTS = ['SDN_CRUISE', 'SDN_STATION', 'SDN_LOCAL_CDI_ID'];

/** Profiles, time series and tracks as SeaDataNet writes them in NetCDF: one instance each, filled up to the longest. */
export const SEADATANET: NetcdfKind = {
  title: 'SeaDataNet NetCDF file',
  holds: ({ variables }) => [...variables.keys()].some((name) => name.endsWith(SUFFIX)),
  async *sheets(file) {
    const layout = await layoutOf(file);
    for (let instance = 0; instance < layout.axes.times; instance += 1) yield* sheetsOf(layout, instance);
  },
};

async function layoutOf(file: NetcdfFile): Promise<Layout> {
  const time = variableOf(file, 'TIME');
  const axes = axesOf(file);
  const numbers = async (variable: Variable | null): Promise<At<number>> => {
    if (!variable) return () => null;
    const [values, place] = [await numbersOf(file, variable), placeIn(variable, axes)];
    return (instance, level) => values(place(instance, level));
  };
  const [days, toInstant] = [await numbers(time), instants(time)];
  const flagged: Flagged[] = [];
  for (const variable of file.variables.values())
    if (variable.name.endsWith(SUFFIX)) flagged.push(await flaggedOf(file, variable, axes, numbers));
  const texts = new Map<string, string[]>();
  for (const name of TEXTS) {
    const variable = file.variables.get(name);
    if (variable) texts.set(name, await textsOf(file, variable));
  }
  return {
    axes,
    isProfile: /profile/i.test(textOf(file, 'featureType') ?? '') || !time.dims.includes(axes.level ?? ''),
    time: (instance, level) => toInstant(days(instance, level)),
    lat: await numbers(firstOf(file, ['LATITUDE'])),
    lon: await numbers(firstOf(file, ['LONGITUDE'])),
    z: await numbers(firstOf(file, ['DEPTH', 'DEPH', 'ADEPZZ01', 'PRES', 'PRESPR01'])),
    flagged,
    text: (name, instance) => (texts.get(name)?.[instance] ?? texts.get(name)?.[0]) || undefined,
  };
}

/** The first dimension is the instance, the second the level or time. */
function axesOf({ variables }: NetcdfFile): Axes {
  const widest = [...variables.values()].find(({ name, dims }) => name.endsWith(SUFFIX) && dims.length === 2);
  if (!widest) throw new BodyFault('unsupported_netcdf', 'No flags run along an instance and a level.');
  const [instance = '', level = ''] = widest.dims;
  const [times = 0, levels = 0] = widest.shape;
  return { time: new Set([instance]), level, times, levels };
}

/** Flags are the characters' codes: 48 is "0", 65 is "A". A bare 4 would be read as such, and is no flag. */
const character = (code: number): string => (code > 0x20 && code < 0x7f ? String.fromCharCode(code) : `#${code}`);

async function flaggedOf(
  file: NetcdfFile,
  flags: Variable,
  axes: Axes,
  numbers: (variable: Variable | null) => Promise<At<number>>,
): Promise<Flagged> {
  const name = flags.name.slice(0, -SUFFIX.length);
  const scale = l20Of(flags);
  const [code, place] = [await codesOf(file, flags, character), placeIn(flags, axes)];
  const check = ABOUT.get(name);
  const values = check === undefined ? (file.variables.get(name) ?? null) : null;
  return {
    series: {
      parameter: check === undefined ? name : null,
      check: check ?? `flag.${scale.scale}`,
      ...scale,
      ...(values && { urn: textOf(values, 'sdn_parameter_urn'), unit: textOf(values, 'units') }),
    },
    isByLevel: flags.dims.includes(axes.level ?? ''),
    value: await numbers(values?.type === 'char' ? null : values),
    flag: (instance, level) => code(place(instance, level)),
  };
}

function l20Of({ name, attributes }: Variable): Scale {
  const urn = textOf({ attributes }, 'sdn_conventions_urn');
  if (urn !== undefined && !/^SDN:L20:/.test(urn))
    throw new BodyFault('unknown_scale', `Variable ${name}: flags of ${urn.slice(0, 50)} are not read.`);
  return scaleOf(name, attributes, [{ scale: 'L20', version: '8' }], character);
}

function* sheetsOf(layout: Layout, instance: number): Generator<Sheet> {
  const { flagged, text, isProfile } = layout;
  const [station, cdi] = [text('SDN_STATION', instance), text('SDN_LOCAL_CDI_ID', instance)];
  const locus = {
    ...(cdi === undefined ? {} : { local_cdi_id: cdi }),
    ...(station === undefined ? {} : { station }),
  };
  const cruise = text('SDN_CRUISE', instance);
  const byLevel = flagged.filter((one) => one.isByLevel);
  const columns = byLevel.filter(({ series }) => series.parameter !== null);
  const about = byLevel.filter(({ series }) => series.parameter === null);
  const kind = isProfile ? 'profile' : 'series';
  const once = flagged.filter((one) => !one.isByLevel);
  yield {
    group: { kind, locus, cruise, series: columns.map(({ series }) => series) },
    wholes: once.map(({ series, flag }) => ({ series, code: flag(instance, 0), point: placeOf(layout, instance, 0) })),
    ...points(layout, columns, instance),
  };
  if (about.length > 0)
    yield {
      group: {
        kind,
        locus: { ...locus, columns: 'time and position' },
        cruise,
        series: about.map(({ series }) => series),
      },
      wholes: [],
      ...points(layout, about, instance),
    };
}

const placeOf = ({ time, lat, lon, z, isProfile }: Layout, instance: number, level: number) => ({
  line: null,
  t: time(instance, level),
  lat: lat(instance, level),
  lon: lon(instance, level),
  z: isProfile && level === 0 ? null : z(instance, level),
});

/** Past its end an instance is filled up: no time or depth, no values, flags that say missing. */
const points = (layout: Layout, columns: readonly Flagged[], instance: number): Pick<Sheet, 'size' | 'point'> => ({
  size: layout.axes.levels,
  point: (level) => {
    const values = columns.map(({ value }) => value(instance, level));
    const flags = columns.map(({ flag }) => flag(instance, level));
    const isFilling = values.every((value) => value === null) && flags.every((flag) => flag === null || flag === '9');
    return isFilling ? null : { ...placeOf(layout, instance, level), z: layout.z(instance, level), values, flags };
  },
});
