import pg from 'pg';
import { loadMigrationFiles, migrate as run } from 'postgres-migrations';
import { keepAdvice } from './advice/topics';
import { keepFlagScales } from './flag-scales';

/** Applies the forward-only migrations of `directory`, each in its transaction, under an advisory lock; how many were new. */
export async function migrate(connectionString: string, directory: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const done = (await run({ client }, directory)).filter(({ id }) => id > 0).length;
    await keepFlagScales(client);
    await keepAdvice(client);
    return done;
  } finally {
    await client.end();
  }
}

/** Names of the migrations that this release has and the database has not. */
export async function pendingMigrations(connectionString: string, directory: string): Promise<string[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    const done = await client.query(`select to_regclass('migrations') is not null as there`);
    const names: string[] = done.rows[0]?.there
      ? (await client.query('select name from migrations')).rows.map((row) => String(row.name))
      : [];
    const files = await loadMigrationFiles(directory);
    return files.filter(({ id, name }) => id > 0 && !names.includes(name)).map(({ name }) => name);
  } finally {
    await client.end();
  }
}
