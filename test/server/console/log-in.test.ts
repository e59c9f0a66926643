import { setActive, setPassword } from '../../../db/people';
import { passwordFault } from '../../../db/passwords';
import { rows } from '../../../db/query';
import { hashQueue } from '../../../server/console/hash-queue';
import { z } from 'zod';
import { addLogin, loggedIn, PASSWORD, Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let secure: TestServer;
let now = AT;
const after = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

beforeAll(async () => {
  for (const code of ['alix', 'bruno', 'carla', 'dora', 'emma', 'farid', 'gaia', 'lou']) await addLogin(db.pool, code);
  await addLogin(db.pool, 'enid', 'assistant', 'en');
  server = await startServer(serverDeps(db.pool, { clock: () => now }));
  secure = await startServer(
    serverDeps(db.pool, { clock: () => now, secureCookies: true, baseUrl: 'https://vigie.example.org' }),
  );
});
afterAll(async () => {
  await server.stop();
  await secure.stop();
});

test('a visitor is asked to log in and comes back to the page they wanted', async () => {
  const visitor = new Visitor(server.url);
  const sent = await visitor.get('/cases/A-2026-00001?anomalies=3');
  expect([sent.status, sent.headers.get('location')]).toEqual([
    303,
    '/login?next=%2Fcases%2FA-2026-00001%3Fanomalies%3D3',
  ]);
  const form = await visitor.get(String(sent.headers.get('location')));
  expect(form.text).toContain('value="/cases/A-2026-00001?anomalies=3"');
  const done = await visitor.post('/login', {
    email: 'ALIX@example.org',
    password: PASSWORD,
    next: '/cases/A-2026-00001?anomalies=3',
  });
  expect([done.status, done.headers.get('location')]).toEqual([303, '/cases/A-2026-00001?anomalies=3']);
  const elsewhere = new Visitor(server.url);
  await elsewhere.get('/login');
  for (const next of ['https://evil.example.org', '//evil.example.org', '/\\evil.example.org'])
    expect((await elsewhere.post('/login', { email: 'x', password: 'y', next })).text).toContain(
      'name="next" value="/"',
    );
});

test('the session is a cookie that scripts and other sites do not get, and its id is stored only as a hash', async () => {
  const visitor = new Visitor(server.url);
  const done = await visitor.logIn('alix');
  const cookie = done.headers.getSetCookie().find((one) => /^vigie=./.test(one)) ?? '';
  expect(cookie).toMatch(/^vigie=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  const stored = await rows(db.pool, z.object({ id: z.instanceof(Buffer) }), 'select id_hash as id from session');
  expect(stored.map(({ id }) => id.toString('base64url'))).not.toContain(visitor.cookie('vigie'));

  const overHttps = new Visitor(secure.url);
  await overHttps.get('/login');
  const safe = await overHttps.post('/login', { email: 'alix@example.org', password: PASSWORD });
  expect(safe.headers.getSetCookie().join()).toMatch(/__Host-vigie=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax/);
});

test('two demos on one host do not share a session: the port is in the cookie’s name', async () => {
  const other = await startServer(serverDeps(db.pool, { baseUrl: 'http://127.0.0.1:8081' }));
  const done = await new Visitor(other.url).logIn('alix');
  expect(done.headers.getSetCookie().join()).toMatch(/vigie-8081=[\w-]{43};/);
  await other.stop();
});

test('an unknown address and a wrong password get the same answer', async () => {
  const [known, unknown] = [new Visitor(server.url), new Visitor(server.url)];
  const wrong = await known.logIn('bruno', 'ce n’est pas le bon');
  const nobody = await unknown.logIn('personne', 'ce n’est pas le bon');
  const plain = (text: string): string => text.replaceAll(/value="[^"]*"/g, '');
  expect([wrong.status, plain(wrong.text)]).toEqual([nobody.status, plain(nobody.text)]);
  expect(wrong.status).toBe(401);
  expect(wordsOf(wrong.text)).toContain('Adresse ou mot de passe inconnu');
  expect(wrong.text).toMatch(/<title>Erreur/);
});

test('the eleventh try within a quarter of an hour waits, even with the right password; later it opens again', async () => {
  const visitor = new Visitor(server.url);
  for (let n = 0; n < 10; n += 1) expect((await visitor.logIn('carla', 'un autre mot de passe')).status).toBe(401);
  const locked = await visitor.logIn('carla');
  expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900']);
  expect(wordsOf(locked.text)).toContain('Réessayez dans 15 minutes');
  expect((await new Visitor(server.url).logIn('dora')).status).toBe(303);
  now = after(15);
  expect((await visitor.logIn('carla')).status).toBe(303);
});

test('a session dies after half an hour of silence and after twelve hours of work', async () => {
  const idle = await loggedIn(server.url, 'dora');
  const busy = await loggedIn(server.url, 'dora');
  const from = now;
  now = after(29);
  expect((await idle.get('/account')).status).toBe(200);
  now = after(31);
  expect((await idle.get('/account')).status).toBe(303);
  now = from;
  for (let n = 0; n < 12 * 3 - 1; n += 1) {
    now = after(20);
    expect((await busy.get('/account')).status).toBe(200);
  }
  now = after(20);
  expect((await busy.get('/account')).status).toBe(303);
});

test('log-in gives a new id and kills the one before; log-out kills the session', async () => {
  const visitor = await loggedIn(server.url, 'emma');
  const first = String(visitor.cookie('vigie'));
  await visitor.get('/account');
  await visitor.post('/login', { email: 'emma@example.org', password: PASSWORD });
  const second = String(visitor.cookie('vigie'));
  expect(second).not.toBe(first);
  const thief = new Visitor(server.url);
  thief.setCookie('vigie', first);
  expect((await thief.get('/account')).status).toBe(303);
  await visitor.get('/account');
  expect((await visitor.post('/logout')).headers.get('location')).toBe('/login');
  thief.setCookie('vigie', second);
  expect((await thief.get('/account')).status).toBe(303);
});

test('all sessions die when the password is changed or the person is disabled', async () => {
  const [here, there] = [await loggedIn(server.url, 'farid'), await loggedIn(server.url, 'farid')];
  await here.get('/account');
  const fields = { current: PASSWORD, password: 'un tout nouveau mot', again: 'un tout nouveau mot' };
  const changed = await here.post('/account/password', fields);
  expect([changed.status, changed.headers.get('location')]).toEqual([303, '/account?done=password']);
  expect((await here.get('/account?done=password')).text).toContain('Le mot de passe est changé');
  expect((await there.get('/account')).status).toBe(303);
  expect((await there.logIn('farid', 'un tout nouveau mot')).status).toBe(303);
  await setPassword(db.pool, 'farid', PASSWORD);
  expect((await there.get('/account')).status).toBe(303);
  const again = await loggedIn(server.url, 'farid');
  await setActive(db.pool, 'farid', false);
  expect((await again.get('/account')).status).toBe(303);
  expect((await again.logIn('farid')).status).toBe(401);
});

test('a new password is refused when short, different from its repetition, or without the present one', async () => {
  const visitor = await loggedIn(server.url, 'gaia');
  await visitor.get('/account');
  const change = (current: string, password: string, again = password) =>
    visitor.post('/account/password', { current, password, again });
  expect(wordsOf((await change(PASSWORD, 'court')).text)).toContain('moins de 12 caractères');
  expect(wordsOf((await change(PASSWORD, 'assez long pour aller', 'autre')).text)).toContain('diffèrent');
  const wrong = await change('pas le bon du tout', 'assez long pour aller');
  expect([wrong.status, wordsOf(wrong.text).includes('Le mot de passe actuel n’est pas le bon')]).toEqual([422, true]);
  expect(passwordFault('x'.repeat(257))).toBe('too_long');
  expect(passwordFault('é'.repeat(600))).toBe('too_long');
  expect(passwordFault('é'.repeat(12))).toBeNull();
});

test('a person chooses their language, and the pages keep it', async () => {
  const visitor = await loggedIn(server.url, 'alix');
  expect((await visitor.get('/account')).text).toContain('<html lang="fr">');
  await visitor.post('/account/language', { language: 'en' });
  const { text } = await visitor.get('/account');
  expect(text).toContain('<html lang="en">');
  expect(text).toContain('>français</option>');
  await visitor.post('/account/language', { language: 'fr' });
  const unknown = new Visitor(server.url);
  expect((await unknown.get('/login?lang=en')).text).toContain('Email address');
  expect((await unknown.get('/login', { 'accept-language': 'en-GB' })).text).toContain('<html lang="en">');
});

test('until they choose, a person is spoken to as their browser asks', async () => {
  const english = { 'accept-language': 'de-DE, en-US;q=0.8, fr;q=0.5' };
  const lang = async (visitor: Visitor) => /<html lang="(..)">/.exec((await visitor.get('/account')).text)?.[1];
  const first = new Visitor(server.url);
  await first.get('/login', english);
  await first.post('/login', { email: 'lou@example.org', password: PASSWORD }, english);
  expect(await lang(first)).toBe('en');
  await first.post('/account/language', { language: 'fr' });
  const again = new Visitor(server.url);
  await again.get('/login', english);
  await again.post('/login', { email: 'lou@example.org', password: PASSWORD }, english);
  expect(await lang(again)).toBe('fr');
});

test('at most four hashes run and twenty wait; the next is turned away at once', async () => {
  const queue = hashQueue();
  let running = 0;
  let most = 0;
  const releases: (() => void)[] = [];
  const work = async (): Promise<'done'> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((release) => releases.push(release));
    running -= 1;
    return 'done';
  };
  const all = Array.from({ length: 30 }, () => queue(work));
  const refused = await Promise.all(all.slice(24));
  expect(refused).toEqual(Array(6).fill(undefined));
  const done = Promise.all(all.slice(0, 24));
  while (releases.length > 0 || running > 0) {
    releases.splice(0).forEach((release) => release());
    await new Promise((turn) => setImmediate(turn));
  }
  expect(await done).toEqual(Array(24).fill('done'));
  expect(most).toBe(4);
});
