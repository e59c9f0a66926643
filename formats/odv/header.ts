import { BodyFault } from '../fault';
import type { Series } from '../flagged/point';
import { COLUMNS_MAX } from '../table';

/** Scales as ODV names them in `QV:<scheme>`; without a scheme its own. */
const SCHEMES: Readonly<Record<string, readonly [scale: string, version: string]>> = {
  '': ['ODV', '1'],
  ODV: ['ODV', '1'],
  SEADATANET: ['L20', '8'],
  ARGO: ['RR2', '1'],
  GTSPP: ['GTSPP', '1'],
  IODE: ['L34', '1'],
  OCEANSITES: ['OceanSITES', '1'],
  WOCEBOTTLE: ['WOCE_BOTTLE', '1'],
  WOCECTD: ['WOCE_CTD', '1'],
  WOCESAMPLE: ['WOCE_WATER', '1'],
  BODC: ['BODC', '1'],
  MEDATLAS: ['MEDATLAS', '1'],
};

export interface OdvHeader {
  width: number;
  names: readonly string[];
  cruise: number | null;
  station: number | null;
  cdi: number | null;
  date: { column: number; order: 'iso' | 'us' } | null;
  /** `hh:mm` beside a date of its own. */
  clock: number | null;
  lat: number | null;
  lon: number | null;
  /** Time of each row, in a mooring's or ship's series. */
  rowTime: number | null;
  z: number | null;
  /** A flag column and the column on its left, which it judges. */
  flags: { column: number; value: number; series: Series }[];
}

const LABEL = /^([^[]*)(?:\[([^\]]*)\])?\s*$/;
const DEPTH_TERM = /^SDN:P01::(ADEPZZ01|DEPH|DEPHPR01|PRESPR01|PRES)/;

/** The header line of an ODV spreadsheet; `terms` are the vocabulary terms of its local names. */
export function odvHeader(text: string, line: number, terms: ReadonlyMap<string, string>): OdvHeader {
  const delimiter = text.includes('\t') ? '\t' : ';';
  const names = text.split(delimiter).map((name) => name.trim());
  while (names.at(-1) === '') names.pop();
  if (names.length > COLUMNS_MAX) throw new BodyFault('too_many_columns', `More than ${COLUMNS_MAX} columns.`, line);
  const at = (pattern: RegExp): number | null => {
    const found = names.findIndex((name) => pattern.test(name));
    return found < 0 ? null : found;
  };
  const flags = names.flatMap((name, column) => {
    const scheme = /^(?:QV(?::([^:]*))?(?::.*)?|QF)$/i.exec(name);
    return scheme ? [flagColumn(names, column, scheme[1] ?? '', line, terms)] : [];
  });
  if (at(/^Cruise$/i) === null && at(/^Station$/i) === null)
    throw new BodyFault('bad_header', 'The header names neither Cruise nor Station: this is no ODV spreadsheet.', line);
  if (flags.length === 0)
    throw new BodyFault('missing_column', 'No column QV:… follows a parameter: there are no flags.', line);
  const dataFrom = Math.min(...flags.map(({ value }) => value));
  return {
    width: names.length,
    names,
    cruise: at(/^Cruise$/i),
    station: at(/^Station$/i),
    cdi: at(/^LOCAL_CDI_ID$/i),
    date: dateOf(at),
    clock: at(/^hh:mm/i),
    lat: at(/^Latitude\b/i),
    lon: at(/^Longitude\b/i),
    rowTime: at(/^time_ISO8601\b/i),
    z: zOf(names, dataFrom, terms),
    flags,
  };
}

function dateOf(at: (pattern: RegExp) => number | null): OdvHeader['date'] {
  const iso = at(/^yyyy-mm-dd/i);
  if (iso !== null) return { column: iso, order: 'iso' };
  const us = at(/^(mon|mm)\/(day|dd)\/y/i);
  return us === null ? null : { column: us, order: 'us' };
}

const labelOf = (name: string): { local: string; unit: string | undefined } => {
  const [, local = name, unit] = LABEL.exec(name) ?? [];
  return { local: local.trim(), unit: unit?.trim() };
};

/** The first column of data that is a depth or a pressure. */
function zOf(names: readonly string[], from: number, terms: ReadonlyMap<string, string>): number | null {
  const found = names.findIndex((name, i) => {
    const { local } = labelOf(name);
    return i >= from && (DEPTH_TERM.test(terms.get(local) ?? '') || /^(dep(th|h)|pres)/i.test(local));
  });
  return found < 0 ? null : found;
}

function flagColumn(
  names: readonly string[],
  column: number,
  scheme: string,
  line: number,
  terms: ReadonlyMap<string, string>,
): OdvHeader['flags'][number] {
  const found = SCHEMES[scheme.trim().toUpperCase()];
  if (!found)
    throw new BodyFault(
      'unknown_scale',
      `Which scale "${names[column]?.slice(0, 50)}" is, and its version, is not known.`,
      line,
    );
  const [scale, version] = found;
  const value = column - 1;
  const name = names[value];
  if (name === undefined || /^(QV|QF)(:|$)/i.test(name))
    throw new BodyFault('bad_header', `Column ${column + 1} is a flag with no parameter on its left.`, line);
  const { local, unit } = labelOf(name);
  const about = /^(yyyy-mm-dd|mon\/|mm\/|hh:mm|time_ISO8601)/i.test(name)
    ? { parameter: null, check: 'impossible_date' }
    : /^(Longitude|Latitude)\b/i.test(name)
      ? { parameter: null, check: 'impossible_location' }
      : /^Bot\. ?Depth/i.test(name)
        ? { parameter: null, check: 'bottom_depth_flag' }
        : { parameter: local.slice(0, 200), check: `flag.${scale}`, unit: unit?.slice(0, 50), urn: terms.get(local) };
  return { column, value, series: { ...about, scale, version } };
}
