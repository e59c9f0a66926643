import { inTransaction } from '../../../db/query';
import { relieve, takeOver } from '../../../db/tickets/relieve';
import { isRelieved, toHandOver } from '../../../domain/rota/relief';
import { useDatabase } from '../../support/database';
import { desk } from '../../support/desk';

const db = useDatabase();
const { person, rota, ask, askNext, standOf, hopsOf } = desk(db);
const AT = new Date('2026-03-02T09:00:00Z');
const by = (id: string) => ({ kind: 'person', id }) as const;

beforeAll(async () => {
  await person('ana', 'assistant', ['1'], AT);
  await person('sam', 'level2', ['2'], AT);
  await rota(['ana'], ['sam'], '2026-03-02', AT);
});
async function held(count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = await ask(AT);
    await askNext(id, AT);
    ids.push(id);
  }
  return ids;
}
const numberOf = async (id: number): Promise<string> =>
  String((await db.pool.query('select number from ticket where id = $1', [id])).rows[0]?.number);

test('who asks for relief hands on what they hold or only what they chose, and level 2 takes what it picks', async () => {
  const [one = 0, two = 0, three = 0] = await held(3);
  const chosen = { person: 'ana', numbers: [await numberOf(one)] };
  expect(await inTransaction(db.pool, (tx) => relieve(tx, chosen, by('ana'), AT))).toMatchObject({
    ok: true,
    to: 'sam',
  });
  expect(await standOf(one)).toMatchObject({ assignee: 'sam', level: '2' });
  expect(await standOf(two)).toMatchObject({ assignee: 'ana', level: '1' });
  const picked = { person: 'sam', numbers: [await numberOf(two), await numberOf(one)] };
  expect(await inTransaction(db.pool, (tx) => takeOver(tx, picked, by('sam'), AT))).toMatchObject({
    moved: [await numberOf(two)],
  });
  expect(await hopsOf(two)).toEqual(['ana duty', 'sam taken']);
  await inTransaction(db.pool, (tx) => relieve(tx, { person: 'ana', numbers: [] }, by('ana'), AT));
  expect(await standOf(three)).toMatchObject({ assignee: 'sam', level: '2' });
  expect(await inTransaction(db.pool, (tx) => relieve(tx, { person: 'ana', numbers: [] }, by('ana'), AT))).toEqual({
    ok: false,
    fault: 'nothing',
  });
  const mails = await db.pool.query(`select from ticket_mail where about = 'your_turn' and person = 'sam'`);
  expect(mails.rowCount).toBe(2);
});

test('a flood is relieved once, keeps being so while it lasts, and never flaps at the threshold', () => {
  const capacity = 300;
  const arrivals = [200, 290, 310, 295, 305, 280, 240, 220, 205, 215, 290, 299, 301];
  const seen: boolean[] = [];
  for (const atRisk of arrivals) seen.push(isRelieved(seen.at(-1) ?? false, { atRisk, capacity }));
  const changes = seen.filter((now, n) => n > 0 && now !== seen[n - 1]).length;
  expect(changes).toBe(3);
  expect(isRelieved(true, { atRisk: 999, capacity: 0 })).toBe(true);
  expect(toHandOver({ atRisk: 400, capacity: 300 }, { atRisk: 100, capacity: 300 }, 20)).toBe(7);
  expect(toHandOver({ atRisk: 400, capacity: 300 }, { atRisk: 250, capacity: 300 }, 20)).toBe(0);
});
