import { z } from 'zod';
import { endHold, endHoldIfDue, makeHold, moveCasesLeft } from '../../db/holds/keep';
import { readHold } from '../../db/holds/store';
import { firstRow } from '../../db/query';
import { useDatabase } from '../support/database';
import { days } from '../support/days';
import { AT } from '../support/facts';
import { item } from '../support/post';
import { DESK, posting } from '../support/posting';
import { say } from '../support/stories';

const db = useDatabase();
const post = posting(db);
const { passTo } = days(db);
const DAY_MS = 86_400_000;
const day = (n: number): Date => new Date(AT.getTime() + n * DAY_MS);

const at = (dataset: string, sensor: string, patch = {}) => item({ dataset, sensor, ...patch });
const until = (dataset: string, from: Date, ends: Date) =>
  makeHold(
    db.pool,
    {
      kind: 'until_resolved',
      matchers: [{ field: 'dataset', op: 'is', value: dataset }],
      startsAt: from,
      endsAt: ends,
      quietMs: DAY_MS,
      reason: 'being repaired',
    },
    DESK,
    from,
  );
const Stood = z.object({ id: z.number(), phase: z.string(), held: z.date().nullable() });
const standOf = async (sensor: string) => {
  const sql = 'select id, phase, held_until as held from anomaly_case where sensor = $1';
  const found = await firstRow(db.pool, Stood, sql, [sensor]);
  if (!found) throw new Error(`no case of ${sensor}`);
  return found;
};
const endOf = async (id: number) => (await readHold(db.pool, id))?.endsAt;

test('a hold until resolved ends once nothing that it matches has failed for the quiet time, and its cases go on', async () => {
  await post([at('leg', 'x1'), at('leg', 'x2')]);
  const { id } = await until('leg', day(0), day(30));
  await passTo(day(3));
  expect(await standOf('x1')).toMatchObject({ phase: 'collecting', held: day(30) });
  await post([at('leg', 'x1', { action: 'resolve' })], day(3));
  await passTo(day(5));
  expect(await endOf(id)).toEqual(day(30));
  await say(db.pool, (await standOf('x2')).id, 'desk', { type: 'dismiss' }, day(5));
  await passTo(day(5.9));
  expect(await endOf(id)).toEqual(day(30));
  await passTo(day(6.1));
  expect(await endOf(id)).toEqual(day(6));
  expect(await standOf('x1')).toMatchObject({ phase: 'triage' });
});

test('what fails within the quiet time starts it anew; without quiet the hold ends at its end', async () => {
  await post([at('noisy', 'n1')]);
  const { id } = await until('noisy', day(0), day(10));
  await post([at('noisy', 'n1', { action: 'resolve' })], day(1));
  await post([at('noisy', 'n1', { observed: { value: 2 } })], day(1.5));
  await passTo(day(4));
  await post([at('noisy', 'n1', { action: 'resolve' })], day(4));
  await post([at('noisy', 'n2')], day(4.5));
  await passTo(day(9.9));
  expect(await endOf(id)).toEqual(day(10));
  expect(await standOf('n2')).toMatchObject({ phase: 'collecting', held: day(10) });
  await passTo(day(10.1));
  expect(await standOf('n2')).toMatchObject({ phase: 'triage' });
  expect(await endHoldIfDue(db.pool, id, day(11))).toBe(false);
});

test('a hold that matches nothing yet waits its quiet time for what may come', async () => {
  const { id } = await until('silent', day(0), day(10));
  await passTo(day(0.9));
  expect(await endOf(id)).toEqual(day(10));
  await passTo(day(2));
  expect(await endOf(id)).toEqual(day(1));
});

test('cases that a crash left waiting for the old end follow the hold all the same', async () => {
  await post([at('crash', 'c1')]);
  const { id } = await until('crash', day(0), day(10));
  const held = await standOf('c1');
  expect(await endHold(db.pool, id, day(4), DESK, day(1))).toMatchObject({ ok: true });
  await db.pool.query('update anomaly_case set held_until = $2 where id = $1', [held.id, day(10)]);
  expect(await moveCasesLeft(db.pool, id, day(1))).toBe(true);
  expect(await standOf('c1')).toMatchObject({ held: day(4) });
  expect(await moveCasesLeft(db.pool, id, day(1))).toBe(false);
});
