import { inTransaction } from '../../db/query';
import { answerBounced } from '../../db/tickets/messages';
import { useDatabase } from '../support/database';
import { desk } from '../support/desk';
import { useTime } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);
const { edit, neverCloses, person, ask, answer, standOf, hopsOf } = desk(db);
const DAY_MS = 86_400_000;

/** A desk that never closes: ana on level 1, sam on level 2, max over both. */
beforeEach(async () => {
  const at = time.clock();
  await person('ana', 'assistant', ['1'], at);
  await person('sam', 'level2', ['2'], at);
  await person('max', 'manager', [], at);
  await neverCloses('ana', 'sam', at);
});
const gone = (code: string) => edit('people', { active: false }, time.clock(), code);

test('people removed in the middle of the chain: it goes on to whoever is left, down to the manager, who answers', async () => {
  const id = await ask(time.clock());
  await time.settled();
  expect(await standOf(id)).toMatchObject({ assignee: 'ana', level: '1' });
  await gone('ana');
  expect(await standOf(id)).toMatchObject({ assignee: 'sam', level: '2' });
  await gone('sam');
  expect(await standOf(id)).toMatchObject({ assignee: 'max' });
  await time.pass(1);
  expect(await standOf(id)).toMatchObject({ state: 'open', assignee: 'max' });
  await answer(id, 'max', time.clock());
  await time.pass(5);
  expect(await hopsOf(id)).toEqual(['ana duty', 'sam cover', 'max cover']);
  expect((await db.pool.query(`select from ticket_mail where ticket = $1 and about = 'answer'`, [id])).rowCount).toBe(
    1,
  );
});

test('everybody away: nobody is asked in vain, and whoever is back first is asked as they come back', async () => {
  const at = time.clock();
  const until = (days: number): string => new Date(at.getTime() + days * DAY_MS).toISOString();
  for (const [code, days] of [
    ['ana', 5],
    ['sam', 3],
    ['max', 9],
  ] as const)
    await edit('absences', { person: code, starts_at: until(-1), ends_at: until(days) }, at);
  const id = await ask(at);
  await time.pass(2.5);
  expect(await standOf(id)).toMatchObject({ state: 'open', assignee: null });
  await time.pass(0.6);
  expect(await standOf(id)).toMatchObject({ assignee: 'sam' });
});

test('an answer that comes back is owed again until another has gone out', async () => {
  const id = await ask(time.clock());
  await time.settled();
  await answer(id, 'ana', time.clock());
  await time.pass(3);
  expect(await standOf(id)).toMatchObject({ assignee: 'ana' });
  await inTransaction(db.pool, (tx) => answerBounced(tx, id, time.clock()));
  await gone('ana');
  await time.settled();
  expect(await standOf(id)).toMatchObject({ state: 'open', assignee: 'sam' });
  await time.pass(1);
  expect(await standOf(id)).toMatchObject({ assignee: 'max' });
});
