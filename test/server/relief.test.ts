import { run } from '../../db/query';
import { weigh } from '../../db/rota/relief';
import { api } from '../support/api';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../support/console';
import { useDatabase } from '../support/database';
import { desk } from '../support/desk';
import { useApi } from '../support/post';
import { addKey } from '../support/server';

const db = useDatabase();
const server = useApi(db);
const { person, rota, ask, askNext, tell, standOf } = desk(db);
let yann: Visitor;
let ana: Visitor;
let eva: Visitor;
beforeAll(async () => {
  await addLogin(db.pool, 'yann', 'level2', 'en');
  await addLogin(db.pool, 'ana', 'assistant', 'en');
  await addLogin(db.pool, 'eva', 'read_only', 'en');
  await person('ana', 'assistant', ['1'], server.at);
  await person('yann', 'level2', ['2'], server.at);
  await rota(['ana'], ['yann'], '2026-03-02', server.at);
  [yann, ana, eva] = [
    await loggedIn(server.url, 'yann'),
    await loggedIn(server.url, 'ana'),
    await loggedIn(server.url, 'eva'),
  ];
});
async function held(count: number): Promise<{ id: number; number: string }[]> {
  const made: { id: number; number: string }[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = await ask(server.at);
    await askNext(id, server.at);
    const { rows } = await db.pool.query('select number from ticket where id = $1', [id]);
    made.push({ id, number: String(rows[0]?.number) });
  }
  return made;
}
const ticked = (numbers: readonly string[]): [string, string][] => numbers.map((number) => ['ticket', number]);

test('who takes what a colleague closed or took meanwhile is told which, and has the rest', async () => {
  const [free, closed, gone] = await held(3);
  if (!free || !closed || !gone) throw new Error('three were asked');
  await tell(closed.id, { type: 'close', ending: 'by_desk' }, 'ana', server.at);
  await tell(gone.id, { type: 'transfer', to: 'ana', level: '2', askNextAt: null }, 'ana', server.at).catch(() => null);
  await run(db.pool, `update ticket set level = '2' where id = $1`, [gone.id]);
  await yann.get('/tickets?tab=level1');
  const numbers = [free, closed, gone].map(({ number }) => number);
  const done = await yann.post('/tickets/relief', { deed: 'take' }, {}, ticked([...numbers, 'T-2026-99999']));
  expect(done.status).toBe(303);
  const { text } = await yann.get(done.headers.get('location') ?? '');
  expect(wordsOf(text)).toMatch(
    new RegExp(
      `1 request is now yours.*${closed.number} – Closed.*${gone.number} – Open.*Nom ana \\(level 2\\).*no request has this number`,
    ),
  );
  expect(text).not.toContain(free.number);
  expect(await standOf(free.id)).toMatchObject({ assignee: 'yann', level: '2' });
  expect(await standOf(closed.id)).toMatchObject({ state: 'closed' });
  await eva.get('/tickets');
  expect((await eva.post('/tickets/relief', { deed: 'take' }, {}, ticked(numbers))).status).toBe(403);
});

test('a script hands over and takes, is told what stays where it is, and a service or a reader may not', async () => {
  const [one, two] = await held(2);
  if (!one || !two) throw new Error('two were asked');
  const [byAna, byYann] = [await addKey(db.pool, 'ana', ['desk']), await addKey(db.pool, 'yann', ['desk'])].map((key) =>
    api(server.url, key),
  );
  if (!byAna || !byYann) throw new Error('two keys were made');
  const handed = await byAna('POST', '/api/v1/duty/relief', { deed: 'relieve', tickets: [one.number] });
  expect([handed.status, handed.body]).toEqual([200, { to: 'yann', moved: [one.number], left: [] }]);
  const taken = await byYann('POST', '/api/v1/duty/relief', { deed: 'take', tickets: [two.number, one.number] });
  expect(taken.body).toMatchObject({
    to: 'yann',
    moved: [two.number],
    left: [{ number: one.number, holder: 'Nom yann' }],
  });
  const again = await byYann('POST', '/api/v1/duty/relief', { deed: 'take', tickets: [two.number] });
  expect([again.status, again.body['code']]).toEqual([409, 'nothing_to_relieve']);
  expect((await byYann('POST', '/api/v1/duty/relief', { deed: 'take' })).status).toBe(409);
  expect((await byYann('POST', '/api/v1/duty/relief', { deed: 'steal' })).status).toBe(422);
  expect((await server.call('POST', '/api/v1/duty/relief', { deed: 'take' })).status).toBe(403);
  const reader = api(server.url, await addKey(db.pool, 'ana', ['read']));
  expect((await reader('POST', '/api/v1/duty/relief', { deed: 'take' })).status).toBe(403);
  expect((await reader('PATCH', '/api/v1/duty/relief', { relief: 'act' })).status).toBe(403);
  expect((await reader('GET', '/api/v1/duty/relief')).body).toMatchObject({ relief: 'off', offered: [], log: [] });
});

test('the thresholds are set on a page or by a script, and those that would flap are refused', async () => {
  const patch = async (body: object) => {
    const { status, body: said } = await server.call('PATCH', '/api/v1/duty/relief', body);
    return [status, said['code'] ?? said['begin_percent']];
  };
  expect(await patch({ begin_percent: 120 })).toEqual([200, 120]);
  expect(await patch({ end_percent: 115 })).toEqual([422, 'bad_fields']);
  expect(await patch({ begin_percent: '120' })).toEqual([422, 'bad_fields']);
  const fields = { relief: 'propose', ticketMinutes: '20', dutyMinutes: '60', beginPercent: '100', endPercent: '95' };
  await ana.get('/rota');
  expect((await ana.post('/rota/relief/settings', fields)).status).toBe(403);
  const form = await yann.get('/rota/settings');
  expect(form.text).toContain('id="beginPercent"');
  const refused = await yann.post('/rota/relief/settings', { ...fields, ticketMinutes: 'x' });
  expect([
    refused.status,
    refused.text.includes('href="#endPercent"'),
    refused.text.includes('href="#ticketMinutes"'),
  ]).toEqual([422, true, true]);
  const saved = await yann.post('/rota/relief/settings', { ...fields, endPercent: '70' });
  expect(saved.headers.get('location')).toBe('/rota/relief?done=rota-relief');
});

test('what is proposed is taken in one click; the page shows the measure, the thresholds and what was done', async () => {
  await run(db.pool, `update ticket set state = 'resolved' where assignee = 'yann'`);
  const all = await held(8);
  expect(await weigh(db.pool, server.at)).toBe(true);
  const { text } = await yann.get('/rota/relief');
  expect(wordsOf(text)).toMatch(
    /Relief since.*requests? offered to level 2.*I take them.*requests? offered.*min to do of.*begins above 100%, ends at 70%.*relief begins/,
  );
  expect((await yann.get('/tasks')).text).toContain('href="/rota/relief"');
  expect((await eva.get('/rota/relief')).text).not.toContain('/rota/relief/take');
  expect((await eva.post('/rota/relief/take')).status).toBe(403);
  await yann.get('/rota/relief');
  expect((await yann.post('/rota/relief/take')).headers.get('location')).toBe('/tickets?tab=mine&done=relief-taken');
  const moved = await Promise.all(all.map(({ id }) => standOf(id)));
  expect(moved.filter((one) => one?.assignee === 'yann').length).toBeGreaterThan(0);
  expect(wordsOf((await yann.get('/rota/relief')).text)).toMatch(/taken by Nom yann/);
  expect((await yann.get('/tasks')).text).not.toContain('href="/rota/relief"');
  expect((await yann.post('/rota/relief/take')).headers.get('location')).toBe('/rota/relief?done=relief-gone');
});
