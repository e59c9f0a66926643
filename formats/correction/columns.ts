import { BodyFault, type FaultCode } from '../fault';

/** Names of the columns in either language, without case, accents or the unit in brackets; blanks count as underscores. */
const COLUMNS = {
  time: ['time', 'date', 'datetime', 'date_time', 'temps', 'date_heure'],
  value: ['value', 'valeur', 'old_value', 'ancienne_valeur'],
  flag: ['flag', 'qc', 'drapeau', 'code_qualite', 'old_flag'],
  parameter: ['parameter', 'parametre'],
  unit: ['unit', 'units', 'unite', 'unites'],
  lat: ['lat', 'latitude'],
  lon: ['lon', 'longitude'],
  z: ['depth', 'z', 'profondeur', 'immersion', 'pressure', 'pression'],
  station: ['station'],
  corrected_value: ['corrected_value', 'valeur_corrigee', 'new_value', 'nouvelle_valeur'],
  corrected_flag: ['corrected_flag', 'drapeau_corrige', 'new_flag', 'nouveau_drapeau'],
  corrected_lat: ['corrected_lat', 'corrected_latitude', 'latitude_corrigee'],
  corrected_lon: ['corrected_lon', 'corrected_longitude', 'longitude_corrigee'],
} as const;
export type Role = keyof typeof COLUMNS;
const ROLES = Object.keys(COLUMNS) as Role[]; // the keys of a constant are its own type

/** A fault of the header that names the column. */
export class ColumnFault extends BodyFault {
  readonly column: string;

  constructor(code: FaultCode, column: string, detail: string) {
    super(code, detail, 1);
    this.column = column;
  }
}

export interface Layout {
  /** Place of each role, from 0. */
  places: Partial<Record<Role, number>>;
  header: readonly string[];
  unit: string | null;
  parameter: string | null;
  /** The plain columns say what was measured, those called corrected what is right. */
  hasOld: boolean;
  /** The file corrects positions. */
  moves: boolean;
}

/** What each column is. Throws ColumnFault for one that is missing, unknown or there twice. */
export function layoutOf(header: readonly string[]): Layout {
  const { places: known, unknown } = rolesOf(header);
  const hasOld = known.corrected_value !== undefined || known.corrected_lat !== undefined;
  const named = known.value === undefined && !hasOld ? unknown.shift() : undefined;
  const places = named === undefined ? known : { ...known, value: named };
  const moves = places.corrected_lat !== undefined || (places.value === undefined && places.lat !== undefined);
  needColumns(places, hasOld || moves);
  const [stranger] = unknown.flatMap((at) => header[at] ?? []);
  if (stranger !== undefined)
    throw new ColumnFault('unknown_column', stranger, `The column "${stranger}" is not known here.`);
  const titles = [places.corrected_value, places.value].flatMap((at) => (at === undefined ? [] : (header[at] ?? [])));
  return {
    places,
    header,
    unit: titles.map(unitIn).find((unit) => unit !== null) ?? null,
    parameter: named === undefined ? null : withoutUnit(header[named] ?? ''),
    hasOld,
    moves,
  };
}

/** A time, something that is corrected, and no latitude without its longitude. */
function needColumns(places: Layout['places'], isCorrected: boolean): void {
  const missingOf = (role: 'time' | 'value' | 'lat' | 'lon' | 'corrected_lat' | 'corrected_lon'): ColumnFault =>
    new ColumnFault('missing_column', role, `The column "${role}" is missing.`);
  if (places.time === undefined) throw missingOf('time');
  for (const [a, b] of [
    ['lat', 'lon'],
    ['corrected_lat', 'corrected_lon'],
  ] as const) {
    const missing = places[a] === undefined ? a : b;
    if ((places[a] === undefined) !== (places[b] === undefined)) throw missingOf(missing);
  }
  if (places.value === undefined && !isCorrected) throw missingOf('value');
}

function rolesOf(header: readonly string[]): { places: Layout['places']; unknown: number[] } {
  const places: Layout['places'] = {};
  const unknown: number[] = [];
  for (const [i, name] of header.entries()) {
    const role = ROLES.find((candidate) => COLUMNS[candidate].some((known) => known === plain(name)));
    if (role === undefined) unknown.push(i);
    else if (places[role] !== undefined) throw new ColumnFault('duplicate_column', name, `"${name}" comes twice.`);
    else places[role] = i;
  }
  return { places, unknown };
}

const unitIn = (title: string): string | null => /[[(]([^\])]*)[\])]\s*$/.exec(title)?.[1]?.trim() || null;
const withoutUnit = (name: string): string => name.replace(/\s*[[(][^\])]*[\])]\s*$/, '');
const plain = (name: string): string =>
  withoutUnit(name)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
