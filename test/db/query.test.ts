import { createServer } from 'node:net';
import { inTransaction, openPool, run } from '../../db/query';
import { useDatabase } from '../support/database';

const db = useDatabase();

test('a connection that Postgres ends, idle or in the middle of a transaction, costs one error and no process', async () => {
  const end = async (): Promise<void> => {
    await db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const cut = inTransaction(db.pool, async (tx) => {
    await tx.query('select 1');
    await end();
    await tx.query('select 1');
  });
  await expect(cut).rejects.toThrow();
  await end();
  expect((await db.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('a Postgres that takes the connection and says nothing is given up', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const address = silent.address();
  const pool = openPool(`postgres://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/nowhere`);
  await expect(run(pool, 'select 1')).rejects.toThrow('timeout expired');
  await pool.end();
  silent.close();
});
