import { z } from 'zod';
import { INTO_L20 } from '../domain/flag-scale-data';
import type { FlagRow } from '../domain/flag-scale';
import { type Db, rows, run } from './query';

/** Brings the table of flag scales to what this release knows; rows of scales it no longer knows go. */
export async function keepFlagScales(db: Db): Promise<void> {
  await run(
    db,
    'delete from flag_scale where (scale, version, code) not in (select * from unnest($1::text[], $2::text[], $3::text[]))',
    [INTO_L20.map(({ scale }) => scale), INTO_L20.map(({ version }) => version), INTO_L20.map(({ code }) => code)],
  );
  await run(
    db,
    `insert into flag_scale (scale, version, code, meaning, canonical, lossy, asked)
     select * from jsonb_to_recordset($1::jsonb)
       as r (scale text, version text, code text, meaning text, canonical text, lossy boolean, asked boolean)
     on conflict (scale, version, code) do update
       set meaning = excluded.meaning, canonical = excluded.canonical, lossy = excluded.lossy, asked = excluded.asked`,
    [JSON.stringify(INTO_L20)],
  );
}

const Row = z.object({
  scale: z.string(),
  version: z.string(),
  code: z.string(),
  meaning: z.string(),
  canonical: z.string(),
  lossy: z.boolean(),
  asked: z.boolean(),
});

/** The codes of one scale, or of all, after so many. */
export const listFlagScales = (
  db: Db,
  scale: string | undefined,
  { limit, skip }: { limit: number; skip: number },
): Promise<FlagRow[]> =>
  rows(
    db,
    Row,
    `select scale, version, code, meaning, canonical, lossy, asked from flag_scale where $1::text is null or scale = $1
      order by scale, version, code collate "C" limit $2 offset $3`,
    [scale ?? null, limit, skip],
  );
