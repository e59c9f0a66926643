import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction, openPool, run } from '../../db/query';
import { useDatabase } from '../support/database';
import { addKey, serverDeps, startServer } from '../support/server';

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

/** A Postgres between us and the real one that can fall silent in the middle of everything, as a stopped process does. */
async function freezing(url: string) {
  const { port, hostname } = new URL(url);
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined).on('close', () => to.destroy());
      from.on('data', (data) => void (frozen || to.write(data)));
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const near = new URL(url);
  near.port = String(typeof address === 'object' ? address?.port : 0);
  const freeze = (is: boolean): void => {
    frozen = is;
  };
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: near.href, freeze, stop };
}

test('a Postgres that stops answering in the middle ends statements and transactions; a request says 503; what was patient waits', async () => {
  const postgres = await freezing(db.url);
  const pool = openPool(postgres.url, 4, 200);
  const server = await startServer(serverDeps(pool));
  const key = await addKey(db.pool, null);
  await expect(run(pool, 'select pg_sleep(1)')).rejects.toMatchObject({ code: '57014' });
  await inTransaction(pool, (tx) => run(tx, 'select pg_sleep(0.5)'), 60_000);
  await expect(run(pool, 'select pg_sleep(1)')).rejects.toMatchObject({ code: '57014' });
  const inWork = inTransaction(pool, async (tx) => {
    postgres.freeze(true);
    await tx.query('select 1');
  });
  await expect(inWork).rejects.toThrow('Query read timeout');
  const answer = await fetch(`${server.url}/api/v1/cases`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  postgres.freeze(false);
  for (let isBack = false; !isBack; await sleep(50))
    isBack = await run(pool, 'select 1').then(
      () => true,
      () => false,
    );
  await server.stop();
  await pool.end();
  postgres.stop();
});
