import { INTO_L20 } from '../domain/flag-scale-data';
import { type Db, run } from './query';

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
