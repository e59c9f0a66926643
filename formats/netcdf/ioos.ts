import { BodyFault } from '../fault';
import type { Series } from '../flagged/point';
import { ioosConfig, type Thresholds, type ThresholdsOf, thresholds } from '../ioos/config';
import { gliderTest, ioosTest, type TestColumn } from '../ioos/header';
import type { NetcdfFile, Variable } from './file';
import { type Axes, placeIn } from './grid';
import { type Scale, scaleOf } from './scale';
import { type NetcdfKind, textOf } from './sheet';
import { instants } from './time';
import { type Codes, codesOf, type Numbers, numbersOf } from './values';

type Test = Pick<TestColumn, 'stream' | 'pack' | 'test'>;

const SCALES: readonly Scale[] = [
  { scale: 'QARTOD', version: '2020' },
  { scale: 'QARTOD', version: 'legacy' },
];

/** What ioos_qc and the glider data centre write: a variable of flags for each test of each stream. */
export const IOOS_QC: NetcdfKind = {
  title: 'NetCDF file of ioos_qc',
  holds: ({ variables }) => [...variables.values()].some((variable) => testOf(variable) !== null),
  async *sheets(file, config) {
    const tests = [...file.variables.values()].flatMap((variable) => {
      const test = testOf(variable);
      return test ? [{ variable, test }] : [];
    });
    const axes = axesOf(tests.map(({ variable }) => variable));
    const told = config === undefined ? ioosConfig(globalConfig(file)) : ioosConfig(config);
    const columns: { series: Series; values: Numbers; flags: Codes }[] = [];
    for (const { variable, test } of tests) {
      const stream = file.variables.get(test.stream);
      columns.push({
        series: seriesOf(variable, test, stream, told),
        values: stream ? await alongTime(file, stream, axes) : () => null,
        flags: await codesOf(file, variable),
      });
    }
    const at = await placesOf(file, axes);
    const series = columns.map((column) => column.series);
    yield {
      group: { kind: 'series', locus: {}, series, platform: platformOf(file) },
      wholes: [],
      size: axes.times,
      point: (i) => ({
        ...at(i),
        values: columns.map(({ values }) => values(i)),
        flags: columns.map(({ flags }) => flags(i)),
      }),
    };
  },
};

/** By what the variable says of itself, else by its name: stream names hold `_` too. */
function testOf(variable: Variable): Test | null {
  const [stream, pack, test] = ['ioos_qc_target', 'ioos_qc_module', 'ioos_qc_test'].map((name) =>
    textOf(variable, name),
  );
  if (stream !== undefined && pack !== undefined && test !== undefined && test !== 'aggregate')
    return { stream, pack, test };
  return ioosTest(variable.name) ?? gliderTest(variable.name);
}

/** The one dimension that has more than one place, the same for all; a trajectory of its own may stand before it. */
function axesOf(flags: readonly Variable[]): Axes {
  const along = flags.map(({ name, dims, shape }) => {
    const long = dims.filter((_, axis) => shape[axis] !== 1);
    return { name, dim: long.length < 2 ? (long[0] ?? dims.at(-1)) : undefined };
  });
  const dim = along[0]?.dim;
  const other = along.find((one) => one.dim === undefined || one.dim !== dim);
  if (dim === undefined || other)
    throw new BodyFault(
      'unsupported_netcdf',
      `Variable ${other?.name ?? ''}: flags run along one dimension, the same for all.`,
    );
  const first = flags[0];
  return { time: new Set([dim]), level: null, times: first?.shape[first.dims.indexOf(dim)] ?? 1, levels: 1 };
}

/** A value a point, or one for all. */
async function alongTime(file: NetcdfFile, variable: Variable, axes: Axes): Promise<Numbers> {
  const [values, place] = [await numbersOf(file, variable), placeIn(variable, axes)];
  return (i) => values(place(i, 0));
}

function seriesOf(variable: Variable, test: Test, stream: Variable | undefined, told: ThresholdsOf): Series {
  const { stream: parameter, pack, test: name } = test;
  const { attributes } = variable;
  if (!attributes.has('flag_meanings'))
    throw new BodyFault(
      'unknown_scale',
      `Variable ${variable.name} has no flag_meanings: QARTOD once meant the reverse.`,
    );
  const found = told(parameter, pack, name) ?? ownConfig(variable);
  return {
    parameter: parameter === '' ? null : parameter,
    check: `${pack}.${name}`,
    ...scaleOf(variable.name, attributes, SCALES),
    origin: 'auto',
    unit: stream ? textOf(stream, 'units') : undefined,
    expected: found?.expected ?? undefined,
    extra: found ? { thresholds: found.given } : undefined,
  };
}

/** Beside the flags stands what the test was told, be it alone or within its package. */
function ownConfig(variable: Variable): Thresholds | null {
  const given = jsonOf(variable, 'ioos_qc_config');
  return given === null ? null : thresholds(given);
}

const globalConfig = (file: NetcdfFile): unknown => jsonOf(file, 'ioos_qc_config');

/** Thresholds are told besides; one that is no JSON takes no flag away. */
function jsonOf(holder: { attributes: Variable['attributes'] }, name: string): unknown {
  try {
    return JSON.parse(textOf(holder, name) ?? 'null');
  } catch {
    return null;
  }
}

const platformOf = (file: NetcdfFile): string | undefined => {
  const platform = file.variables.get('platform');
  return (platform && textOf(platform, 'wmo_id')) ?? textOf(file, 'wmo_platform_code') ?? textOf(file, 'platform_code');
};

/** Time, position and depth by what the variables say of themselves, else by their usual names. */
async function placesOf(file: NetcdfFile, axes: Axes) {
  const find = (standardName: string, names: readonly string[]): Variable | undefined => {
    const fitting = [...file.variables.values()].filter(
      ({ dims, shape, type }) =>
        type !== 'char' && type !== 'text' && dims.every((dim, axis) => axes.time.has(dim) || shape[axis] === 1),
    );
    return (
      names.map((name) => fitting.find((variable) => variable.name === name)).find((found) => found !== undefined) ??
      fitting.find((variable) => textOf(variable, 'standard_name') === standardName)
    );
  };
  const time = find('time', ['time', 'TIME']);
  if (!time) throw new BodyFault('bad_header', 'No variable holds the time of the flags.');
  const numbers = (variable: Variable | undefined): Promise<Numbers> | Numbers =>
    variable ? alongTime(file, variable, axes) : () => null;
  const [seconds, toInstant] = [await alongTime(file, time, axes), instants(time)];
  const lat = await numbers(find('latitude', ['lat', 'latitude']));
  const lon = await numbers(find('longitude', ['lon', 'longitude']));
  const z = await numbers(find('depth', ['z', 'depth']));
  return (i: number) => ({ line: null, t: toInstant(seconds(i)), lat: lat(i), lon: lon(i), z: z(i) });
}
