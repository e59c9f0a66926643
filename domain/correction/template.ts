import { csvCell } from '../csv';
import type { CorrectionTarget } from '../correction';
import { flagOf, isFlagged } from '../describe-flag';
import type { Language } from '../words';

const NAMES = {
  fr: {
    time: 'temps',
    station: 'station',
    z: 'profondeur',
    lat: 'latitude',
    lon: 'longitude',
    parameter: 'parametre',
    value: 'valeur',
    flag: 'drapeau',
    corrected_value: 'valeur_corrigee',
    corrected_flag: 'drapeau_corrige',
    corrected_lat: 'latitude_corrigee',
    corrected_lon: 'longitude_corrigee',
  },
  en: {
    time: 'time',
    station: 'station',
    z: 'depth',
    lat: 'latitude',
    lon: 'longitude',
    parameter: 'parameter',
    value: 'value',
    flag: 'flag',
    corrected_value: 'corrected_value',
    corrected_flag: 'corrected_flag',
    corrected_lat: 'corrected_latitude',
    corrected_lon: 'corrected_longitude',
  },
} as const;
type Column = keyof (typeof NAMES)['fr'];
type Row = Partial<Record<Column, string | number | null | undefined>>;

/**
 * A table to fill in and send back: a row for each flagged measurement of a case, the corrected columns empty. French as a
 * French spreadsheet opens it (semicolons, decimal commas, a byte order mark), English with commas and points.
 */
export function templateOf(targets: readonly CorrectionTarget[], language: Language): string {
  const rows = onePerPlace(targets.flatMap(rowsOf));
  const isPosition = targets.some((target) => target.isPosition);
  const given = (column: Column): boolean => rows.some((row) => row[column] !== undefined && row[column] !== null);
  const columns: Column[] = [
    'time',
    ...(['station', 'z', 'lat', 'lon', 'parameter', 'value', 'flag'] as const).filter(given),
    ...(isPosition ? (['corrected_lat', 'corrected_lon'] as const) : (['corrected_value', 'corrected_flag'] as const)),
  ];
  const units = new Set(targets.flatMap(({ unit }) => unit ?? []));
  const [unit] = units;
  const titled = (column: Column): string =>
    column === 'value' && units.size === 1 ? `${NAMES[language].value} [${unit}]` : NAMES[language][column];
  const lines = [
    columns.map((column) => csvCell(titled(column))),
    ...rows.map((row) => columns.map((column) => cellOf(row[column], language))),
  ];
  return `\ufeff${lines.map((cells) => `${cells.join(language === 'fr' ? ';' : ',')}\r\n`).join('')}`;
}

/** A number needs no guard against formulas, a text does. */
function cellOf(value: string | number | null | undefined, language: Language): string {
  if (typeof value !== 'number') return csvCell(value ?? '');
  return language === 'fr' ? String(value).replace('.', ',') : String(value);
}

/** Of an anomaly without flagged measurements its first and last instant. */
function rowsOf(target: CorrectionTarget): Row[] {
  const { points, evidenceScale, parameter, station, start, end } = target;
  const flagged = points.filter((point) => isFlagged(flagOf(evidenceScale, point.flag)));
  if (flagged.length > 0)
    return flagged.map(({ t, z, lat, lon, value, flag }) => ({
      time: t,
      station,
      z,
      lat,
      lon,
      parameter,
      value,
      flag,
    }));
  return [...new Set([start, end])].flatMap((time) =>
    time === null ? [] : [{ time, station, z: target.depths?.min ?? null, parameter, flag: target.flag }],
  );
}

/** Several checks may flag one measurement. */
const onePerPlace = (rows: readonly Row[]): Row[] =>
  [
    ...new Map(
      [...rows].reverse().map((row) => [JSON.stringify([row.time, row.z, row.parameter, row.station]), row]),
    ).values(),
  ].sort((a, b) =>
    String(a.time) < String(b.time) ? -1 : String(a.time) > String(b.time) ? 1 : Number(a.z) - Number(b.z),
  );
