import { importRegister } from '../../../db/registers';
import { doExpectationStep } from '../../../db/deliveries/steps';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let visitor: Visitor;
beforeAll(async () => {
  await addLogin(db.pool, 'alix');
  await addLogin(db.pool, 'enid', 'assistant', 'en');
  server = await startServer(serverDeps(db.pool, { clock: () => AT }));
  visitor = await loggedIn(server.url, 'alix');
});
afterAll(() => server.stop());

test('before anything is expected the page says so and leads to the register', async () => {
  const { status, text } = await visitor.get('/deliveries');
  expect([status, wordsOf(text)]).toEqual([200, expect.stringContaining('Rien dans cet état')]);
  expect(text).toContain('href="/registers/expectations"');
  expect((await visitor.get('/')).text).toContain('href="/deliveries"');
});

test('a missing file stands with its case, and the tabs tell the states apart', async () => {
  const cells = ['X', 'Fichier <b>du jour</b>', 'a.csv', 'S', 'once', new Date(AT.getTime() - 3_600_000).toISOString()];
  const table = { header: ['code', 'name', 'files', 'supplier', 'due_rule', 'due_at'], rows: [{ line: 2, cells }] };
  const actor = { kind: 'person', id: 'alix' } as const;
  expect(
    await importRegister(db.pool, { register: 'expectations', table, actor, at: AT, preview: false }),
  ).toMatchObject({
    ok: true,
  });
  expect(await doExpectationStep(db.pool, 1, 'openDue', AT)).toBe(true);
  expect(await doExpectationStep(db.pool, 1, 'judgeDue', AT)).toBe(true);
  expect(await doExpectationStep(db.pool, 1, 'judgeDue', AT)).toBe(false);
  const { text } = await visitor.get('/deliveries');
  expect(text).toContain('Fichier &lt;b>du jour');
  expect(text).toMatch(/href="\/cases\/A-2026-\d+"/);
  expect(wordsOf(text)).toContain('manquant');
  expect(wordsOf((await visitor.get('/deliveries?state=arrived')).text)).toContain('Rien dans cet état');
  expect(wordsOf((await visitor.get('/deliveries?expectation=X&state=missing')).text)).toContain('Seulement X');
  const english = await loggedIn(server.url, 'enid');
  expect(wordsOf((await english.get('/deliveries')).text)).toContain('missing');
  const [, number] = /href="\/cases\/(A-2026-\d+)"/.exec(text) ?? [];
  expect(wordsOf((await visitor.get(`/cases/${number}`)).text)).toContain('a.csv');
});

test('odd questions are answered by the page, and nobody reads it without logging in', async () => {
  for (const odd of [
    '?state=x',
    '?before=-1',
    '?before=99999999999999999999',
    '?expectation=%27',
    '?state=due&state=late',
  ])
    expect([odd, (await visitor.get(`/deliveries${odd}`)).status]).toEqual([odd, 200]);
  const anonymous = await fetch(`${server.url}/deliveries`, { redirect: 'manual' });
  expect(anonymous.status).toBe(303);
});
