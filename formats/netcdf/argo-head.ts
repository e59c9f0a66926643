import { type ArgoHistory, argoHistory } from './argo-history';
import type { NetcdfFile } from './file';
import { variableOf } from './sheet';
import { instants } from './time';
import { type Codes, codesOf, type Numbers, numbersOf, textsOf } from './values';

export interface ArgoHead {
  platforms: string[];
  cycle: Numbers;
  direction: Codes;
  sampling: string[];
  mode: Codes;
  /** By profile and place of the parameter; biogeochemical files only. */
  parameterMode: Codes;
  stations: string[][];
  time: (i: number) => string | null;
  timeFlag: Codes;
  lat: Numbers;
  lon: Numbers;
  positionFlag: Codes;
  /** PROFILE_<PARAM>_QC: the share of good levels, A to F. */
  letters: ReadonlyMap<string, Codes>;
  history: ArgoHistory;
}

/** What is said once a profile. */
export async function argoHead(file: NetcdfFile): Promise<ArgoHead> {
  const texts = async (name: string): Promise<string[]> => {
    const variable = file.variables.get(name);
    return variable ? textsOf(file, variable) : [];
  };
  const codes = async (name: string): Promise<Codes> => {
    const variable = file.variables.get(name);
    return variable ? codesOf(file, variable) : () => null;
  };
  const numbers = (name: string): Promise<Numbers> => numbersOf(file, variableOf(file, name));
  const juld = variableOf(file, 'JULD');
  const [days, toInstant] = [await numbersOf(file, juld), instants(juld)];
  const stations = await texts('STATION_PARAMETERS');
  const profiles = juld.shape[0] ?? 1;
  const perProfile = Math.floor(stations.length / Math.max(profiles, 1));
  const letters = new Map<string, Codes>();
  for (const name of file.variables.keys())
    if (/^PROFILE_.+_QC$/.test(name)) letters.set(name.slice(8, -3), await codes(name));
  return {
    platforms: await texts('PLATFORM_NUMBER'),
    cycle: await numbers('CYCLE_NUMBER'),
    direction: await codes('DIRECTION'),
    sampling: await texts('VERTICAL_SAMPLING_SCHEME'),
    mode: await codes('DATA_MODE'),
    parameterMode: await codes('PARAMETER_DATA_MODE'),
    stations: Array.from({ length: profiles }, (_, i) => stations.slice(i * perProfile, (i + 1) * perProfile)),
    time: (i) => toInstant(days(i)),
    timeFlag: await codes('JULD_QC'),
    lat: await numbers('LATITUDE'),
    lon: await numbers('LONGITUDE'),
    positionFlag: await codes('POSITION_QC'),
    letters,
    history: await argoHistory(file),
  };
}
