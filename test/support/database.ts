import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openPool, type Pool } from '../../db/query';

/** The test server (set by global-setup) and its migrated template. */
const serverUrl = (): string => {
  const url = process.env['VIGIE_TEST_DATABASE_URL'];
  if (!url) throw new Error('global-setup did not set VIGIE_TEST_DATABASE_URL');
  return url;
};
export const databaseUrl = (name: string, server = serverUrl()): string => {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
};

export async function onServer(sql: string, server = serverUrl()): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl('postgres', server) });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  pool: Pool;
  url: string;
}

/** A migrated database of this test file's own, gone after its last test. Use its members inside tests only. */
export function useDatabase(): TestDatabase {
  const name = `t_${randomBytes(6).toString('hex')}`;
  const database = { url: '' } as TestDatabase;
  beforeAll(async () => {
    await onServer(`create database ${name} template ${process.env['VIGIE_TEST_TEMPLATE'] ?? ''}`);
    database.url = databaseUrl(name);
    database.pool = openPool(database.url);
  });
  afterAll(async () => {
    await database.pool.end();
    await onServer(`drop database ${name} with (force)`);
  });
  return database;
}

/** Everything that is kept, but for how often somebody came. */
export const contentOf = async (pool: Pool): Promise<Record<string, unknown>> => {
  const names = await pool.query(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'rate_count' order by 1`,
  );
  const content: Record<string, unknown> = {};
  for (const { name } of names.rows)
    content[name] = (
      await pool.query(`select md5(string_agg(t::text, '|' order by t::text)) as sum from ${name} t`)
    ).rows[0].sum;
  return content;
};
