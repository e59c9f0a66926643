import { z } from 'zod';
import { rows } from '../../../db/query';
import { addLogin, loggedIn, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
beforeAll(async () => {
  await addLogin(db.pool, 'chef', 'administrator');
  await addLogin(db.pool, 'anne');
});
const FIELDS = {
  code: 'erddap',
  name: 'ERDDAP',
  url: 'http://127.0.0.1:4711/hook',
  types: 'decision.published\ncase.closed',
  owner_email: 'pierre@example.org',
};

test('an administrator adds a webhook, sees its secret once, gives it another, pauses and resumes it', async () => {
  const chef = await loggedIn(server.url, 'chef');
  await chef.get('/webhooks/new');
  const made = await chef.post('/webhooks/new', FIELDS);
  const [secret = ''] = /whsec_[A-Za-z0-9+/=]+/.exec(made.text) ?? [];
  expect(secret).toHaveLength(50);
  expect((await chef.post('/webhooks/new', FIELDS)).status).toBe(409);
  const shown = await chef.get('/webhooks/erddap');
  expect(shown.text).not.toContain('whsec_');
  expect(wordsOf(shown.text)).toContain('à valider');
  const rotated = await chef.post('/webhooks/erddap/rotate');
  expect(rotated.text).toMatch(/whsec_/);
  expect(rotated.text).not.toContain(secret);
  expect(rotated.headers.get('cache-control')).toContain('no-store');
  expect((await chef.post('/webhooks/erddap/pause')).headers.get('location')).toBe(
    '/webhooks/erddap?done=webhook-paused',
  );
  expect(wordsOf((await chef.get('/webhooks')).text)).toContain('suspendu');
  expect((await chef.post('/webhooks/erddap/resume')).status).toBe(303);
  expect((await chef.post('/webhooks/erddap/skip')).status).toBe(303);
  expect((await chef.post('/webhooks/erddap/replay', { from: '1', to: '5' })).status).toBe(303);
  expect((await chef.post('/webhooks/erddap/replay', { from: 'x' })).status).toBe(422);
  const events = await rows(
    db.pool,
    z.object({ t: z.string() }),
    `select type || data::text as t from event where type like 'webhook.%'`,
  );
  expect(events.map(({ t }) => t).join()).not.toMatch(/whsec_|example\.org|127\.0\.0\.1/);
});

test('what is wrong is said beside its field, and nothing is saved', async () => {
  const chef = await loggedIn(server.url, 'chef');
  await chef.get('/webhooks/new');
  for (const [patch, word] of [
    [{ code: 'Not A Code' }, 'Le code est fait'],
    [{ url: 'https://10.0.0.1/' }, 'internet public'],
    [{ url: 'https://user:word@example.org/' }, 'ni utilisateur ni mot de passe'],
    [{ types: 'no type' }, 'Un type est fait'],
    [{ owner_email: 'nobody' }, 'pas une adresse de courriel'],
  ] as const) {
    const refused = await chef.post('/webhooks/new', { ...FIELDS, code: 'other', ...patch });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain(word);
  }
  expect((await chef.get('/webhooks/other')).status).toBe(404);
});

test('an assistant sees how a webhook is doing, changes nothing and reads no answers of its receiver', async () => {
  const anne = await loggedIn(server.url, 'anne');
  const shown = await anne.get('/webhooks/erddap');
  expect(shown.status).toBe(200);
  expect(shown.text).not.toContain('<textarea');
  expect((await anne.get('/webhooks/new')).status).toBe(403);
  await anne.get('/');
  for (const verb of ['pause', 'resume', 'rotate', 'skip', 'replay'])
    expect((await anne.post(`/webhooks/erddap/${verb}`, { from: '1' })).status).toBe(403);
});
