import { BodyFault } from '../fault';
import type { Series } from '../flagged/point';
import { COLUMNS_MAX } from '../table';

export interface WhpHeader {
  names: readonly string[];
  at: (name: string) => number | null;
  flags: { column: number; value: number | null; series: Series }[];
}

/** CTD parameters of a bottle file: pressure, temperature, salinity, oxygen and the rest of its sensors. */
const isCtd = (parameter: string): boolean => parameter.startsWith('CTD');

/** The line of names; which WOCE scale a flag has depends on the kind of its column, `_FLAG_I` is IGOSS. */
export function whpHeader(text: string, line: number, kind: 'BOTTLE' | 'CTD'): WhpHeader {
  const names = text.split(',').map((name) => name.trim());
  while (names.at(-1) === '') names.pop();
  if (names.length > COLUMNS_MAX) throw new BodyFault('too_many_columns', `More than ${COLUMNS_MAX} columns.`, line);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new BodyFault('duplicate_column', `The column "${twice.slice(0, 50)}" comes twice.`, line);
  const at = (name: string): number | null => (names.includes(name) ? names.indexOf(name) : null);
  const flags = names.flatMap((name, column) => {
    const [, parameter, scheme] = /^(.+)_FLAG_([WI])$/.exec(name) ?? [];
    if (parameter === undefined) return [];
    const scale = scheme === 'I' ? 'GTSPP' : scaleOf(parameter, kind);
    // A bottle's number is its name, not a measurement.
    const value = scale === 'WOCE_BOTTLE' ? null : at(parameter);
    return [
      { column, value, series: { parameter: parameter.slice(0, 200), check: `flag.${scale}`, scale, version: '1' } },
    ];
  });
  if (flags.length === 0)
    throw new BodyFault('missing_column', 'No column ends in _FLAG_W or _FLAG_I: there are no flags.', line);
  return { names, at, flags };
}

function scaleOf(parameter: string, kind: 'BOTTLE' | 'CTD'): string {
  if (parameter === 'BTLNBR' || parameter === 'SAMPNO') return 'WOCE_BOTTLE';
  return kind === 'CTD' || isCtd(parameter) ? 'WOCE_CTD' : 'WOCE_WATER';
}

/** The units, which stand under the names. */
export function withUnits(header: WhpHeader, text: string): WhpHeader {
  const units = text.split(',').map((unit) => unit.trim().slice(0, 50));
  const flags = header.flags.map((flag) => {
    const unit = flag.value === null ? '' : (units[flag.value] ?? '');
    return unit === '' ? flag : { ...flag, series: { ...flag.series, unit } };
  });
  return { ...header, flags };
}
