import { gzipSync } from 'node:zlib';
import { addLogin, loggedIn, Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let visitor: Visitor;

beforeAll(async () => {
  await addLogin(db.pool, 'alix');
  server = await startServer(serverDeps(db.pool));
  visitor = await loggedIn(server.url, 'alix');
  await visitor.get('/account');
});
afterAll(() => server.stop());

const english = { language: 'fr' };
const tryWith = (headers: Record<string, string>, fields: Record<string, string> = english) =>
  visitor.post('/account/language', fields, headers);

test('a form needs the token of its own session', async () => {
  expect((await tryWith({})).status).toBe(303);
  for (const _csrf of ['', 'x', 'A'.repeat(43)]) {
    const refused = await tryWith({}, { ...english, _csrf });
    expect([_csrf, refused.status]).toEqual([_csrf, 403]);
  }
  const other = await loggedIn(server.url, 'alix');
  await other.get('/account');
  expect((await tryWith({}, { ...english, _csrf: other.csrf })).status).toBe(403);
});

test('log-in too needs the token of the browser that asked for the page', async () => {
  const stranger = new Visitor(server.url);
  const refused = await stranger.post('/login', { email: 'alix@example.org', password: 'x' });
  expect([refused.status, wordsOf(refused.text).includes('rien n’a été fait')]).toEqual([403, true]);
});

test.each([
  [{ origin: 'https://evil.example.org' }, 403],
  [{ origin: 'null' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'same-site' }, 403],
  [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example.org' }, 403],
  [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, 303],
  [{ 'sec-fetch-site': 'same-origin', origin: 'http://vigie.example.org' }, 303],
  [{ origin: 'http://vigie.example.org' }, 303],
] as const)('a form sent with %j is answered %i', async (headers, status) => {
  expect((await tryWith(headers)).status).toBe(status);
});

test('other bodies, a NUL and a huge form are refused, none by a fault of ours', async () => {
  expect((await tryWith({ 'content-type': 'application/json' })).status).toBe(415);
  expect((await tryWith({ 'content-type': 'text/plain' })).status).toBe(415);
  expect((await tryWith({ 'content-type': 'multipart/form-data' })).status).toBe(415);
  expect((await tryWith({}, { language: 'f\0r' })).status).toBe(422);
  expect((await tryWith({}, { language: 'x'.repeat(70_000) })).status).toBe(413);
  expect((await tryWith({}, { language: 'de' })).status).toBe(422);
});

test('the style is cached for good under an address that changes with it; pages are kept by nobody', async () => {
  const page = await visitor.get('/account');
  expect(page.headers.get('cache-control')).toBe('no-store');
  const href = /href="(\/assets\/console\.css\?v=[0-9a-f]{12})"/.exec(page.text)?.[1] ?? '';
  const style = await visitor.get(href);
  expect(style.headers.get('cache-control')).toContain('immutable');
  expect(style.headers.get('content-type')).toContain('text/css');
  expect(gzipSync(style.text).length).toBeLessThan(6_144);
});

test('the console touches no other path: no cookie, no log-in', async () => {
  const stranger = new Visitor(server.url);
  const elsewhere = await stranger.get('/nothing-here');
  expect([elsewhere.status, elsewhere.headers.getSetCookie()]).toEqual([404, []]);
});
