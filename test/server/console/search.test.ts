import { run } from '../../../db/query';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { seedCase, seedContact, type SeededCase } from '../../support/letters';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let desk: Visitor;
let of: SeededCase;
beforeAll(async () => {
  await addLogin(db.pool, 'alix');
  server = await startServer(serverDeps(db.pool));
  desk = await loggedIn(server.url, 'alix');
  of = await seedCase(db.pool, await seedContact(db.pool));
  await run(
    db.pool,
    `insert into message (case_id, author, visibility, text, at) values ($1, 'contact:1', 'public', 'Le thermosalinomètre a été nettoyé à l’escale de Lerwick.', $2)`,
    [of.id, AT],
  );
  await run(
    db.pool,
    `insert into cruise (code, name, doi, chief_scientist, access_rule, start_at) values
       ('EVHOE-2025', 'EVHOE 2025', '10.17600/18000998', 'Zoé Lefèvre', 'organisation', '2025-10-20'), ('PELGAS-1999', 'PELGAS 1999', null, null, 'unrestricted', null)`,
  );
});
afterAll(() => server.stop());
const find = async (q: string) => wordsOf((await desk.get(`/search?q=${encodeURIComponent(q)}`)).text);

test('a case is found by its codes, its names and what was said of it, all words together, whatever accents and endings', async () => {
  for (const q of ['thalassa', 'thermosalinometre nettoyés', 'Lerwick TEMP', 'thalas escale'])
    expect([q, (await find(q)).includes(of.number)]).toEqual([q, true]);
  for (const q of ['thalassa inconnu', 'xyzzy', '%', '!!', '&|'])
    expect([q, (await find(q)).includes(of.number)]).toEqual([q, false]);
  expect(await find('xyzzy')).toContain('Rien ne contient tous ces mots');
});

test('a cruise is found by DOI and people, and says that its data are restricted', async () => {
  for (const q of ['lefevre', '10.17600/18000998', 'evhoe 2025']) {
    const words = await find(q);
    expect([q, words.includes('EVHOE 2025 (EVHOE-2025) accès restreint')]).toEqual([q, true]);
    expect(words).not.toContain('PELGAS 1999');
  }
});

test('a whole number leads straight to its case, and the words stay in the box', async () => {
  expect((await desk.get(`/search?q=${of.number.toLowerCase()}`)).headers.get('location')).toBe(`/cases/${of.number}`);
  expect((await desk.get('/search?q=%22%3E%3Cscript%3E')).text).not.toContain('<script');
  expect((await desk.get('/search?q=lerwick')).text).toContain('value="lerwick"');
});

test('words that were emptied are found no more', async () => {
  await run(db.pool, `update message set text = '', erased_at = $1 where case_id = $2`, [AT, of.id]);
  expect(await find('Lerwick')).not.toContain(of.number);
});

test('older cases follow page by page', async () => {
  const supplier = await seedContact(db.pool);
  for (let n = 0; n < 21; n += 1) await seedCase(db.pool, supplier);
  const first = await desk.get('/search?q=thalassa');
  const more = /href="(\/search\?[^"]*before=\d+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(first.text).not.toContain(of.number);
  expect((await desk.get(more)).text).toContain(of.number);
});
