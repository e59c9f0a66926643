import { inTransaction } from '../../../db/query';
import { relieve, standOf as standsNow, takeOver } from '../../../db/tickets/relieve';
import { useDatabase } from '../../support/database';
import { desk } from '../../support/desk';

const db = useDatabase();
const { person, rota, ask, askNext, standOf, hopsOf, tell } = desk(db);
const AT = new Date('2026-03-02T09:00:00Z');
const by = (id: string) => ({ kind: 'person', id }) as const;

beforeAll(async () => {
  await person('ana', 'assistant', ['1'], AT);
  await person('sam', 'level2', ['2'], AT);
  await person('max', 'level2', ['2'], AT);
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

test('of what somebody ticks, what a colleague took or closed meanwhile stays with them, and the rest is taken', async () => {
  const [free = 0, closed = 0, taken = 0] = await held(3);
  const numbers = await Promise.all([free, closed, taken].map(numberOf));
  await tell(closed, { type: 'close', ending: 'by_desk' }, 'ana', AT);
  await inTransaction(db.pool, (tx) => takeOver(tx, { person: 'max', numbers: numbers.slice(2) }, by('max'), AT));
  const done = await inTransaction(db.pool, (tx) => takeOver(tx, { person: 'sam', numbers }, by('sam'), AT));
  expect(done).toEqual({ ok: true, to: 'sam', moved: numbers.slice(0, 1) });
  expect(await standsNow(db.pool, numbers.slice(1))).toMatchObject([
    { state: 'closed' },
    { holder: 'max', level: '2' },
  ]);
  expect(await standOf(taken)).toMatchObject({ assignee: 'max' });
});
