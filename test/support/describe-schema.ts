import type { Db } from '../../db/query';

/** Tables with columns, constraints and indexes as the catalogue of Postgres tells them: what a reviewer wants to see change. */
export async function describeSchema(db: Db): Promise<string> {
  const lines = async (sql: string): Promise<string[]> =>
    (await db.query<{ line: string }>(sql)).rows.map(({ line }) => line);
  const columns = await db.query<{ table: string; lines: string[] }>(
    `select c.relname as table,
            array_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                             case when a.attidentity <> '' then ' generated always as identity' else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end,
                             case when a.attnotnull then ' not null' else '' end) order by a.attnum) as lines
       from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relkind = 'r' and c.relname <> 'migrations' group by c.relname order by c.relname`,
  );
  const constraints = await lines(
    `select format('alter table %s add constraint %I %s;', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line
       from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f', 'c') and conrelid::regclass::text <> 'migrations'
      order by conrelid::regclass::text, contype, conname`,
  );
  const indexes = await lines(
    `select indexdef || ';' as line from pg_indexes i
      where schemaname = 'public' and tablename <> 'migrations' and not exists (select from pg_constraint where conname = i.indexname)
      order by tablename, indexname`,
  );
  const others = await lines(
    `select format('create sequence %s;', c.oid::regclass) as line from pg_class c
      where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i'))
      order by 1`,
  );
  const functions = await lines(
    `select pg_get_functiondef(oid) || ';' as line from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f' order by 1`,
  );
  const tables = columns.rows.map(({ table, lines: body }) => `create table ${table} (\n${body.join(',\n')}\n);`);
  return `${['-- Made from db/migrations by `npm run schema`; a test fails when it is stale.', ...others, ...functions, ...tables, ...constraints, ...indexes].join('\n\n')}\n`;
}
