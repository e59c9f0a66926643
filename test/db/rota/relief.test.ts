import { z } from 'zod';
import { rows } from '../../../db/query';
import { readRotaAgenda } from '../../../db/rota/hand-over';
import { saveRelief, takeOffered, weigh } from '../../../db/rota/relief';
import { readReliefLog } from '../../../db/rota/relief-log';
import { useDatabase } from '../../support/database';
import { desk } from '../../support/desk';
import { DESK } from '../../support/posting';

const db = useDatabase();
const { person, rota, ask, askNext, tell } = desk(db);
/** A Monday, 10:00 in Paris. */
const AT = new Date('2026-03-02T09:00:00Z');
const minutes = (n: number): Date => new Date(AT.getTime() + n * 60_000);
const policy = { relief: 'act', ticketMinutes: 20, dutyMinutes: 360, beginPercent: 100, endPercent: 70 } as const;

/** Looks whenever the desk's workflow would, until this instant. */
async function passTo(until: Date): Promise<void> {
  for (;;) {
    const { next } = await readRotaAgenda(db.pool, until);
    if (next?.step !== 'weigh' || next.dueAtMs > until.getTime()) return;
    await weigh(db.pool, new Date(next.dueAtMs));
  }
}
async function flood(count: number, from: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const at = minutes(from + n);
    await passTo(at);
    const id = await ask(at);
    await askNext(id, at);
    ids.push(id);
  }
  await passTo(minutes(from + count));
  return ids;
}
const doings = async (): Promise<string[]> =>
  (await readReliefLog(db.pool, 100)).toReversed().flatMap(({ done }) => (done === 'nothing' ? [] : [done]));
const Holder = z.object({ id: z.number(), number: z.string(), assignee: z.string(), level: z.string() });
const holders = () =>
  rows(db.pool, Holder, `select id, number, assignee, level from ticket where state in ('new', 'open') order by id`);
const finish = async (of: string, at: Date): Promise<void> => {
  for (const { id, assignee } of await holders())
    if (assignee === of) await tell(id, { type: 'close', ending: 'by_desk' }, of, at);
};
const tasks = async () =>
  (await db.pool.query(`select code from task where subject = 'rota/relief' and done_at is null`)).rows;

beforeAll(async () => {
  await person('ana', 'assistant', ['1'], AT);
  await person('sam', 'level2', ['2'], AT);
  await rota(['ana'], ['sam'], '2026-03-02', AT);
});

test('sixty requests in an hour: relief begins once, hands on what level 1 would come to last, and ends once, all of it in the log', async () => {
  await saveRelief(db.pool, policy, DESK, AT);
  const ids = await flood(60, 0);
  const moved = (await holders()).filter(({ assignee }) => assignee === 'sam');
  const seen = await doings();
  expect(seen.filter((done) => done === 'begun')).toHaveLength(1);
  expect(seen).not.toContain('ended');
  expect(moved.length).toBeGreaterThan(0);
  expect(moved.every(({ level }) => level === '2')).toBe(true);
  expect((await holders()).find(({ id }) => id === ids[0])?.assignee).toBe('ana'); // due first, reached first
  const log = await readReliefLog(db.pool, 100);
  const told = log.flatMap(({ done, tickets }) => (done === 'handed_over' ? tickets : []));
  expect(told.toSorted()).toEqual(moved.map(({ number }) => number).toSorted());
  for (const { done, atRisk, capacity, beginPercent } of log)
    if (done === 'begun') expect(atRisk * 100).toBeGreaterThan(capacity * beginPercent);
  const mails = await db.pool.query(`select from ticket_mail where about = 'your_turn' and person = 'sam'`);
  expect(mails.rowCount).toBe(moved.length);
  await finish('ana', minutes(80));
  await passTo(minutes(140));
  expect((await doings()).filter((done) => done === 'ended')).toHaveLength(1);
  expect((await doings()).at(-1)).toBe('ended');
  const events = await db.pool.query(`select type from event where type like 'rota.relief_%' order by id`);
  expect(events.rows.map(({ type }) => type)).toEqual([
    'rota.relief_changed',
    'rota.relief_begun',
    'rota.relief_ended',
  ]);
  await finish('sam', minutes(141));
});

test('where it is only proposed nothing moves until somebody of level 2 takes it; what was closed meanwhile stays closed', async () => {
  await saveRelief(db.pool, { ...policy, relief: 'propose' }, DESK, minutes(150));
  await flood(60, 150);
  expect((await holders()).every(({ assignee }) => assignee === 'ana')).toBe(true);
  expect(await tasks()).toEqual([{ code: 'relief_offered' }]);
  const offered = (await readReliefLog(db.pool, 100)).find(({ done }) => done === 'offered')?.tickets ?? [];
  const closed = (await holders()).find(({ number }) => offered.includes(number));
  await tell(closed?.id ?? 0, { type: 'close', ending: 'by_desk' }, 'ana', minutes(211));
  const done = await takeOffered(db.pool, 'sam', { kind: 'person', id: 'sam' }, minutes(212));
  expect(done).toMatchObject({ ok: true, to: 'sam' });
  expect(done.ok && done.moved.length).toBe(done.asked.length - 1);
  expect(await tasks()).toEqual([]);
  expect((await doings()).at(-1)).toBe('taken');
  expect(await takeOffered(db.pool, 'sam', { kind: 'person', id: 'sam' }, minutes(213))).toMatchObject({
    fault: 'nothing',
  });
});

test('what was offered is offered no more once relief is simply done', async () => {
  await saveRelief(db.pool, { ...policy, relief: 'propose', dutyMinutes: 60 }, DESK, minutes(214));
  await passTo(minutes(215));
  await saveRelief(db.pool, policy, DESK, minutes(216));
  expect(await tasks()).toEqual([]);
  expect(await takeOffered(db.pool, 'sam', { kind: 'person', id: 'sam' }, minutes(216))).toMatchObject({ asked: [] });
});

test('turned off, relief ends at once and nothing is looked at any more', async () => {
  await saveRelief(db.pool, { ...policy, relief: 'off' }, DESK, minutes(220));
  expect((await readRotaAgenda(db.pool, minutes(220))).next?.step).toBe('handOver');
  const { rows: found } = await db.pool.query('select relieving_since, relief_offered from rota_settings');
  expect(found).toEqual([{ relieving_since: null, relief_offered: [] }]);
});
