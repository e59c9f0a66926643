import { seedDesk } from '../../cli/seed-desk';
import { readRota } from '../../db/rota/facts';
import { standingTasks } from '../../db/tasks';
import { addDays } from '../../domain/delivery-zone';
import { whoAnswers } from '../../domain/rota/answers';
import { useDatabase } from '../support/database';
import { addPerson } from '../support/server';

const db = useDatabase();
const AT = new Date('2026-03-04T10:00:00Z');

test('the demo has two people on duty every day for three months, and nothing to settle', async () => {
  for (const code of ['anna', 'marc', 'lise', 'yann', 'nora']) await addPerson(db.pool, code);
  await db.pool.query(
    `update person set levels = '{1,2}', weekdays = '{monday,tuesday,thursday,friday}' where code = 'marc'`,
  );
  await db.pool.query(`update person set levels = '{1,2}' where code <> 'marc'`);
  await seedDesk(db.pool, AT);
  const facts = await readRota(db.pool, {
    from: new Date('2026-03-03T00:00:00Z'),
    until: new Date('2026-07-01T00:00:00Z'),
  });
  for (let day = 0; day < 90; day += 1) {
    const at = new Date(`${addDays('2026-03-04', day)}T10:00:00Z`);
    const [one, two] = (['duty', 'level2'] as const).map((role) => whoAnswers(facts, { role, topic: null, at }).first);
    expect([one?.rung, two?.rung]).toEqual(['duty', 'level2']);
    expect(one?.person).not.toBe(two?.person);
  }
  const beforeHandOver = whoAnswers(facts, { role: 'duty', topic: null, at: new Date('2026-03-04T02:00:00Z') }).first;
  expect(beforeHandOver?.rung).toBe('duty');
  const outside = await db.pool.query('select email, topics from external_desk');
  expect(outside.rows).toEqual([{ email: 'ric@example.org', topics: ['infrastructure'] }]);
  expect(await standingTasks(db.pool, 10)).toEqual([]);
});
