import { type Column, emptyOf, type Register, type RegisterName, type Value, type Values } from './registers/column';
import { fold } from './registers/fold';
import { parseText } from './registers/parse';

/** A file's rows as text; lines from 1. */
export interface TextTable {
  header: readonly string[];
  rows: readonly { line: number; cells: readonly string[] }[];
}

/** What is wrong, or worth knowing, at one place of a file. */
export interface CellNotice {
  line: number;
  /** Name of the column, or the header as written when it is none of ours. */
  column: string | null;
  code: string;
  value: string | null;
  detail: string;
}

/** A row as given: only the fields that its file, form or object has. */
export interface GivenRow {
  line: number;
  code: string;
  values: Values;
}
export interface GivenTable {
  rows: GivenRow[];
  errors: CellNotice[];
  notices: CellNotice[];
}

const HEADER_LINE = 1;

/** Every row of a file by the register's description, and all that is wrong with it, line by line. */
export function parseTable(register: Register, table: TextTable): GivenTable {
  const { places, errors, notices } = matchHeader(register, table.header);
  const rows: GivenRow[] = [];
  const lineOf = new Map<string, number>();
  for (const { line, cells } of table.rows) {
    const parsed = parseRow(register, places, cells, line);
    errors.push(...parsed.errors);
    if (!parsed.row) continue;
    const before = lineOf.get(parsed.row.code);
    if (before === undefined) lineOf.set(parsed.row.code, line);
    else errors.push(doubled(parsed.row, before));
    rows.push(parsed.row);
  }
  return { rows, errors, notices };
}

const doubled = ({ line, code }: GivenRow, before: number): CellNotice => ({
  line,
  column: 'code',
  code: 'duplicate_code',
  value: code,
  detail: `The same code stands on line ${before}.`,
});

type Places = { column: Column; place: number }[];

function matchHeader(register: Register, header: readonly string[]): GivenTable & { places: Places } {
  const places: Places = [];
  const errors: CellNotice[] = [];
  const notices: CellNotice[] = [];
  const say = (column: string, code: string, detail: string): CellNotice => ({
    line: HEADER_LINE,
    column,
    code,
    value: null,
    detail,
  });
  for (const [place, written] of header.entries()) {
    const column = columnNamed(register, written);
    if (!column) notices.push(say(written, 'unknown_column', 'No field of this register has this name: left aside.'));
    else if (places.some((other) => other.column === column))
      errors.push(say(written, 'duplicate_column', `The column ${column.name} comes twice.`));
    else places.push({ column, place });
  }
  for (const column of register.columns)
    if (column.required && !places.some((other) => other.column === column))
      errors.push(say(column.name, 'missing_column', `The column ${column.name} is needed.`));
  return { rows: [], places, errors, notices };
}

const columnNamed = ({ columns }: Register, written: string): Column | undefined => {
  const folded = fold(written);
  return (
    columns.find(({ name }) => fold(name) === folded) ??
    columns.find(({ fr, en, also = [] }) => [fr, en, ...also].some((word) => fold(word) === folded))
  );
};

function parseRow(
  register: Register,
  places: Places,
  cells: readonly string[],
  line: number,
): { row: GivenRow | null; errors: CellNotice[] } {
  const values: Values = {};
  const errors: CellNotice[] = [];
  for (const { column, place } of places) {
    const text = unguarded(cells[place] ?? '');
    const parsed = parseText(column, text);
    if (parsed.ok) values[column.name] = parsed.value;
    else errors.push({ line, column: column.name, code: parsed.code, value: text, detail: parsed.detail });
  }
  const code = codeOf(register, values);
  return { row: code === null ? null : { line, code, values: { ...values, code } }, errors };
}

/** The guard of our own export is one apostrophe. */
const unguarded = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);

/** The row's own code, else the one made from it; null when it has neither. */
export const codeOf = (register: Register, values: Values): string | null =>
  typeof values['code'] === 'string' ? values['code'] : (register.codeFrom?.(values) ?? null);

/** A whole row: what is given, over what stands, over what an empty row has. */
export const completed = (register: Register, given: Values, before: Values | null): Values =>
  Object.fromEntries(
    register.columns.map((column): [string, Value] => [
      column.name,
      given[column.name] ?? (column.name in given ? emptyOf(column) : (before?.[column.name] ?? emptyOf(column))),
    ]),
  );

export interface FieldChange {
  column: string;
  from: Value;
  to: Value;
}
/** The fields in which two rows differ. */
export const changesBetween = (register: Register, before: Values, after: Values): FieldChange[] =>
  register.columns.flatMap(({ name }) => {
    const [from, to] = [before[name] ?? null, after[name] ?? null];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ column: name, from, to }];
  });

export interface Reference {
  line: number;
  column: string;
  code: string;
  to: RegisterName;
  strict: boolean;
}
/** Every code that the rows name in a register, each with its place. */
export const referencesIn = ({ columns }: Register, rows: readonly GivenRow[]): Reference[] =>
  rows.flatMap(({ line, values }) =>
    columns.flatMap(({ name, refersTo }) => {
      if (!refersTo) return [];
      const codes = [values[name] ?? []].flat().filter((code) => typeof code === 'string');
      return codes.map((code) => ({ line, column: name, code, to: refersTo.register, strict: refersTo.strict }));
    }),
  );
