import type { CellNotice, GivenRow } from '../register';
import { emptyOf, type Register, type RegisterName, type Value, type Values } from './column';

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

/** What is wrong with a row as a whole, when its fields are each right. */
export const rowFaults = (register: Register, line: number, row: Values): CellNotice[] => [
  ...intervalFault(register, line, row),
  ...needFaults(register, line, row),
  ...(register.faults?.(row) ?? []).map((fault) => ({ line, value: null, ...fault })),
];

function needFaults({ needs }: Register, line: number, row: Values): CellNotice[] {
  const isEmpty = (name: string): boolean => [row[name] ?? []].flat().length === 0;
  return (needs?.(row) ?? []).flatMap((need) => {
    const names = [need].flat();
    const [column] = names;
    return column !== undefined && names.every(isEmpty)
      ? [{ line, column, code: 'missing_value', value: null, detail: `This row needs ${names.join(' or ')}.` }]
      : [];
  });
}

function intervalFault({ interval }: Register, line: number, row: Values): CellNotice[] {
  const [from, until] = (interval ?? []).map((name) => row[name]);
  const [, column] = interval ?? [];
  if (typeof from !== 'string' || typeof until !== 'string' || column === undefined || from <= until) return [];
  return [{ line, column, code: 'ends_before_start', value: until, detail: 'It ends before it begins.' }];
}

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
