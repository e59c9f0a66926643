import { takeTurns, type Turn } from '../../db/rate';
import { useDatabase } from '../support/database';

const db = useDatabase();
const AT = new Date('2026-03-10T08:00:00Z');
const turns = (megabytes: number): Turn[] => [
  { key: 'files link', cost: 1, limit: { max: 3, windowMs: 86_400_000 } },
  { key: 'bytes link', cost: megabytes, limit: { max: 10, windowMs: 86_400_000 } },
];

test('a file that is over its quota takes nothing of it: a smaller one still goes', async () => {
  expect(await takeTurns(db.pool, turns(6), AT)).toBeNull();
  for (let i = 0; i < 5; i += 1) expect(await takeTurns(db.pool, turns(7), AT)).toMatchObject({ key: 'bytes link' });
  expect(await takeTurns(db.pool, turns(4), AT)).toBeNull();
  expect(await takeTurns(db.pool, turns(1), AT)).toMatchObject({ key: 'bytes link' });
  expect(await takeTurns(db.pool, turns(0), AT)).toBeNull();
  expect(await takeTurns(db.pool, turns(0), AT)).toMatchObject({ key: 'files link' });
});
