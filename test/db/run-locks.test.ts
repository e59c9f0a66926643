import { openPool } from '../../db/query';
import { RunLocks } from '../../db/run-locks';
import { useDatabase } from '../support/database';

const db = useDatabase();

test('a run is held by one at a time, and the connection goes back to the pool as it came, however often', async () => {
  const pool = openPool(db.url, 1);
  const locks = new RunLocks(pool);
  const other = new RunLocks(db.pool);
  const listeners = async (): Promise<number> => {
    const client = await pool.connect();
    client.release();
    return client.listenerCount('error');
  };
  const before = await listeners();
  for (let n = 0; n < 12; n += 1) {
    expect(await locks.take('run')).toBe(true);
    expect([await locks.take('run'), await other.take('run')]).toEqual([false, false]);
    await locks.release('run');
  }
  expect(await listeners()).toBe(before);
  expect(await other.take('run')).toBe(true);
  await other.release('run');
  await pool.end();
});

test('a connection that ends gives up its locks; the next to take one gets another', async () => {
  const pool = openPool(db.url, 1);
  const locks = new RunLocks(pool);
  expect(await locks.take('lost')).toBe(true);
  await db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await locks.take('next')).toBe(true);
  await locks.release('next');
  await locks.release('lost');
  await pool.end();
});
