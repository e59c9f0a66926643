import { useDatabase } from '../../support/database';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { item, useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
let ana: Visitor;
beforeAll(async () => {
  await addLogin(db.pool, 'ana', 'assistant', 'en');
  await addLogin(db.pool, 'rea', 'read_only', 'fr');
  ana = await loggedIn(server.url, 'ana');
});
const typed = (patch: Record<string, string> = {}) => ({
  kind: 'silence',
  matchers: 'dataset=quiet',
  startsAt: '',
  endsAt: '2026-03-10T08:00',
  reason: 'dry dock',
  step: 'preview',
  ...patch,
});
const sealIn = (html: string): string => /name="seal" value="([\w-]+)"/.exec(html)?.[1] ?? '';

test('an assistant sees which cases would wait, lets them wait, and ends it', async () => {
  const [number] = (await server.call('POST', '/api/v1/anomalies', item({ dataset: 'quiet' }))).body.cases ?? [];
  await ana.get('/holds');
  const preview = await ana.post('/holds', typed());
  expect(wordsOf(preview.text)).toContain('1 open case would wait');
  expect(preview.text).toContain(`href="/cases/${number}"`);
  const held = async () => (await server.call('GET', `/api/v1/cases/${number}`)).body['held_until'];
  const unseen = await ana.post('/holds', typed({ step: 'save', seal: sealIn(preview.text), matchers: 'source=tsg' }));
  expect([unseen.status, await held()]).toEqual([200, null]);
  const saved = await ana.post('/holds', typed({ step: 'save', seal: sealIn(preview.text) }));
  expect([saved.status, await held()]).toEqual([303, '2026-03-10T08:00:00.000Z']);
  const list = await ana.get('/holds?done=hold');
  expect(wordsOf(list.text)).toMatch(/The cases wait\..*active Silence dataset=quiet.*dry dock/);
  const move = /action="(\/holds\/\d+\/move)"/.exec(list.text)?.[1] ?? '';
  expect([(await ana.post(move, { endsAt: '2026-03-20T08:00' })).status, await held()]).toEqual([
    303,
    '2026-03-20T08:00:00.000Z',
  ]);
  const past = await ana.post(move, { endsAt: '2020-01-01T00:00' });
  expect(past.status).toBe(422);
  expect(past.text).toMatch(/href="#until-\d+"/);
  expect((await ana.post(move, { endsAt: '' })).status).toBe(422);
  expect(await held()).toBe('2026-03-20T08:00:00.000Z');
  const action = /action="(\/holds\/\d+\/expire)"/.exec(list.text)?.[1] ?? '';
  expect((await ana.post(action)).status).toBe(303);
  expect(wordsOf((await ana.get('/holds')).text)).toContain('over Silence');
});

test('what cannot be a hold is said beside its field; a reader sees and makes none', async () => {
  const wrong = await ana.post(
    '/holds',
    typed({ matchers: 'colour=red', endsAt: '', reason: '', kind: 'maintenance' }),
  );
  expect(wrong.status).toBe(422);
  for (const href of ['#matchers', '#startsAt', '#endsAt', '#reason']) expect(wrong.text).toContain(`href="${href}"`);
  expect(wordsOf((await ana.post('/holds', typed({ endsAt: '2027-01-01T00:00' }))).text)).toContain('90 days');
  expect((await ana.post('/holds/999/expire')).status).toBe(404);
  expect((await ana.post('/holds/999/move', { endsAt: '2026-03-20T08:00' })).status).toBe(404);
  const reader = await loggedIn(server.url, 'rea');
  expect((await reader.get('/holds')).text).not.toContain('id="hold"');
  expect((await reader.post('/holds', typed())).status).toBe(403);
});
