import { z } from 'zod';
import { codeOf, type GivenRow } from '../../domain/register';
import { completed } from '../../domain/registers/rows';
import type { Column, Register, RegisterName, Values } from '../../domain/registers/column';
import { REGISTERS } from '../../domain/registers/descriptions';
import { type Db, rows, run } from '../query';

const SQL_TYPE: Record<Column['kind'], string> = {
  code: 'text',
  text: 'text',
  email: 'text',
  codes: 'text[]',
  choice: 'text',
  choices: 'text[]',
  day: 'date',
  instant: 'timestamptz',
  hour: 'text',
  integer: 'bigint',
  boolean: 'boolean',
  duration: 'bigint',
};
const ROW_TYPE: Record<Column['kind'], z.ZodType<string | number | boolean | string[]>> = {
  code: z.string(),
  text: z.string(),
  email: z.string(),
  codes: z.array(z.string()),
  choice: z.string(),
  choices: z.array(z.string()),
  day: z.string(),
  instant: z.date().transform((at) => at.toISOString()),
  hour: z.string(),
  integer: z.number(),
  boolean: z.boolean(),
  duration: z.number(),
};
const rowOf = ({ columns }: Register) =>
  z.object(Object.fromEntries(columns.map(({ name, kind }) => [name, ROW_TYPE[kind].nullable()])));

/** Column names come from the descriptions, never from outside. */
const names = ({ columns }: Register, prefix = ''): string => columns.map(({ name }) => prefix + name).join(', ');

/** Rows in order of their code, after a code, perhaps only those whose code or name holds `q`. */
export const listRows = (
  db: Db,
  register: Register,
  { after, q, limit }: { after: string | null; q: string | null; limit: number },
): Promise<Values[]> =>
  rows(
    db,
    rowOf(register),
    `select ${names(register)} from ${register.table}
      where ($1::text is null or code collate "C" > $1)
        and ($2::text is null or strpos(lower(code || ' ' || name), lower($2)) > 0)
      order by code collate "C" limit $3`,
    [after, q, limit],
  );

export const readRows = (db: Db, register: Register, codes: readonly string[]): Promise<Values[]> =>
  rows(db, rowOf(register), `select ${names(register)} from ${register.table} where code = any($1::text[])`, [codes]);

export const readRow = async (db: Db, register: Register, code: string): Promise<Values | null> =>
  (await readRows(db, register, [code]))[0] ?? null;

/** Which of these codes the register knows. */
export async function knownCodes(db: Db, name: RegisterName, codes: readonly string[]): Promise<Set<string>> {
  const found = await rows(
    db,
    z.object({ code: z.string() }),
    `select code from ${REGISTERS[name].table} where code = any($1::text[])`,
    [codes],
  );
  return new Set(found.map(({ code }) => code));
}

/** Writes whole rows in one statement; a row that stands as it is already is left alone. */
export const writeRows = (tx: Db, register: Register, values: readonly Values[]): Promise<number> =>
  run(
    tx,
    `insert into ${register.table} as t (${names(register)})
     select ${names(register, 'n.')}
       from jsonb_to_recordset($1::jsonb) as n (${register.columns.map(({ name, kind }) => `${name} ${SQL_TYPE[kind]}`).join(', ')})
      order by n.code
     on conflict (code) do update set ${register.columns.map(({ name }) => `${name} = excluded.${name}`).join(', ')}
      where (${names(register, 't.')}) is distinct from (${names(register, 'excluded.')})`,
    [JSON.stringify(values)],
  );

export interface Merged {
  given: GivenRow;
  before: Values | null;
  after: Values;
}
/** The given rows made whole over what stands, each beside its row as it stands. */
export async function merged(db: Db, register: Register, given: readonly GivenRow[]): Promise<Merged[]> {
  const standing = await readRows(
    db,
    register,
    given.map(({ code }) => code),
  );
  const byCode = new Map(standing.map((row) => [codeOf(register, row), row]));
  return given.map((row) => {
    const before = byCode.get(row.code) ?? null;
    return { given: row, before, after: completed(register, row.values, before) };
  });
}

/** How many rows each register has. */
export async function countRows(db: Db): Promise<Map<string, number>> {
  const counts = Object.values(REGISTERS).map(
    ({ name, table }) => `select '${name}' as name, count(*) as rows from ${table}`,
  );
  const found = await rows(db, z.object({ name: z.string(), rows: z.number() }), counts.join(' union all '));
  return new Map(found.map(({ name, rows: count }) => [name, count]));
}
