import { z } from 'zod';
import { completed } from '../../domain/registers/rows';
import type { Register, Value, Values } from '../../domain/registers/column';
import { type Db, rows, run } from '../query';

export const Cell: z.ZodType<Value> = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
const VersionRow = z.object({
  code: z.string(),
  version: z.number(),
  row: z.record(z.string(), Cell),
  author: z.string(),
  at: z.date(),
});
/** A row as it was from an instant until its next version. */
export type RowVersion = z.output<typeof VersionRow>;
const COLUMNS = 'code, version, row, author, at';

/** What was just written of a register whose versions are kept. */
export async function keepVersions(
  tx: Db,
  { name, versioned }: Register,
  written: readonly Values[],
  by: { author: string; at: Date },
): Promise<void> {
  if (!versioned || written.length === 0) return;
  await run(
    tx,
    `insert into register_version (register, code, version, row, author, at)
     select $1, n.row->>'code', 1 + coalesce((select max(version) from register_version v where v.register = $1 and v.code = n.row->>'code'), 0),
            n.row, $3, $4
       from jsonb_array_elements($2::jsonb) as n (row)`,
    [name, JSON.stringify(written), by.author, by.at],
  );
}

/** A version from before a column was there has what the column means when it is empty. */
const whole = (register: Register, found: RowVersion[]): RowVersion[] =>
  found.map((version) => ({ ...version, row: completed(register, version.row, null) }));

/** The versions of a row, the newest first. */
export const versionsOfRow = async (db: Db, register: Register, code: string): Promise<RowVersion[]> =>
  whole(
    register,
    await rows(
      db,
      VersionRow,
      `select ${COLUMNS} from register_version where register = $1 and code = $2 order by version desc limit 200`,
      [register.name, code],
    ),
  );

/** The newest version of every row. */
export const currentVersions = async (db: Db, register: Register): Promise<RowVersion[]> =>
  whole(
    register,
    await rows(
      db,
      VersionRow,
      `select distinct on (code) ${COLUMNS} from register_version where register = $1 order by code, version desc`,
      [register.name],
    ),
  );

/** These versions, in no order; all of them are there, since none is ever taken out. */
export const readVersions = async (
  db: Db,
  register: Register,
  wanted: readonly { code: string; version: number }[],
): Promise<RowVersion[]> =>
  whole(
    register,
    await rows(
      db,
      VersionRow,
      `select ${COLUMNS} from register_version
         join unnest($2::text[], $3::int[]) as w (wanted, number) on code = w.wanted and version = w.number
        where register = $1`,
      [register.name, wanted.map(({ code }) => code), wanted.map(({ version }) => version)],
    ),
  );
