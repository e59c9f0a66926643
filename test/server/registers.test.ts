import { csvLine } from '../../domain/csv';
import { addKey, addPerson, serverDeps, startServer, type TestServer } from '../support/server';
import { useDatabase } from '../support/database';

const db = useDatabase();
let server: TestServer;
const keys: Record<string, string> = {};
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool));
  await addPerson(db.pool, 'marie', 'manager');
  await addPerson(db.pool, 'anne', 'assistant');
  await addPerson(db.pool, 'rene', 'read_only');
  for (const person of ['marie', 'anne', 'rene']) keys[person] = await addKey(db.pool, person, ['read', 'desk']);
  keys['keeper'] = await addKey(db.pool, null, ['admin']);
});
afterAll(() => server.stop());

interface Answer {
  status: number;
  type: string;
  text: string;
  body: {
    [field: string]: unknown;
    items?: Record<string, unknown>[];
    next?: string | null;
    errors?: Record<string, unknown>[];
  };
}
const ask = async (
  method: string,
  path: string,
  body?: unknown,
  more: { as?: string; type?: string; accept?: string; key?: string } = {},
): Promise<Answer> => {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${keys[more.as ?? 'marie'] ?? ''}`,
      'content-type': more.type ?? 'application/json',
      accept: more.accept ?? 'application/json',
      ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text, body: type.includes('json') ? JSON.parse(text) : {} };
};
const csv = (path: string, text: string, as = 'marie'): Promise<Answer> =>
  ask('POST', path, text, { type: 'text/csv', as });

test('under one Idempotency-Key a row is made, changed and imported once, and the answer comes again letter by letter', async () => {
  const once = async (method: string, path: string, body: unknown, other: unknown, type?: string) => {
    const more = { key: `${method}-${path}-${String(type)}`, ...(type ? { type } : {}) };
    const first = await ask(method, path, body, more);
    const again = await ask(method, path, body, more);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(await ask(method, path, other, more)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    return first;
  };
  expect(await once('POST', '/sensors', { code: 'K1', name: 'Un' }, { code: 'K1', name: 'Deux' })).toMatchObject({
    status: 201,
  });
  expect(await once('PATCH', '/sensors/K1', { name: 'Uno' }, { name: 'Dos' })).toMatchObject({
    body: { name: 'Uno' },
  });
  const imported = await once('POST', '/sensors', 'code;name\nK2;Deux\n', 'code;name\nK3;Trois\n', 'text/csv');
  expect(imported.body).toMatchObject({ counts: { new: 1 } });
});

test('a row is made, read, changed and listed; a second of its code is refused', async () => {
  const made = await ask('POST', '/suppliers', { code: 'GENAVIR', name: 'Genavir' });
  expect([made.status, made.body]).toEqual([
    201,
    {
      code: 'GENAVIR',
      name: 'Genavir',
      language: 'fr',
      policy: null,
      edmo: null,
    },
  ]);
  expect((await ask('POST', '/suppliers', { code: 'GENAVIR', name: 'Other' })).body).toMatchObject({
    status: 409,
    code: 'already_exists',
  });
  const changed = await ask('PATCH', '/suppliers/GENAVIR', { language: 'en' });
  expect([changed.status, changed.body]).toEqual([200, { ...made.body, language: 'en' }]);
  expect((await ask('GET', '/suppliers/GENAVIR')).body).toEqual(changed.body);
  expect((await ask('GET', '/suppliers')).body).toEqual({ items: [changed.body], next: null });
  expect((await ask('PATCH', '/suppliers/NOBODY', { language: 'en' })).status).toBe(404);
});

test('a list is paged by an opaque cursor and searched by code or name', async () => {
  await csv('/platforms', `code,name\n${Array.from({ length: 5 }, (_, n) => `P${n},Navire ${n}`).join('\n')}\n`);
  const first = await ask('GET', '/platforms?limit=3');
  expect(first.body.items?.map((row) => row['code'])).toEqual(['P0', 'P1', 'P2']);
  const rest = await ask('GET', `/platforms?limit=3&cursor=${first.body.next ?? ''}`);
  expect([rest.body.items?.map((row) => row['code']), rest.body.next]).toEqual([['P3', 'P4'], null]);
  expect((await ask('GET', '/platforms?q=navire%204')).body.items).toMatchObject([{ code: 'P4' }]);
  for (const bad of ['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'cursor=W10', 'cursor=Ilx1MDAwMCI'])
    expect([400, 422]).toContain((await ask('GET', `/platforms?${bad}`)).status);
});

test.each<[string, unknown, Record<string, unknown>]>([
  ['/suppliers', { code: 'A', name: 'A', colour: 'blue' }, { pointer: '/colour', code: 'unknown_field' }],
  ['/suppliers', { code: 'A' }, { pointer: '/name', code: 'required' }],
  ['/suppliers', { code: 'A', name: 'A', language: 'de' }, { pointer: '/language', code: 'unknown_value' }],
  ['/suppliers', { code: 'A', name: 'A\u0000' }, { pointer: '/name', code: 'nul_character' }],
  ['/suppliers', { code: 'A', name: 'A', policy: 'none' }, { pointer: '/policy', code: 'unknown_reference' }],
  ['/suppliers', [], { pointer: '', code: 'wrong_type' }],
  [
    '/contacts',
    { supplier: 'NOBODY', name: 'A', email: 'a@example.org' },
    { pointer: '/supplier', code: 'unknown_reference' },
  ],
  [
    '/contacts',
    { supplier: 'GENAVIR', name: 'A', email: 'a@example.org,b@example.org' },
    { pointer: '/email', code: 'bad_email' },
  ],
  [
    '/contacts',
    { supplier: 'GENAVIR', name: 'A', email: 'a@example.org', valid_until: '2026-02-30' },
    { pointer: '/valid_until' },
  ],
  [
    '/contacts',
    { supplier: 'GENAVIR', name: 'A', email: 'a@example.org', platforms: ['A,B'] },
    { pointer: '/platforms', code: 'bad_code' },
  ],
  ['/policies', { code: 'p', name: 'P', remind_after_ms: 0 }, { pointer: '/remind_after_ms' }],
])('what cannot be accepted is named by its field: %s %j', async (path, body, error) => {
  const refused = await ask('POST', path, body);
  expect([refused.status, refused.type]).toEqual([422, 'application/problem+json; charset=utf-8']);
  expect(refused.body.errors).toMatchObject([error]);
});

test('a body that is no JSON, of no known type or no UTF-8 is refused before anything is read of it', async () => {
  expect((await ask('POST', '/suppliers', '{')).status).toBe(400);
  expect((await ask('POST', '/suppliers', '<a/>', { type: 'application/xml' })).status).toBe(415);
});

test('a CSV is previewed, imported, and refused as a whole with every error by line', async () => {
  const file = 'Fournisseur;Nom;Courriel\nGENAVIR;Anne;anne@example.org\n';
  expect((await csv('/contacts?preview=true', file)).body).toMatchObject({ preview: true, counts: { new: 1 } });
  expect((await ask('GET', '/contacts')).body.items).toEqual([]);
  expect((await csv('/contacts', file)).body).toMatchObject({ preview: false, counts: { new: 1 } });
  expect((await csv('/contacts', file)).body).toMatchObject({ counts: { new: 0, unchanged: 1 }, rows: [] });
  const refused = await csv('/contacts', `${file}NOBODY;Paul;paul@example.org\nGENAVIR;;x\n`);
  expect([refused.status, refused.body['code']]).toEqual([422, 'bad_rows']);
  expect(refused.body.errors?.map(({ line, pointer, code }) => [line, pointer, code])).toEqual([
    [3, '/supplier', 'unknown_reference'],
    [4, '/name', 'missing_value'],
    [4, '/email', 'bad_email'],
  ]);
  expect((await ask('GET', '/contacts')).body.items).toHaveLength(1);
  expect((await csv('/contacts', '')).status).toBe(422);
  expect((await csv('/contacts', 'a;b\n"')).status).toBe(400);
});

test('a register is given as CSV without formulas, and taken back unchanged', async () => {
  await ask('POST', '/platforms', { code: '=1+1', name: "=cmd|' /C calc'!A0", class: "'quoted" });
  const given = await ask('GET', '/platforms', undefined, { accept: 'text/csv' });
  expect(given.type).toMatch(/^text\/csv/);
  expect(given.text).toContain(csvLine(['=1+1', "=cmd|' /C calc'!A0", "'quoted", '', '']));
  expect(given.text).not.toMatch(/(^|,|\n)"?=/);
  expect((await csv('/platforms', given.text)).body).toMatchObject({ counts: { new: 0, changed: 0, unchanged: 6 } });
});

test('assistants edit contacts only, readers nothing, a key for administration everything, nobody without the scope', async () => {
  const row = { supplier: 'GENAVIR', name: 'B', email: 'b@example.org' };
  expect((await ask('POST', '/contacts', row, { as: 'anne' })).status).toBe(201);
  expect((await ask('POST', '/suppliers', { code: 'B', name: 'B' }, { as: 'anne' })).status).toBe(403);
  expect((await ask('PATCH', '/policies/default', { reminders_max: 3 }, { as: 'anne' })).status).toBe(403);
  expect((await ask('PATCH', '/policies/default', { reminders_max: 3 })).body).toMatchObject({ reminders_max: 3 });
  expect((await ask('POST', '/contacts', row, { as: 'rene' })).status).toBe(403);
  expect((await ask('GET', '/contacts', undefined, { as: 'rene' })).status).toBe(200);
  expect((await ask('POST', '/suppliers', { code: 'K', name: 'K' }, { as: 'keeper' })).status).toBe(201);
  keys['weak'] = await addKey(db.pool, 'marie', ['read']);
  expect((await ask('POST', '/suppliers', { code: 'B', name: 'B' }, { as: 'weak' })).status).toBe(403);
});
