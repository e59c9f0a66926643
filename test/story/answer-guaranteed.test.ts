import { run } from '../../db/query';
import { type Api, api } from '../support/api';
import { useDatabase } from '../support/database';
import { eventually } from '../support/demo';
import { desk } from '../support/desk';
import { addKey } from '../support/server';
import { layOut, type Process, type Site } from '../support/site';

const db = useDatabase();
const { edit, neverCloses, person, standOf, hopsOf } = desk(db);
let site: Site;
let running: Process[] = [];
let work: Process;
let admin: Api;
let manager: Api;

/** Ana on duty, sam on level 2, spe for physics with cov as cover, max over all. */
beforeAll(async () => {
  const at = new Date();
  await person('ana', 'assistant', ['1'], at);
  await person('sam', 'level2', ['2'], at);
  await person('spe', 'specialist', [], at);
  await person('cov', 'specialist', [], at);
  await person('max', 'manager', [], at);
  await person('adm', 'administrator', [], at);
  await edit('topics', { specialists: ['spe'], covers: ['cov'] }, at, 'physics');
  await neverCloses('ana', 'sam', at);
  site = await layOut(db.url);
  running = [await site.startTemporal()];
  const serving = await site.serve();
  running.push(serving);
  admin = api(serving.url, await addKey(db.pool, 'adm'));
  manager = api(serving.url, await addKey(db.pool, 'max'));
  work = site.work();
}, 120_000);
afterAll(async () => {
  await work?.kill('SIGKILL');
  for (const one of running.reverse()) await one.kill('SIGKILL');
  await site?.remove();
});

const heldBy = (id: number, who: string): Promise<boolean> =>
  eventually(`the request is ${who}'s`, async () => (await standOf(id))?.assignee === who);
const remove = async (who: string): Promise<void> =>
  expect(await admin('PATCH', `/api/v1/people/${who}`, { active: false })).toMatchObject({ status: 200 });
/** Leaves whoever is asked now a second and a half of their hours. */
async function hurry(id: number): Promise<Date> {
  const due = new Date(Date.now() + 1500);
  await run(db.pool, `update ticket set ask_next_at = $2, next_step = 'askNext', next_due_at = $2 where id = $1`, [
    id,
    due,
  ]);
  await run(db.pool, `insert into outbox (kind, subject_id) values ('ticket', $1)`, [id]);
  return due;
}
const passed = (due: Date): Promise<boolean> => eventually('the time is over', async () => Date.now() > due.getTime());
/** Mails with these words to who asked: the same one sent again after a kill has the same Message-ID. */
const answersTo = async (email: string, words: string): Promise<Set<string>> =>
  new Set(
    (await site.mailbox.list())
      .filter(({ to, text }) => to === email && text.includes(words))
      .map(({ headers }) => headers['message-id'] ?? ''),
  );

test('specialist and cover removed, level 2 and the duty silent, the worker killed three times: an answer goes out, once', async () => {
  const asked = await admin('POST', '/api/v1/tickets', {
    text: 'Where are the salinity data of leg 2?',
    topic: 'physics',
    requester: { email: 'ines@example.org', name: 'Ines', language: 'en' },
  });
  expect(asked.status).toBe(201);
  const number = String(asked.body['number']);
  const id = Number(
    (await db.pool.query<{ id: number }>('select id from ticket where number = $1', [number])).rows[0]?.id,
  );
  await heldBy(id, 'ana');
  expect((await manager('POST', `/api/v1/tickets/${number}/transfer`, { level: '3' })).status).toBe(200);
  await heldBy(id, 'spe');
  await remove('spe');
  await heldBy(id, 'cov');

  await work.kill('SIGKILL');
  await remove('cov');
  work = site.work();
  await heldBy(id, 'sam');

  const due = await hurry(id);
  await eventually('its timer is set', async () => (await db.pool.query('select from outbox')).rowCount === 0);
  await work.kill('SIGKILL');
  await passed(due);
  expect(await standOf(id)).toMatchObject({ assignee: 'sam' });
  work = site.work();
  await heldBy(id, 'ana');
  await hurry(id);
  await heldBy(id, 'max');

  await work.kill('SIGKILL');
  const said = { text: 'They are in the archive of leg 2.', visibility: 'public' };
  expect((await manager('POST', `/api/v1/tickets/${number}/messages`, said)).status).toBeLessThan(300);
  work = site.work();
  await eventually('the answer', async () => (await answersTo('ines@example.org', said.text)).size > 0);
  expect(await hopsOf(id)).toEqual([
    'ana duty',
    'spe transfer',
    'cov cover',
    'sam cover',
    'ana guarantee',
    'max guarantee',
  ]);
  await eventually('every mail is sent', async () => {
    const left = await db.pool.query(`select from mail where state not in ('sent', 'cancelled')`);
    return left.rowCount === 0;
  });
  expect((await answersTo('ines@example.org', said.text)).size).toBe(1);
}, 150_000);
