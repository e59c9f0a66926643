import { BodyFault } from '../fault';
import type { Series } from '../flagged/point';
import type { NetcdfFile, Variable } from './file';
import { type At, type Axes, placeIn } from './grid';
import { type Scale, scaleOf } from './scale';
import { textOf } from './sheet';
import { codesOf } from './values';

/** What is flagged, and where its values and flags are. */
export interface Flagged {
  series: Series;
  /** About time or position, not a value. */
  isWhole: boolean;
  value: At<number>;
  flag: At<string>;
}
const SCALES: readonly Scale[] = [
  { scale: 'COP02', version: '1' },
  { scale: 'OceanSITES', version: '1' },
];
const WHOLE = new Map<string, { check: string; parameter: string | null }>([
  ['TIME', { check: 'time_flag', parameter: null }],
  ['POSITION', { check: 'position_flag', parameter: null }],
  ['LATITUDE', { check: 'position_flag', parameter: 'LATITUDE' }],
  ['LONGITUDE', { check: 'position_flag', parameter: 'LONGITUDE' }],
]);

/** Every column of flags, adjusted where the data are. */
export async function flaggedOf(file: NetcdfFile, axes: Axes, numbers: Numbers): Promise<Flagged[]> {
  const mode = await modeOf(file, axes);
  const flagged: Flagged[] = [];
  for (const variable of file.variables.values()) {
    const name = /^(.+)_QC$/.exec(variable.name)?.[1];
    if (name === undefined || /_ERROR$|_ADJUSTED$/.test(name)) continue;
    if (!WHOLE.has(name) && !file.variables.has(name)) continue;
    flagged.push(await columnOf(file, variable, name, axes, numbers, mode));
  }
  return flagged;
}

type Numbers = (variable: Variable | null) => Promise<At<number>>;
type Mode = (name: string, time: number, level: number) => string | null;

async function columnOf(
  file: NetcdfFile,
  flags: Variable,
  name: string,
  axes: Axes,
  numbers: Numbers,
  mode: Mode,
): Promise<Flagged> {
  const isWhole = WHOLE.has(name);
  const values = isWhole ? null : (file.variables.get(name) ?? null);
  const scale = scaleOf(flags.name, flags.attributes, SCALES);
  const measured = { value: await numbers(values), flag: await codes(file, flags, axes) };
  const adjusted = await adjustedOf(file, name, axes, scale, numbers);
  const { check = `flag.${scale.scale}`, parameter = name } = WHOLE.get(name) ?? {};
  const series = { parameter, check, ...scale, unit: values ? textOf(values, 'units') : undefined };
  if (!adjusted) return { series, isWhole, ...measured };
  const isAdjusted = (t: number, level: number): boolean =>
    /[AD]/.test(mode(name, t, level) ?? '') && adjusted.flag(t, level) !== null;
  return {
    series,
    isWhole,
    value: (t, level) => (isAdjusted(t, level) ? adjusted.value(t, level) : null) ?? measured.value(t, level),
    flag: (t, level) => (isAdjusted(t, level) ? adjusted : measured).flag(t, level),
  };
}

async function adjustedOf(
  file: NetcdfFile,
  name: string,
  axes: Axes,
  scale: Scale,
  numbers: Numbers,
): Promise<Pick<Flagged, 'value' | 'flag'> | null> {
  const [values, flags] = [file.variables.get(`${name}_ADJUSTED`), file.variables.get(`${name}_ADJUSTED_QC`)];
  if (!values || !flags) return null;
  if (scaleOf(flags.name, flags.attributes, SCALES).scale !== scale.scale)
    throw new BodyFault(
      'unknown_scale',
      `Variable ${flags.name}: its flags are on another scale than those of ${name}.`,
    );
  return { value: await numbers(values), flag: await codes(file, flags, axes) };
}

async function codes(file: NetcdfFile, variable: Variable, axes: Axes): Promise<At<string>> {
  const [flags, place] = [await codesOf(file, variable), placeIn(variable, axes)];
  return (t, level) => flags(place(t, level));
}

/** R, A, P or D: by parameter and value, by time, or of the whole file. */
async function modeOf(file: NetcdfFile, axes: Axes): Promise<Mode> {
  const modes = new Map<string, At<string>>();
  for (const variable of file.variables.values())
    if (variable.type === 'char' && /^DATA_MODE$|_DM$/.test(variable.name))
      modes.set(variable.name, await codes(file, variable, axes));
  const whole = textOf(file, 'data_mode') ?? null;
  return (name, time, level) =>
    modes.get(`${name}_DM`)?.(time, level) ?? modes.get('DATA_MODE')?.(time, level) ?? whole;
}
