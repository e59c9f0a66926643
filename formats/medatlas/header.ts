import { BodyFault } from '../fault';
import { sdnMapping } from '../text-lines';
import { dayOf, instant } from '../../domain/instant';

export interface MedatlasParameter {
  code: string;
  unit: string | undefined;
  /** What stands where there is no value. */
  missing: number | null;
  urn: string | undefined;
}

/** What the block before the rows of one station says. */
export interface MedatlasStation {
  line: number;
  name: string;
  t: string | null;
  lat: number | null;
  lon: number | null;
  /** Flags of date, time, position and bottom depth. */
  flags: readonly string[];
  parameters: MedatlasParameter[];
  /** Flag of the profile as a whole, and one a parameter; '' where the block tells none. */
  globals: { profile: string; parameters: string };
  declared: number;
  rows: number;
}

/** What the block of the cruise says. */
export interface MedatlasCruise {
  code: string | undefined;
  ship: string | undefined;
}

/** `*FI35199810007 SUVA 1 35AY Alis`: reference of the cruise, its name, code and name of the ship. */
export const cruiseOf = (text: string): MedatlasCruise => ({
  code: /^\*(\S+)/.exec(text)?.[1]?.slice(0, 200),
  ship: /\s([0-9A-Z]{4})(\s|$)/.exec(text.slice(14))?.[1],
});

const STATION = /^\*(\S+)\s+Data Type=/i;
export const stationName = (text: string): string | null => STATION.exec(text)?.[1] ?? null;

export const newStation = (name: string, line: number): MedatlasStation => ({
  line,
  name,
  t: null,
  lat: null,
  lon: null,
  flags: [],
  parameters: [],
  globals: { profile: '', parameters: '' },
  declared: 0,
  rows: 0,
});

/** Reads one line of the block into the station. */
export function readHeaderLine(station: MedatlasStation, text: string, line: number): void {
  if (text.startsWith('*DATE=')) readWhere(station, text);
  else if (text.startsWith('*GLOBAL PROFILE')) readGlobals(station, text);
  else if (text.startsWith('*NB PARAMETERS=')) {
    const [, count = '', rows = ''] = /^\*NB PARAMETERS=\s*(\d+)\s+RECORD LINES=\s*(\d+)/.exec(text) ?? [];
    if (count === '') throw new BodyFault('bad_header', 'NB PARAMETERS and RECORD LINES must be numbers.', line);
    station.declared = Number(count);
    station.rows = Number(rows);
  } else if (station.parameters.length < station.declared) station.parameters.push(parameterOf(text, line));
  const mapping = sdnMapping(text);
  const mapped = mapping && station.parameters.find(({ code }) => code === mapping.local);
  if (mapping && mapped) mapped.urn = mapping.urn.slice(0, 200);
}

function readGlobals(station: MedatlasStation, text: string): void {
  const [, profile = '', parameters = ''] =
    /QUALITY FLAG=\s*(\d)?(?:\s+GLOBAL PARAMETERS QC FLAGS=\s*(\d*))?/.exec(text) ?? [];
  station.globals = { profile, parameters };
}

function parameterOf(text: string, line: number): MedatlasParameter {
  const [, code] = /^\*([A-Z0-9_]{4,})\s/.exec(text) ?? [];
  const missing = /def\.=\s*(\S+)/.exec(text)?.[1];
  if (code === undefined || missing === undefined)
    throw new BodyFault('bad_header', 'A parameter is *CODE NAME (unit) def.=value.', line);
  const unit = /\(([^)]*)\)\s*def\./.exec(text)?.[1]?.trim().slice(0, 50);
  const value = Number(missing);
  return { code, unit: unit || undefined, missing: Number.isFinite(value) ? value : null, urn: undefined };
}

/** `*DATE=21071998 TIME=0930 LAT=S18 08.55 LON=E178 27.21 DEPTH= QC=0000`: degrees and decimal minutes. */
function readWhere(station: MedatlasStation, text: string): void {
  const [, day = '', month = '', year = ''] = /DATE=(\d\d)(\d\d)(\d{4})/.exec(text) ?? [];
  const [, hour = '00', minute = '00'] = /TIME=(\d\d)(\d\d)/.exec(text) ?? [];
  const iso = dayOf(Number(year), Number(month), Number(day));
  station.t = iso && instant(`${iso}T${hour}:${minute}`);
  station.lat = degrees(/LAT=([NS])\s*(\d{1,2})\s+(\d{1,2}(?:\.\d*)?)/.exec(text));
  station.lon = degrees(/LON=([EW])\s*(\d{1,3})\s+(\d{1,2}(?:\.\d*)?)/.exec(text));
  station.flags = Array.from(/QC=(\d{4})/.exec(text)?.[1] ?? '');
}

function degrees(found: RegExpExecArray | null): number | null {
  if (!found) return null;
  const [, side = '', whole, minutes] = found;
  const value = Number(whole) + Number(minutes) / 60;
  return Math.round((/[SW]/.test(side) ? -value : value) * 1e6) / 1e6;
}
