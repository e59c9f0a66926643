import { z } from 'zod';
import type { CellNotice } from '../../domain/register';
import type { Register } from '../../domain/registers/column';
import { type Db, rows } from '../query';
import type { Merged } from './store';

/** Rows whose value of the register's unique column another row has, in the file or in the register. */
export async function takenFaults(db: Db, { unique, table }: Register, all: readonly Merged[]): Promise<CellNotice[]> {
  if (unique === undefined) return [];
  const valueOf = ({ after }: Merged): string => String(after[unique] ?? '').toLowerCase();
  const standing = await rows(
    db,
    z.object({ code: z.string(), value: z.string() }),
    `select code, lower(${unique}::text) as value from ${table} where lower(${unique}::text) = any($1::text[]) and not code = any($2::text[])`,
    [all.map(valueOf), all.map(({ given }) => given.code)],
  );
  const taken = new Map(standing.map(({ code, value }) => [value, code]));
  return all.flatMap((row) => {
    const value = valueOf(row);
    const other = taken.get(value);
    taken.set(value, row.given.code);
    const { line } = row.given;
    return other === undefined || other === row.given.code
      ? []
      : [{ line, column: unique, code: 'taken', value, detail: `The row ${other} has it already.` }];
  });
}
