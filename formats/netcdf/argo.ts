import { BodyFault } from '../fault';
import type { Series } from '../flagged/point';
import { type ArgoHead, argoHead } from './argo-head';
import type { NetcdfFile, Variable } from './file';
import { type NetcdfKind, type Sheet, textOf } from './sheet';
import { type Codes, codesOf, type Numbers, numbersOf } from './values';

interface Channel {
  values: Numbers;
  flags: Codes;
}
interface Parameter {
  unit: string | undefined;
  measured: Channel;
  adjusted: Channel;
}

/** Profiles of an Argo float, core or biogeochemical, of one cycle or many. */
export const ARGO: NetcdfKind = {
  title: 'Argo profile file',
  holds: ({ variables }) => variables.has('STATION_PARAMETERS') && variables.has('PLATFORM_NUMBER'),
  async *sheets(file) {
    const head = await argoHead(file);
    const parameters = await parametersOf(file, head.stations.flat());
    const levels = parameters.size === 0 ? 0 : (file.dimensions.get('N_LEVELS') ?? 0);
    for (const i of head.stations.keys()) yield profileSheet(head, parameters, i, levels);
  },
};

/** One for all modes: delayed mode answers what real time asked. */
const CHECK = 'flag.Argo';
const NOTHING: Channel = { values: () => null, flags: () => null };

async function parametersOf(file: NetcdfFile, names: readonly string[]): Promise<Map<string, Parameter>> {
  const found = new Map<string, Parameter>();
  for (const name of new Set(names)) {
    const values = file.variables.get(name);
    if (!values) continue;
    found.set(name, {
      unit: textOf(values, 'units'),
      measured: await channelOf(file, name),
      adjusted: await channelOf(file, `${name}_ADJUSTED`),
    });
  }
  return found;
}

async function channelOf(file: NetcdfFile, name: string): Promise<Channel> {
  const [values, flags] = [file.variables.get(name), file.variables.get(`${name}_QC`)];
  if (!values) return NOTHING;
  const isByLevel = ({ dims }: Variable): boolean => dims.join() === 'N_PROF,N_LEVELS';
  if (flags && !isByLevel(flags)) throw new BodyFault('bad_netcdf', `Variable ${name}_QC is not by profile and level.`);
  return {
    values: isByLevel(values) ? await numbersOf(file, values) : NOTHING.values,
    flags: flags ? await codesOf(file, flags) : NOTHING.flags,
  };
}

/** Adjusted flags count once a profile, or a parameter of it, is adjusted; its values, where they are not filled. */
function profileSheet(head: ArgoHead, parameters: ReadonlyMap<string, Parameter>, i: number, levels: number): Sheet {
  const stations = head.stations[i] ?? [];
  const profileMode = modeOf(head.mode(i), i);
  const columns = stations.flatMap((name, place) => {
    const parameter = parameters.get(name);
    if (!parameter) return [];
    const mode = modeOf(head.parameterMode(i * stations.length + place) ?? profileMode, i);
    return [{ name, mode, unit: parameter.unit, channel: mode === 'R' ? parameter.measured : adjusted(parameter) }];
  });
  const pressure = columns.find(({ name }) => name === 'PRES')?.channel ?? parameters.get('PRES')?.measured ?? NOTHING;
  const at = { line: null, t: head.time(i), lat: head.lat(i), lon: head.lon(i) };
  const about = aboutOf(head, i);
  const scale = scaleOf(profileMode);
  return {
    group: {
      kind: 'profile',
      locus: locusOf(head, i),
      platform: head.platforms[i] || undefined,
      series: columns.map(({ name, mode, unit }) => ({
        parameter: name,
        check: CHECK,
        ...scaleOf(mode),
        unit,
        extra: { ...about, data_mode: mode, ...letterOf(head, name, i) },
      })),
    },
    wholes: [
      { series: whole('time_flag', scale, about), code: head.timeFlag(i), point: { ...at, z: null } },
      { series: whole('position_flag', scale, about), code: head.positionFlag(i), point: { ...at, z: null } },
    ],
    size: levels,
    point: (level) => {
      const k = i * levels + level;
      const values = columns.map(({ channel }) => channel.values(k));
      const flags = columns.map(({ channel }) => channel.flags(k));
      if (values.every((value) => value === null) && flags.every((flag) => flag === null)) return null;
      return { ...at, z: pressure.values(k), values, flags };
    },
  };
}

/** A level that delayed mode found bad is filled in the adjusted values: what was measured is what was flagged. */
const adjusted = ({ measured, adjusted: { values, flags } }: Parameter): Channel => ({
  values: (k) => values(k) ?? measured.values(k),
  flags,
});

/** Which columns count hangs on it, so nothing is guessed; none told is real time. */
function modeOf(mode: string | null, i: number): string {
  if (mode === null || /^[RAD]$/.test(mode)) return mode ?? 'R';
  throw new BodyFault('bad_netcdf', `Profile ${i + 1}: the data mode is R, A or D, not "${mode}".`);
}

const scaleOf = (mode: string): { scale: string; version: string } => ({
  scale: mode === 'D' ? 'RD2' : 'RR2',
  version: '1',
});
const whole = (check: string, scale: { scale: string; version: string }, extra: Series['extra']): Series => ({
  parameter: null,
  check,
  ...scale,
  extra,
});

const letterOf = ({ letters }: ArgoHead, name: string, i: number): Record<string, string> => {
  const letter = letters.get(name)?.(i);
  return letter ? { profile_qc: letter } : {};
};

/** By name and not by place: the near-surface part of a profile may stand first, second or nowhere. */
function locusOf({ cycle, direction, sampling }: ArgoHead, i: number): Record<string, string | number> {
  const scheme = sampling[i]?.split(':')[0]?.trim();
  return {
    cycle: cycle(i) ?? `profile ${i + 1}`,
    direction: direction(i) ?? 'A',
    ...(scheme ? { sampling: scheme.slice(0, 100) } : {}),
  };
}

function aboutOf({ history }: ArgoHead, i: number): Record<string, unknown> {
  const { performed, failed } = history(i);
  return { ...(performed && { tests_performed: performed }), ...(failed && { tests_failed: failed }) };
}
