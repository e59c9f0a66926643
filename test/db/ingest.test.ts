import fc from 'fast-check';
import { z } from 'zod';
import { postDeps, takePost } from '../../db/ingest/post';
import { inTransaction, openPool, type Pool, rows } from '../../db/query';
import { tell } from '../../db/cases';
import type { ReadItem } from '../../domain/anomaly';
import { readItem } from '../../formats/anomaly-item';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { item } from '../support/post';
import { posting } from '../support/posting';

const db = useDatabase();
const SERVICE = { kind: 'service', id: 'test' } as const;

const post = (pool: Pool, items: readonly Record<string, unknown>[], at = AT) => posting({ pool })(items, at);

const one = async (sql: string): Promise<number> =>
  (await rows(db.pool, z.object({ n: z.number() }), `select (${sql})::bigint as n`))[0]?.n ?? -1;
const deadlocks = async (): Promise<number> => {
  await db.pool.query('select pg_stat_force_next_flush()');
  return one('select deadlocks from pg_stat_database where datname = current_database()');
};

test('posts in any order on 8 connections never deadlock, and every item is counted once', async () => {
  const pool = openPool(db.url, 8);
  try {
    let story = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.tuple(fc.nat(5), fc.nat(6), fc.nat(2)), { minLength: 1, maxLength: 30 }), {
          minLength: 8,
          maxLength: 12,
        }),
        async (posts) => {
          story += 1;
          const asItem = ([sensor, place, value]: [number, number, number]) =>
            item({ sensor: `s${story}-${sensor}`, locus: `p${place}`, observed: { value } });
          const counts = await Promise.all(posts.map((items) => post(pool, items.map(asItem))));
          const sum = (key: 'received' | 'created' | 'updated' | 'duplicate') =>
            counts.reduce((total, account) => total + account[key], 0);
          const distinct = new Set(posts.flat().map(([sensor, place]) => `${sensor}/${place}`)).size;
          expect(sum('received')).toBe(posts.flat().length);
          expect(sum('created')).toBe(distinct);
          expect(sum('created') + sum('updated') + sum('duplicate')).toBe(sum('received'));
          const stored = `from anomaly where sensor_of(doc) like 's${story}-%'`.replace(
            'sensor_of(doc)',
            `doc ->> 'sensor'`,
          );
          expect(await one(`select count(*) ${stored}`)).toBe(distinct);
          expect(await one(`select sum(seen) ${stored}`)).toBe(posts.flat().length);
          expect(await one(`select count(*) from anomaly_case where sensor like 's${story}-%'`)).toBe(
            new Set(posts.flat().map(([sensor]) => sensor)).size,
          );
        },
      ),
      { numRuns: 25 },
    );
  } finally {
    await pool.end();
  }
  expect(await deadlocks()).toBe(0);
});

test('known, new and closing cases at once never deadlock either', async () => {
  const pool = openPool(db.url, 8);
  const items = Array.from({ length: 40 }, (_, n) => item({ sensor: `mix${n % 8}`, locus: `row ${n}` }));
  await post(pool, items);
  const ids = await rows(
    pool,
    z.object({ id: z.number() }),
    `select id from anomaly_case where sensor like 'mix%' order by id desc`,
  );
  const changed = (n: number) => items.map((one, i) => ({ ...one, observed: { value: n * 100 + i } }));
  const closing = ids.map(({ id }) =>
    inTransaction(pool, (tx) =>
      tell(tx, id, { event: { type: 'close', outcome: 'no_action' }, side: 'desk', actor: SERVICE, at: AT }),
    ),
  );
  const fresh = items.map((one, n) => ({ ...one, locus: `later ${n}` }));
  await Promise.all([
    ...[1, 2, 3, 4].map((n) => post(pool, [...changed(n)].reverse())),
    ...[5, 6].map((n) => post(pool, changed(n))),
    post(pool, fresh),
    post(pool, [...fresh].reverse()),
    ...closing,
  ]);
  await pool.end();
  expect(await deadlocks()).toBe(0);
  expect(
    await one(`select count(*) from anomaly a join anomaly_case c on c.id = a.case_id where c.sensor like 'mix%'`),
  ).toBe(80);
});

const casesOf = (sensor: string) =>
  rows(
    db.pool,
    z.object({ id: z.number(), phase: z.string(), accepting: z.boolean(), anomalies: z.number() }),
    `select c.id, c.phase, c.accepting, (select count(*) from anomaly a where a.case_id = c.id) as anomalies
       from anomaly_case c where sensor = $1 order by id`,
    [sensor],
  );
const close = async (id: number): Promise<void> => {
  await inTransaction(db.pool, (tx) =>
    tell(tx, id, { event: { type: 'close', outcome: 'no_action' }, side: 'desk', actor: SERVICE, at: AT }),
  );
};
const at = (day: number, sensor: string, patch = {}) =>
  item({ sensor, time: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`, ...patch });

test('a late row joins the closed case of its interval, which stays closed; any other opens a new one', async () => {
  await post(db.pool, [at(1, 'late'), at(9, 'late')]);
  const [first] = await casesOf('late');
  await close(first?.id ?? 0);
  await post(db.pool, [at(5, 'late'), at(9, 'late', { observed: { value: 3 } })]);
  expect(await casesOf('late')).toEqual([{ id: first?.id, phase: 'closed', accepting: false, anomalies: 3 }]);
  await post(db.pool, [at(12, 'late'), at(6, 'late')]);
  expect(await casesOf('late')).toEqual([
    { id: first?.id, phase: 'closed', accepting: false, anomalies: 4 },
    { id: expect.any(Number), phase: 'collecting', accepting: true, anomalies: 1 },
  ]);
});

test('data that fail again at or after the applied version reopen their case; older ones are late evidence', async () => {
  await post(db.pool, [at(1, 'again', { data_version: '2.9' }), at(9, 'again', { data_version: '2.9' })]);
  const [found] = await casesOf('again');
  await close(found?.id ?? 0);
  await db.pool.query(`update anomaly_case set applied_version = '2.10', outcome = 'corrected' where id = $1`, [
    found?.id,
  ]);
  await post(db.pool, [at(5, 'again', { data_version: '2.9.3' })]);
  expect(await casesOf('again')).toMatchObject([{ phase: 'closed', anomalies: 3 }]);
  await post(db.pool, [at(9, 'again', { data_version: '2.10' })]);
  expect(await casesOf('again')).toMatchObject([{ phase: 'triage', accepting: true, anomalies: 3 }]);
});

test('a case that is too old accepts no more', async () => {
  await post(db.pool, [at(1, 'old')]);
  await post(db.pool, [at(2, 'old')], new Date(AT.getTime() + 61 * 86_400_000));
  expect((await casesOf('old')).map(({ accepting, anomalies }) => [accepting, anomalies])).toEqual([
    [false, 1],
    [true, 1],
  ]);
});

test('what is doubled within one post is settled in the order it came', async () => {
  const twice = [
    at(1, 'dbl', { observed: { value: 1 } }),
    at(1, 'dbl', { observed: { value: 2 } }),
    at(1, 'dbl', { observed: { value: 2 } }),
  ];
  expect(await post(db.pool, twice)).toMatchObject({ received: 3, created: 1, updated: 1, duplicate: 1 });
  expect(await one(`select seen from anomaly where doc ->> 'sensor' = 'dbl'`)).toBe(3);
});

test('a graver anomaly shortens the grouping wait of its case and wakes its workflow; a like one does not', async () => {
  await post(db.pool, [at(1, 'grave', { severity: 'warning' })]);
  const [found] = await casesOf('grave');
  const due = () => one(`select extract(epoch from next_due_at) from anomaly_case where id = ${found?.id}`);
  const pokes = () => one(`select count(*) from outbox where kind = 'case' and subject_id = ${found?.id}`);
  expect([await due(), await pokes()]).toEqual([AT.getTime() / 1000 + 86_400, 1]);
  await post(db.pool, [at(2, 'grave', { severity: 'warning' })]);
  expect(await pokes()).toBe(1);
  await post(db.pool, [at(3, 'grave', { severity: 'error' })]);
  expect([await due(), await pokes()]).toEqual([AT.getTime() / 1000 + 1800, 2]);
});

test('a post is read no further than a few batches ahead of what is committed, and every row counts once it goes on', async () => {
  const ROWS = 16_000;
  const read = { rows: 0 };
  async function* counted(): AsyncGenerator<ReadItem> {
    for (; read.rows < ROWS; read.rows += 1)
      yield readItem(item({ sensor: `slow${read.rows % 20}`, locus: `row ${read.rows}` }), {
        index: read.rows,
        line: null,
      });
  }
  const holder = await db.pool.connect();
  await holder.query('begin');
  await holder.query('lock table anomaly in exclusive mode');
  const about = { format: 'f', source: null, dataset: null, dataVersion: null, complete: false };
  const posted = { items: counted(), truncated: () => false, checks: () => [] };
  const head = { id: 'slow', owner: 'x', apiKey: null, ...about };
  const taken = takePost(
    postDeps(db.pool, () => AT),
    head,
    SERVICE,
    posted,
  );
  for (let before = -1; before < read.rows || read.rows === 0; await new Promise((done) => setTimeout(done, 300)))
    before = read.rows;
  expect(read.rows).toBeLessThan(ROWS / 2);
  await holder.query('rollback');
  holder.release();
  expect(await taken).toMatchObject({ ok: true, account: { received: ROWS, created: ROWS, rejected: 0 } });
});
