import type { Language } from '../words';

/** What a field of a register holds: days `YYYY-MM-DD`, hours `HH:MM`, instants RFC 3339 UTC, durations in milliseconds. */
export type Value = string | number | boolean | string[] | null;
export type Values = Record<string, Value>;

export const REGISTER_NAMES = [
  'suppliers',
  'contacts',
  'platforms',
  'sensors',
  'cruises',
  'datasets',
  'sources',
  'policies',
  'expectations',
  'people',
  'topics',
  'absences',
  'external-desks',
  'rota',
  'calendars',
  'sla-policies',
] as const;
export type RegisterName = (typeof REGISTER_NAMES)[number];

/** A word of a closed list, as the code knows it and as people write it. */
export type Choice = Record<Language, string> & { code: string };

export type ColumnKind =
  | 'code'
  | 'text'
  | 'email'
  | 'codes'
  | 'choice'
  | 'choices'
  | 'day'
  | 'instant'
  | 'hour'
  | 'integer'
  | 'boolean'
  | 'duration';

/** One column: of the table, of a CSV file, of the API's object and of the form. */
export interface Column {
  name: string;
  kind: ColumnKind;
  fr: string;
  en: string;
  /** Other headers it goes by. */
  also?: readonly string[];
  required?: boolean;
  /** What an empty cell means, where it is not null. */
  empty?: Value;
  choices?: readonly Choice[];
  /** A list in which a code may stand more than once: each belongs to a place of another list. */
  repeats?: boolean;
  /** Bounds of an integer or a duration. */
  min?: number;
  max?: number;
  /** What may stand before an integer without meaning anything more. */
  prefix?: string;
  /** An instant given as a day alone means the end of that day. */
  endOfDay?: boolean;
  /** The register whose codes it holds. A strict reference must be known; another is kept as written. */
  refersTo?: { register: RegisterName; strict: boolean };
}

export interface RowFault {
  column: string;
  code: string;
  detail: string;
}

export interface Register {
  name: RegisterName;
  /** Name of its table in the database. */
  table: string;
  fr: string;
  en: string;
  columns: readonly Column[];
  /** Two columns of which the first may not be after the second. */
  interval?: readonly [string, string];
  /** Columns that this row needs beside those that every row does; of a list in it one is enough. */
  needs?: (values: Values) => readonly (string | readonly string[])[];
  /** A column of which no two rows have the same, whatever the case of its letters. */
  unique?: string;
  /** What is wrong with a whole row whose fields are each right. */
  faults?: (values: Values) => readonly RowFault[];
  /** Every version of a row is kept, for what goes on by the one it began with. */
  versioned?: boolean;
  /** The code of a row that came without one; the same row always gets the same. */
  codeFrom?: (values: Values) => string | null;
}

export const isList = ({ kind }: Column): boolean => kind === 'codes' || kind === 'choices';
/** What stands in a new row where nothing was given. */
export const emptyOf = (column: Column): Value => column.empty ?? (isList(column) ? [] : null);
