import { z } from 'zod';
import { firstRow } from '../../db/query';
import { makeHold } from '../../db/holds/keep';
import { useDatabase } from '../support/database';
import { days } from '../support/days';
import { AT } from '../support/facts';
import { item } from '../support/post';
import { DESK, posting } from '../support/posting';
import { say } from '../support/stories';

const db = useDatabase();
const post = posting(db);
const { passTo, lettersOf } = days(db);
const day = (n: number): Date => new Date(AT.getTime() + n * 86_400_000);
beforeAll(() => db.pool.query(`insert into source (code, name, trusted) values ('sure', 'Sure', true)`));
/** A critical failure of a trusted source is asked about at once, of a supplier with one contact of its own. */
async function asked(sensor: string): Promise<number> {
  await db.pool.query(
    `with s as (insert into supplier (code, name) values ($1, $1) returning code)
     insert into contact (code, supplier, name, email) select $1, code, 'Sam', $1 || '@example.org' from s`,
    [sensor],
  );
  await fails(sensor, 0);
  await passTo(day(0.01));
  return (
    (await firstRow(db.pool, z.object({ id: z.number() }), 'select id from anomaly_case where sensor = $1', [sensor]))
      ?.id ?? 0
  );
}
const at = (sensor: string, minute: number, patch = {}) =>
  item({
    source: 'sure',
    supplier: sensor,
    sensor,
    severity: 'critical',
    time: new Date(Date.UTC(2026, 1, 1) + minute * 60_000).toISOString(),
    ...patch,
  });
const fails = (sensor: string, n: number, minute = 0) => post([at(sensor, minute)], day(n));
const recovers = (sensor: string, n: number, ...minutes: number[]) =>
  post(
    minutes.map((minute) => at(sensor, minute, { action: 'resolve' })),
    day(n),
  );

test('who was told of a failure is told once that nothing fails any more; the question and its reminders stay', async () => {
  const id = await asked('over');
  await recovers('over', 2, 0);
  await recovers('over', 3, 0);
  await passTo(day(8));
  expect(await lettersOf(id, AT)).toEqual(['first day 0', 'all_resolved day 2', 'reminder day 7']);
});

test('what fails again after that is asked about as for the first time; what flaps before it is told of is not', async () => {
  const id = await asked('back');
  await recovers('back', 2, 0);
  await passTo(day(3));
  await post([at('back', 0, { observed: { value: 7 } })], day(4));
  await passTo(day(5));
  expect(await lettersOf(id, AT)).toEqual(['first day 0', 'all_resolved day 2', 'first day 4']);
  const flapping = await asked('flap');
  await recovers('flap', 2, 0);
  await post([at('flap', 0, { observed: { value: 7 } })], day(2));
  await passTo(day(6));
  expect(await lettersOf(flapping, AT)).toEqual(['first day 0']);
});

test('new anomalies are told together, a day after the last letter at the earliest, and put off no reminder', async () => {
  const id = await asked('more');
  await post([at('more', 1)], day(0.2));
  await post([at('more', 2), at('more', 3)], day(0.5));
  await passTo(day(3));
  await post([at('more', 4)], day(3));
  await post([at('more', 4, { observed: { value: 1 } })], day(5));
  await passTo(day(9));
  expect(await lettersOf(id, AT)).toEqual([
    'first day 0',
    'new_anomalies day 1',
    'new_anomalies day 3',
    'reminder day 7',
  ]);
});

test('who wants to know hears once, a day after the last letter, that some of it no longer fails; others hear only of the end', async () => {
  const [keen, other] = [await asked('keen'), await asked('calm')];
  await db.pool.query(`update contact set partial_news = true where supplier = 'keen'`);
  for (const sensor of ['keen', 'calm']) {
    await post([at(sensor, 1), at(sensor, 2)], day(0.2));
    await passTo(day(2));
    await recovers(sensor, 2.2, 0);
    await recovers(sensor, 2.3, 1);
    await passTo(day(4));
    await recovers(sensor, 4, 2);
    await passTo(day(5));
  }
  expect(await lettersOf(keen, AT)).toEqual([
    'first day 0',
    'new_anomalies day 1',
    'some_resolved day 2.2',
    'all_resolved day 4',
  ]);
  expect((await lettersOf(other, AT)).map((letter) => letter.split(' ')[0])).toEqual([
    'first',
    'new_anomalies',
    'all_resolved',
  ]);
});

test('a silence keeps news back while all is counted; that nothing fails any more follows it', async () => {
  const id = await asked('hush');
  const hold = {
    kind: 'silence' as const,
    matchers: [{ field: 'sensor' as const, op: 'is' as const, value: 'hush' }],
    startsAt: day(1),
    endsAt: day(5),
    quietMs: null,
    reason: 'dry dock',
  };
  await makeHold(db.pool, hold, DESK, day(1));
  await post([at('hush', 1), at('hush', 2)], day(1.5));
  await recovers('hush', 2, 0, 1, 2);
  await passTo(day(4.9));
  expect(await lettersOf(id, AT)).toEqual(['first day 0']);
  await passTo(day(6));
  expect(await lettersOf(id, AT)).toEqual(['first day 0', 'all_resolved day 5']);
});

test('what was well again before its letter left is asked of nobody', async () => {
  const supplier = 'slow';
  await db.pool.query(`insert into supplier (code, name) values ('slow', 'slow')`);
  await db.pool.query(
    `insert into contact (code, supplier, name, email) values ('slow', 'slow', 'Sam', 'slow@example.org')`,
  );
  await post([at(supplier, 0)], day(0));
  const { id } = (await firstRow(
    db.pool,
    z.object({ id: z.number() }),
    `select id from anomaly_case where sensor = 'slow'`,
  )) ?? { id: 0 };
  await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, day(0));
  await say(db.pool, id, 'clock', { type: 'letter_due' }, day(0));
  await recovers(supplier, 0.1, 0);
  await passTo(day(30));
  expect(await lettersOf(id, AT)).toEqual([]);
  expect(
    await firstRow(db.pool, z.object({ phase: z.string() }), 'select phase from anomaly_case where id = $1', [id]),
  ).toEqual({
    phase: 'triage',
  });
});

test('a "received" is worth fourteen days; words renew it, and then the supplier is reminded', async () => {
  const id = await asked('ack');
  await say(db.pool, id, 'supplier', { type: 'acknowledge' }, day(1));
  await passTo(day(10));
  await say(db.pool, id, 'supplier', { type: 'write' }, day(10));
  await passTo(day(23.9));
  expect(await lettersOf(id, AT)).toEqual(['first day 0']);
  await passTo(day(25));
  expect(await lettersOf(id, AT)).toEqual(['first day 0', 'reminder day 24']);
});
