import { type Flagged, flaggedOf } from './copernicus-flags';
import type { NetcdfFile, Variable } from './file';
import { type At, type Axes, firstOf, placeIn } from './grid';
import { type NetcdfKind, type Sheet, textOf, variableOf } from './sheet';
import { instants } from './time';
import { numbersOf } from './values';

interface Layout {
  axes: Axes;
  isProfile: boolean;
  time: (time: number) => string | null;
  lat: At<number>;
  lon: At<number>;
  z: At<number>;
  /** Nominal depth of a level, else its number. */
  levelName: (level: number) => number;
  whole: Flagged[];
  parameters: Flagged[];
  about: Pick<Sheet['group'], 'platform' | 'supplier'>;
}

/** Copernicus in situ and OceanSITES files: profiles, moorings, tracks. */
export const COPERNICUS: NetcdfKind = {
  title: 'Copernicus or OceanSITES file',
  holds: (file) =>
    file.variables.has('TIME') &&
    [...file.variables.values()].some(({ name, type }) => /.._QC$/.test(name) && type !== 'char' && type !== 'text') &&
    ![...file.variables.keys()].some((name) => name.endsWith('_SEADATANET_QC')),
  async *sheets(file) {
    const layout = await layoutOf(file);
    if (layout.isProfile) for (let time = 0; time < layout.axes.times; time += 1) yield profile(layout, time);
    else {
      if (layout.whole.length > 0) yield timeAndPosition(layout);
      for (let level = 0; level < layout.axes.levels; level += 1) yield mooring(layout, level);
    }
  },
};

async function layoutOf(file: NetcdfFile): Promise<Layout> {
  const time = variableOf(file, 'TIME');
  const axes = axesOf(file, time);
  const numbers = async (variable: Variable | null): Promise<At<number>> => {
    if (!variable) return () => null;
    const [values, place] = [await numbersOf(file, variable), placeIn(variable, axes)];
    return (t, level) => values(place(t, level));
  };
  const [days, toInstant] = [await numbersOf(file, time), instants(time)];
  const flagged = await flaggedOf(file, axes, numbers);
  const level = axes.level === null ? undefined : file.variables.get(axes.level);
  const depth = level?.dims.length === 1 ? await numbers(level) : null;
  const edmo = textOf(file, 'institution_edmo_code')?.split(/[\s,;]+/)[0];
  return {
    axes,
    isProfile: isProfile(file),
    time: (t) => toInstant(days(t)),
    lat: await numbers(firstOf(file, ['LATITUDE', 'DEPLOY_LATITUDE'])),
    lon: await numbers(firstOf(file, ['LONGITUDE', 'DEPLOY_LONGITUDE'])),
    z: await numbers(firstOf(file, ['DEPH', 'PRES', 'DEPTH'])),
    levelName: (at) => depth?.(0, at) ?? at + 1,
    whole: flagged.filter(({ isWhole }) => isWhole),
    parameters: flagged.filter(({ isWhole }) => !isWhole),
    about: {
      platform: textOf(file, 'platform_code') ?? textOf(file, 'wmo_platform_code'),
      supplier: edmo === undefined ? undefined : `SDN:EDMO::${edmo}`,
    },
  };
}

/** Positions have dimensions of their own in older files, as long as the time. */
function axesOf({ variables }: NetcdfFile, time: Variable): Axes {
  const times = time.shape[0] ?? 1;
  const level = [...variables.values()].flatMap(({ name, dims, shape }) =>
    name.endsWith('_QC') && dims[0] === time.dims[0] && dims.length > 1
      ? dims.flatMap((dim, i) => (i > 0 && dim !== 'POSITION' ? [{ dim, size: shape[i] ?? 1 }] : []))
      : [],
  )[0];
  return {
    time: new Set([time.dims[0] ?? 'TIME', 'POSITION', 'LATITUDE', 'LONGITUDE']),
    level: level?.dim ?? null,
    times,
    levels: level?.size ?? 1,
  };
}

const isProfile = (file: NetcdfFile): boolean => {
  const kind = ['cdm_data_type', 'featureType', 'data_type'].map((name) => textOf(file, name) ?? '').join(' ');
  return /profile/i.test(kind) && !/time ?-?series/i.test(kind);
};

function profile(layout: Layout, time: number): Sheet {
  const { axes, parameters, whole, lat, lon, z, about } = layout;
  const t = layout.time(time);
  const at = { line: null, t, lat: lat(time, 0), lon: lon(time, 0) };
  return {
    group: {
      kind: 'profile',
      locus: { profile: t ?? `number ${time + 1}` },
      ...about,
      series: parameters.map(({ series }) => series),
    },
    wholes: whole.map(({ series, flag }) => ({ series, code: flag(time, 0), point: { ...at, z: null } })),
    size: axes.levels,
    point: (level) => {
      const values = parameters.map(({ value }) => value(time, level));
      const flags = parameters.map(({ flag }) => flag(time, level));
      const isFilling = values.every((value) => value === null) && flags.every((flag) => flag === null || flag === '9');
      return isFilling ? null : { ...at, z: z(time, level), values, flags };
    },
  };
}

const row = ({ time, lat, lon, z }: Layout, t: number, level: number) => ({
  line: null,
  t: time(t),
  lat: lat(t, level),
  lon: lon(t, level),
  z: z(t, level),
});

function mooring(layout: Layout, level: number): Sheet {
  const { axes, parameters, about } = layout;
  return {
    group: {
      kind: 'series',
      locus: axes.levels > 1 ? { depth: layout.levelName(level) } : {},
      ...about,
      series: parameters.map(({ series }) => series),
    },
    wholes: [],
    size: axes.times,
    point: (t) => ({
      ...row(layout, t, level),
      values: parameters.map(({ value }) => value(t, level)),
      flags: parameters.map(({ flag }) => flag(t, level)),
    }),
  };
}

/** Apart, so that a file of one parameter stays one: the context may name its sensor. */
function timeAndPosition(layout: Layout): Sheet {
  const { axes, whole, about } = layout;
  return {
    group: {
      kind: 'series',
      locus: { columns: 'time and position' },
      ...about,
      series: whole.map(({ series }) => series),
    },
    wholes: [],
    size: axes.times,
    point: (t) => ({ ...row(layout, t, 0), values: whole.map(() => null), flags: whole.map(({ flag }) => flag(t, 0)) }),
  };
}
