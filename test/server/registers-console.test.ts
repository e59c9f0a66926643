import { startSession } from '../../db/sessions';
import { addPerson, serverDeps, startServer, type TestServer } from '../support/server';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';

const db = useDatabase();
let server: TestServer;
const cookies: Record<string, string> = {};
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool));
  for (const [code, role] of [
    ['marie', 'manager'],
    ['anne', 'assistant'],
    ['rene', 'read_only'],
  ] as const) {
    await addPerson(db.pool, code, role);
    cookies[code] = `vigie=${await startSession(db.pool, code, AT)}`;
  }
});
afterAll(() => server.stop());

interface Page {
  status: number;
  location: string | null;
  html: string;
}
const visit = async (path: string, as = 'marie', body?: FormData | URLSearchParams): Promise<Page> => {
  const response = await fetch(server.url + path, {
    redirect: 'manual',
    headers: { cookie: cookies[as] ?? '' },
    ...(body && { method: 'POST', body }),
  });
  return { status: response.status, location: response.headers.get('location'), html: await response.text() };
};
const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const hidden = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`, 'g'))].map((m) =>
    unescaped(m[1] ?? ''),
  );
/** Fills the form of a page and sends it, as a browser without script does. */
const post = async (path: string, fields: Record<string, string>, as = 'marie', from = path): Promise<Page> => {
  const csrf = hidden((await visit(from, as)).html, '_csrf')[0] ?? '';
  return visit(path, as, new URLSearchParams({ _csrf: csrf, ...fields }));
};
const choose = async (register: string, text: string | Buffer): Promise<Page> => {
  const path = `/registers/${register}/import`;
  const form = new FormData();
  form.set('_csrf', hidden((await visit(path)).html, '_csrf')[0] ?? '');
  form.set('file', new Blob([new Uint8Array(Buffer.from(text))]), 'registre.csv');
  return visit(path, 'marie', form);
};
const confirm = (register: string, preview: Page): Promise<Page> => {
  const form = new FormData();
  form.set('_csrf', hidden(preview.html, '_csrf')[0] ?? '');
  for (const piece of hidden(preview.html, 'carried')) form.append('carried', piece);
  return visit(`/registers/${register}/import`, 'marie', form);
};
const codes = async (table: string): Promise<string[]> =>
  (await db.pool.query<{ code: string }>(`select code from ${table} order by code`)).rows.map(({ code }) => code);

test('a row is made in a form, found, and changed', async () => {
  const made = await post('/registers/suppliers/new', { code: 'GENAVIR', name: 'Genavir & fils', language: 'fr' });
  expect([made.status, made.location]).toEqual([303, '/registers/suppliers/GENAVIR?done=row']);
  expect((await visit('/registers')).html).toContain('1 ligne');
  expect((await visit('/registers/suppliers?q=FILS')).html).toContain('Genavir &amp; fils');
  expect((await visit('/registers/suppliers?q=nobody')).html).not.toContain('Genavir');
  await post('/registers/suppliers/GENAVIR', { name: 'Genavir', language: 'en', policy: '' });
  const { rows } = await db.pool.query('select * from supplier');
  expect(rows).toEqual([{ code: 'GENAVIR', name: 'Genavir', language: 'en', policy: null, edmo: null }]);
});

test('what is wrong in a form stands beside its field, and what was typed is kept', async () => {
  const refused = await post('/registers/contacts/new', {
    supplier: 'NOBODY',
    name: 'Paul "<b>"',
    email: 'paul@example.org',
    valid_until: '',
  });
  expect(refused.status).toBe(422);
  expect(refused.html).toMatch(/<a href="#supplier">[^<]*Fournisseur/);
  expect(refused.html).toContain('value="Paul &quot;&lt;b>&quot;"');
  expect(await codes('contact')).toEqual([]);
});

test('a contact takes several families, and keeps its rank when none is given', async () => {
  const csrf = hidden((await visit('/registers/contacts/new', 'anne')).html, '_csrf')[0] ?? '';
  const body = new URLSearchParams({ _csrf: csrf, supplier: 'GENAVIR', name: 'Anne', email: 'anne@example.org' });
  for (const family of ['value', 'flow']) body.append('families', family);
  expect((await visit('/registers/contacts/new', 'anne', body)).status).toBe(303);
  const { rows } = await db.pool.query('select families, rank from contact');
  expect(rows).toEqual([{ families: ['value', 'flow'], rank: 100 }]);
});

test('a file is chosen, previewed and imported in three clicks, nothing written before the last', async () => {
  const file = Buffer.from(
    'Code;Nom;Opérateur\r\n35PK;Pourquoi pas ?;GENAVIR\r\n35A3;L’Atalante;ICI\r\n'.replace('’', "'"),
    'latin1',
  );
  const preview = await choose('platforms', file);
  expect(preview.status).toBe(200);
  expect(preview.html).toContain('2 nouvelles lignes');
  expect(preview.html).toContain('Aucun registre ne connaît ce code.');
  expect(await codes('platform')).toEqual([]);
  const done = await confirm('platforms', preview);
  expect([done.status, done.location]).toEqual([303, '/registers/platforms?done=import']);
  expect(await codes('platform')).toEqual(['35A3', '35PK']);
  expect((await choose('platforms', file)).html).toContain('Ce fichier ne change rien.');
  const changed = await choose('platforms', 'code;name\n35PK;Pourquoi Pas ?\n');
  expect(changed.html).toContain('Nom : Pourquoi pas ? → Pourquoi Pas ?');
});

test('every error of a file is shown by line before anything is written', async () => {
  const refused = await choose('cruises', 'Code;Nom;Début\nC1;Un;31/02/2026\nC2;;01/02/2026\n');
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('2 erreurs');
  expect(refused.html).toContain('Cette date n’existe pas');
  expect(refused.html).toContain('31/02/2026');
  expect(hidden(refused.html, 'carried')).toEqual([]);
  expect((await choose('cruises', Buffer.from([0xff, 0xfe, 0, 0]))).status).toBe(422);
  expect(await codes('cruise')).toEqual([]);
});

test('ten thousand rows are previewed, carried through the form and imported', async () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, n) => `TSG-${n};Thermosalinographe ${n};35PK;${(n * 7919) % 99_991}`,
  );
  const preview = await choose('sensors', `code;name;platform;serial\n${lines.join('\n')}\n`);
  expect(preview.html).toContain('Importer 10');
  expect((await confirm('sensors', preview)).status).toBe(303);
  expect(await codes('sensor')).toHaveLength(10_000);
});

test('a policy is read and written in days, hours and minutes', async () => {
  expect((await visit('/policy')).location).toBe('/registers/policies');
  const { html } = await visit('/registers/policies/default');
  expect(html).toMatch(/id="remind_after_ms"[^>]*value="7 j"/);
  const csrf = hidden(html, '_csrf')[0] ?? '';
  const fields = Object.fromEntries(
    [...html.matchAll(/<input id="(\w+)"[^>]*value="([^"]*)"/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );
  const bad = await visit(
    '/registers/policies/default',
    'marie',
    new URLSearchParams({ _csrf: csrf, ...fields, remind_after_ms: '3' }),
  );
  expect(bad.html).toContain('Écrivez une durée avec son unité');
  const saved = await visit(
    '/registers/policies/default',
    'marie',
    new URLSearchParams({ _csrf: csrf, ...fields, remind_after_ms: '1 j 12 h' }),
  );
  expect(saved.status).toBe(303);
  const { rows } = await db.pool.query('select remind_after_ms, grouping_wait_error_ms from policy');
  expect(rows).toEqual([{ remind_after_ms: 129_600_000, grouping_wait_error_ms: 1_800_000 }]);
});

test('who may not change a register reads it and is offered nothing', async () => {
  const list = await visit('/registers/suppliers', 'anne');
  expect(list.html).toContain('Genavir');
  expect(list.html).not.toContain('/registers/suppliers/new');
  expect((await visit('/registers/suppliers/new', 'anne')).status).toBe(403);
  expect((await post('/registers/suppliers/GENAVIR', { name: 'X' }, 'anne')).status).toBe(403);
  expect((await visit('/registers/contacts', 'anne')).html).toContain('/registers/contacts/new');
  expect((await visit('/registers/contacts/import', 'rene')).status).toBe(403);
  expect((await visit('/registers/nothing', 'marie')).status).toBe(404);
  expect((await visit('/registers/suppliers/NOBODY', 'marie')).status).toBe(404);
});
