import { inTransaction } from '../../db/query';
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
