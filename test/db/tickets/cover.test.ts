import { inTransaction, rows } from '../../../db/query';
import { followAbsences } from '../../../db/rota/hand-over';
import { answerBounced } from '../../../db/tickets/messages';
import { z } from 'zod';
import { useDatabase } from '../../support/database';
import { desk } from '../../support/desk';

const db = useDatabase();
const { edit, person, rota, ask, askNext, passTo, answer, tell, standOf, hopsOf } = desk(db);
/** March 2026 begins on a Sunday; Paris is an hour ahead of UTC. */
const paris = (day: number, time: string): Date =>
  new Date(Date.parse(`2026-03-${String(day).padStart(2, '0')}T${time}:00Z`) - 3_600_000);
const MORNING = paris(2, '07:00');

beforeEach(async () => {
  for (const code of ['ana', 'bob']) await person(code, 'assistant', ['1'], MORNING);
  for (const code of ['sam', 'sue']) await person(code, 'level2', ['2'], MORNING);
  await rota(['ana', 'bob'], ['sam'], '2026-03-02', MORNING);
  await db.pool.query(`update absence set cancelled = true`);
  await db.pool.query(`update ticket set state = 'closed', next_step = null, next_due_at = null`);
});
const yourTurns = (id: number) =>
  rows(
    db.pool,
    z.object({ person: z.string() }),
    `select person from ticket_mail where ticket = $1 and about = 'your_turn' order by (select created_at from mail m where m.id = mail)`,
    [id],
  ).then((found) => found.map(({ person }) => person));
const leave = (person: string, from: Date, until: Date, at: Date) =>
  edit('absences', { person, starts_at: from.toISOString(), ends_at: until.toISOString() }, at);

test('what is open goes at once from who leaves to who is next, and comes back to nobody', async () => {
  const id = await ask(paris(2, '10:00'));
  await askNext(id, paris(2, '10:00'));
  expect(await standOf(id)).toMatchObject({ assignee: 'ana', level: '1' });
  const waiting = await ask(paris(2, '10:00'), { assignee: 'ana' });
  await tell(waiting, { type: 'wait', reason: 'colleague', until: null }, 'ana', paris(2, '10:05'));
  await leave('ana', paris(2, '11:00'), paris(3, '00:00'), paris(2, '10:30'));
  expect(await standOf(id)).toMatchObject({ assignee: 'ana' });
  expect(await followAbsences(db.pool, paris(2, '11:00'))).toBe(true);
  expect(await standOf(id)).toMatchObject({ state: 'open', assignee: 'bob' });
  expect(await standOf(waiting)).toMatchObject({ state: 'waiting', assignee: 'bob' });
  expect(await hopsOf(id)).toEqual(['ana duty', 'bob cover']);
  expect(await yourTurns(id)).toEqual(['ana', 'bob']);
  await db.pool.query(`update absence set cancelled = true`);
  await edit('people', { levels: ['1'] }, paris(2, '12:00'), 'ana');
  expect(await standOf(id)).toMatchObject({ assignee: 'bob' });
});

test('at night the work of who is away tomorrow goes to whose duty tomorrow is, and a weekend away takes nothing', async () => {
  const id = await ask(paris(2, '10:00'));
  await askNext(id, paris(2, '10:00'));
  await leave('ana', paris(3, '00:00'), paris(6, '00:00'), paris(2, '10:30'));
  expect(await followAbsences(db.pool, paris(3, '00:00'))).toBe(true);
  expect(await standOf(id)).toMatchObject({ assignee: 'bob' });
  const friday = await ask(paris(6, '16:00'), { assignee: 'sue' });
  await leave('sue', paris(7, '00:00'), paris(9, '00:00'), paris(6, '16:30'));
  expect(await followAbsences(db.pool, paris(7, '00:00'))).toBe(true);
  expect(await standOf(friday)).toMatchObject({ assignee: 'sue' });
});

test('a closure of the calendar counts: what comes in it is for who is there as it ends', async () => {
  await edit('calendars', { closures: ['2026-03-03/2026-03-24'] }, MORNING, 'office');
  await leave('ana', paris(25, '00:00'), paris(28, '00:00'), MORNING);
  const id = await ask(paris(4, '10:00'));
  await askNext(id, paris(4, '10:00'));
  expect(await standOf(id)).toMatchObject({ assignee: 'bob' });
  const [row] = await rows(db.pool, z.object({ at: z.date() }), 'select ask_next_at as at from ticket where id = $1', [
    id,
  ]);
  expect(row?.at).toEqual(paris(25, '11:00'));
  await edit('calendars', { closures: [] }, MORNING, 'office');
});

test('a person who is deactivated holds nothing any longer, also not what is opened again later', async () => {
  const held = await ask(paris(2, '10:00'), { assignee: 'sue' });
  const resolved = await ask(paris(2, '10:00'), { assignee: 'sue' });
  await answer(resolved, 'sue', paris(2, '10:10'));
  await tell(resolved, { type: 'resolve', closesAt: paris(9, '10:00') }, 'sue', paris(2, '10:10'));
  await edit('people', { active: false }, paris(2, '11:00'), 'sue');
  expect(await standOf(held)).toMatchObject({ assignee: 'ana' });
  await tell(resolved, { type: 'reopen' }, 'ana', paris(2, '11:10'));
  expect(await askNext(resolved, paris(2, '11:10'))).toBe(true);
  expect(await standOf(resolved)).toMatchObject({ state: 'open', assignee: 'ana' });
  expect(await yourTurns(resolved)).toEqual(['ana']);
});

test('with everybody away nobody is asked until the first is back; who is back earlier is asked at once', async () => {
  await leave('bob', paris(2, '00:00'), paris(12, '00:00'), MORNING);
  for (const code of ['ana', 'sam', 'sue']) await leave(code, paris(2, '00:00'), paris(5, '00:00'), MORNING);
  for (const code of ['test', 'demo']) await db.pool.query('update person set active = false where code = $1', [code]);
  const id = await ask(paris(2, '10:00'));
  await askNext(id, paris(2, '10:00'));
  expect(await standOf(id)).toMatchObject({ assignee: null });
  await db.pool.query(`update absence set cancelled = true where person = 'sam'`);
  await edit('people', { levels: ['1', '2'] }, paris(2, '12:00'), 'sam');
  expect(await standOf(id)).toMatchObject({ assignee: 'sam' });
});

test('an answer that came back is owed again, whatever has become of the request, and whoever gave it is told', async () => {
  const id = await ask(paris(2, '10:00'));
  await askNext(id, paris(2, '10:00'));
  await answer(id, 'ana', paris(2, '10:30'));
  await tell(id, { type: 'close', ending: 'by_desk' }, 'ana', paris(2, '10:31'));
  expect(await inTransaction(db.pool, (tx) => answerBounced(tx, id, paris(2, '10:40')))).toBe(true);
  expect(await standOf(id)).toMatchObject({ state: 'open', assignee: 'ana' });
  expect(await yourTurns(id)).toEqual(['ana', 'ana']);
  await passTo(paris(2, '17:30'));
  expect(await standOf(id)).toMatchObject({ state: 'open', assignee: 'ana' });
  await passTo(paris(4, '10:40'));
  expect(await standOf(id)).toMatchObject({ state: 'open', assignee: 'sam' });
});

test('a worker killed after its step and before it could say so does nothing twice, and one that comes days late asks on', async () => {
  const id = await ask(paris(2, '10:00'));
  expect(await askNext(id, paris(2, '10:00'))).toBe(true);
  expect(await askNext(id, paris(2, '10:00'))).toBe(false);
  expect(await yourTurns(id)).toEqual(['ana']);
  await passTo(paris(4, '11:00'));
  const { assignee } = (await standOf(id)) ?? {};
  expect(assignee).toEqual(expect.any(String));
  expect(new Set(await yourTurns(id))).toEqual(new Set(['ana', 'bob', 'sam']));
});
