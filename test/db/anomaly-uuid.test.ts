import { z } from 'zod';
import { hasUuid } from '../../db/anomaly-uuid';
import { findAnomaly } from '../../db/case-view';
import { rows } from '../../db/query';
import { useDatabase } from '../support/database';
import { item } from '../support/post';
import { posting } from '../support/posting';

const db = useDatabase();
const post = posting(db);
const Row = z.object({ id: z.number(), uuid: z.string() });
const all = () => rows(db.pool, Row, 'select id, uuid from anomaly order by id');

test('every anomaly is found by its uuid, one of an older release too, and no other', async () => {
  await post(Array.from({ length: 300 }, (_, n) => item({ locus: `row ${n}`, sensor: `s${n % 7}` })));
  const [first, ...others] = await all();
  const old = '3f2c1e58-9b7d-4c11-8f5e-0a1b2c3d4e5f';
  await db.pool.query('update anomaly set uuid = $2 where id = $1', [first?.id, old]);
  await db.pool.query('insert into anomaly_older_uuid (uuid, anomaly) values ($1, $2)', [old, first?.id]);
  for (const { id, uuid } of [{ id: first?.id, uuid: old }, ...others])
    expect((await findAnomaly(db.pool, uuid))?.id).toBe(id);
  expect(new Set(others.map(({ uuid }) => uuid.slice(14))).size).toBe(others.length);
  const near = others[0]?.uuid.replace(/.$/, (last) => (last === '0' ? '1' : '0')) ?? '';
  for (const uuid of [near, '00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])
    expect(await findAnomaly(db.pool, uuid)).toBeNull();
});

test('no look-up by uuid reads the whole table', async () => {
  await db.pool.query('analyze anomaly');
  const Plan = z.object({ 'QUERY PLAN': z.string() });
  const plan = await rows(
    db.pool,
    Plan,
    `explain select a.id from anomaly a where ${hasUuid(`'${(await all())[5]?.uuid ?? ''}'`)}`,
  );
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Index Scan using anomaly_pkey on anomaly/);
});
