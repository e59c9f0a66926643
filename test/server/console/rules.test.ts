import { useDatabase } from '../../support/database';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { item, useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
let manager: Visitor;
let assistant: Visitor;
beforeAll(async () => {
  await addLogin(db.pool, 'mia', 'manager', 'en');
  await addLogin(db.pool, 'ana', 'assistant', 'fr');
  manager = await loggedIn(server.url, 'mia');
  assistant = await loggedIn(server.url, 'ana');
});

const typed = (patch: Record<string, string> = {}) => ({
  code: 'gliders',
  name: 'Gliders',
  priority: '5',
  matchers: 'dataset^=glider-\nparameter=PSAL',
  groupBy: 'platform',
  gap: '3 d',
  maxAge: '60 d',
  cap: '500',
  threshold: '1',
  openMax: '2000000',
  newCasesMax: '10000',
  version: '',
  step: 'try',
  ...patch,
});
const sealIn = (html: string): string => /name="seal" value="([\w-]+)"/.exec(html)?.[1] ?? '';
const count = async (): Promise<number> => (await db.pool.query('select from rule')).rowCount ?? 0;

test('a rule is tried over what came before it can be saved, and what changed since is tried again', async () => {
  const three = ['a', 'b', 'c'].map((sensor) => item({ dataset: 'glider-1', platform: 'G1', sensor }));
  await server.call('POST', '/api/v1/anomalies', three);
  await manager.get('/rules/new');
  const before = await count();
  const trial = await manager.post('/rules/new', typed());
  expect(wordsOf(trial.text)).toContain('3 anomalies would make 1 case (3 today)');
  const changed = await manager.post('/rules/new', typed({ cap: '2', step: 'save', seal: sealIn(trial.text) }));
  expect([changed.status, wordsOf(changed.text)]).toEqual([200, expect.stringContaining('would make 2 cases')]);
  expect(await count()).toBe(before);
  const saved = await manager.post('/rules/new', typed({ step: 'save', seal: sealIn(trial.text) }));
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/rules/gliders?done=rule']);
  const shown = await manager.get('/rules/gliders?done=rule');
  expect(wordsOf(shown.text)).toContain('The rule has been saved.');
  expect(shown.text).toContain('dataset^=glider-\nparameter=PSAL');
  expect((await db.pool.query(`select from event where type = 'rule.edited' and actor = 'person:mia'`)).rowCount).toBe(
    1,
  );
  expect(wordsOf((await manager.get('/rules')).text)).toMatch(/5 Gliders.*Default/);
});

test('whoever edits a version that is no longer the newest is told, and what was typed stays', async () => {
  const edit = async (patch: Record<string, string>) => {
    const trial = await manager.post('/rules/gliders', typed({ version: '1', ...patch }));
    return manager.post('/rules/gliders', typed({ version: '1', ...patch, step: 'save', seal: sealIn(trial.text) }));
  };
  expect((await edit({ name: 'Planeurs' })).status).toBe(303);
  const late = await edit({ name: 'Mine' });
  expect([late.status, wordsOf(late.text)]).toEqual([409, expect.stringContaining('Somebody else has changed')]);
  expect(late.text).toContain('value="Mine"');
});

test('what cannot be a rule is said beside its field', async () => {
  const wrong = await manager.post(
    '/rules/new',
    typed({ code: 'x y', matchers: 'colour=red', gap: 'long', groupBy: '' }),
  );
  expect(wrong.status).toBe(422);
  for (const href of ['#code', '#matchers', '#gap', '#groupBy']) expect(wrong.text).toContain(`href="${href}"`);
  expect(wordsOf(wrong.text)).toContain('colour=red');
});

test('to whom the cases of a rule go is typed, tried, kept and shown', async () => {
  await db.pool.query(`insert into supplier (code, name) values ('LAB', 'Lab')`);
  const fields = {
    code: 'lab',
    name: 'Lab',
    groupBy: 'dataset',
    matchers: 'dataset=glider-1',
    routeSupplier: 'LAB',
    routeRole: 'owner',
  };
  const unknown = await manager.post('/rules/new', typed({ ...fields, routeSupplier: 'NONE' }));
  expect([unknown.status, unknown.text]).toEqual([422, expect.stringContaining('href="#routeSupplier"')]);
  const trial = await manager.post('/rules/new', typed({ ...fields, priority: '1' }));
  expect(wordsOf(trial.text)).toContain('3 of today’s cases are with somebody else.');
  const saved = await manager.post(
    '/rules/new',
    typed({ ...fields, priority: '1', step: 'save', seal: sealIn(trial.text) }),
  );
  expect(saved.status).toBe(303);
  const shown = await manager.get('/rules/lab');
  expect(shown.text).toContain('name="routeSupplier" type="text" value="LAB"');
  expect(shown.text).toMatch(/<option value="owner" selected/);
});

test('the page of a case says how many fail, of how many before anybody is asked', async () => {
  const rule = {
    code: 'three',
    name: 'Three',
    priority: 3,
    matchers: [{ field: 'dataset', value: 'three' }],
    group_by: ['dataset'],
    threshold: 3,
  };
  await server.call('POST', '/api/v1/rules', rule);
  const post = (locus: string) => server.call('POST', '/api/v1/anomalies', item({ dataset: 'three', locus }));
  const [number] = (await post('a')).body.cases ?? [];
  await post('b');
  const said = async () => wordsOf((await manager.get(`/cases/${number}`)).text);
  expect(await said()).toContain('2 of 3 anomalies fail at once; nobody is asked before.');
  await post('c');
  expect(await said()).not.toContain('fail at once');
});

test('an assistant reads the rules and changes none', async () => {
  const page = await assistant.get('/rules/gliders');
  expect(wordsOf(page.text)).toContain('Votre rôle permet de lire les règles');
  expect((await assistant.get('/rules/new')).status).toBe(403);
  expect((await assistant.post('/rules/gliders', typed())).status).toBe(403);
  expect((await assistant.get('/rules/none')).status).toBe(404);
});

test('why names family and check in words', async () => {
  const posted = await server.call('POST', '/api/v1/anomalies', item({ dataset: 'meta', check: 'metadata_missing' }));
  const why = wordsOf((await manager.get(`/cases/${posted.body.cases?.[0]}/why`)).text);
  expect(why).toContain('Family of checks Metadata');
});

test('the page of a case leads to why each anomaly is in it', async () => {
  const posted = await server.call('POST', '/api/v1/anomalies', item({ dataset: 'glider-9', platform: 'G9' }));
  const [number] = posted.body.cases ?? [];
  expect((await assistant.get(`/cases/${number}`)).text).toContain(`href="/cases/${number}/why"`);
  const why = wordsOf((await assistant.get(`/cases/${number}/why`)).text);
  expect(why).toContain('La règle Planeurs (version 2) la groupe par : Plateforme G9.');
  expect(why).toContain('Le cas accueille au plus 500 anomalies pendant 60 j, données éloignées d’au plus 3 j.');
  expect(why).toContain('Personne à qui écrire');
  expect(why).toContain('Ensuite : Fin du regroupement');
  expect((await assistant.get('/cases/A-2026-99999/why')).status).toBe(404);
});
