import type { Column, Register, Values } from './registers/column';
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
  const { values, errors } = readCells(places, cells.map(unguarded), line);
  const code = codeOf(register, values);
  return { row: code === null ? null : { line, code, values: { ...values, code } }, errors };
}

export interface FieldsRead {
  values: Values;
  errors: CellNotice[];
}
function readCells(places: Places, cells: readonly string[], line: number): FieldsRead {
  const values: Values = {};
  const errors: CellNotice[] = [];
  for (const { column, place } of places) {
    const text = cells[place] ?? '';
    const parsed = parseText(column, text);
    if (parsed.ok) values[column.name] = parsed.value;
    else errors.push({ line, column: column.name, code: parsed.code, value: text, detail: parsed.detail });
  }
  return { values, errors };
}

/** The fields of a form, each as text; those it has none of are left out. */
export function parseFields(register: Register, texts: Readonly<Record<string, string>>): FieldsRead {
  const given = register.columns.filter(({ name }) => texts[name] !== undefined);
  const places = given.map((column, place) => ({ column, place }));
  return readCells(
    places,
    given.map(({ name }) => texts[name] ?? ''),
    HEADER_LINE,
  );
}

/** The guard of our own export is one apostrophe. */
const unguarded = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);

/** The row's own code, else the one made from it; null when it has neither. */
export const codeOf = (register: Register, values: Values): string | null =>
  typeof values['code'] === 'string' ? values['code'] : (register.codeFrom?.(values) ?? null);
