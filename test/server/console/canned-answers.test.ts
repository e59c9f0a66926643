import { filledIn } from '../../../domain/canned-answer';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let french: Visitor;
let english: Visitor;
let reader: Visitor;
beforeAll(async () => {
  await addLogin(db.pool, 'alix');
  await addLogin(db.pool, 'enid', 'assistant', 'en');
  await addLogin(db.pool, 'rita', 'read_only');
  server = await startServer(serverDeps(db.pool));
  french = await loggedIn(server.url, 'alix');
  english = await loggedIn(server.url, 'enid');
  reader = await loggedIn(server.url, 'rita');
});
afterAll(() => server.stop());

const whole = {
  code: 'argo-links',
  topic: 'access',
  name_fr: 'Liens Argo',
  name_en: 'Argo links',
  text_fr: 'Bonjour {name},\r\n\r\nVoici les liens.',
  text_en: 'Dear {name},\r\n\r\nHere are the links.',
  active: 'yes',
};
const save = async (path: string, fields: Record<string, string>, visitor = french) => {
  await visitor.get('/canned-answers');
  return visitor.post(path, fields);
};

test('an assistant keeps a canned answer in both languages, and each reads it in their own', async () => {
  expect((await save('/canned-answers/new', whole)).headers.get('location')).toBe('/canned-answers?done=canned');
  expect(wordsOf((await french.get('/canned-answers')).text)).toMatch(
    /Liens Argo .*Accès aux données .*Voici les liens/,
  );
  expect(wordsOf((await english.get('/canned-answers')).text)).toMatch(
    /Argo links .*Access to data .*Here are the links/,
  );
  await save('/canned-answers/argo-links', { ...whole, name_fr: 'Liens vers Argo', active: '' });
  const page = await french.get('/canned-answers');
  expect(wordsOf(page.text)).toMatch(/Liens vers Argo retirée/);
  const form = await french.get('/canned-answers/argo-links');
  expect(form.text).toContain('Bonjour {name},\n\nVoici les liens.');
});

test('what is wrong is said by field and language, and nothing typed is lost', async () => {
  const refused = await save('/canned-answers/new', { ...whole, code: 'Not A Code', text_en: '  ' });
  expect(refused.status).toBe(422);
  expect(wordsOf(refused.text)).toMatch(/Code : minuscules.*Texte \(anglais\) : à remplir/);
  expect(refused.text).toContain('Voici les liens.');
  const taken = await save('/canned-answers/new', { ...whole, code: 'doi-citation' });
  expect([taken.status, wordsOf(taken.text).includes('déjà pris')]).toEqual([422, true]);
  expect((await french.get('/canned-answers/nothing')).status).toBe(404);
});

test('who only reads changes nothing', async () => {
  expect((await reader.get('/canned-answers')).status).toBe(200);
  expect((await reader.get('/canned-answers/new')).status).toBe(403);
  expect((await save('/canned-answers/doi-citation', whole, reader)).status).toBe(403);
});

test('its places are filled once, and one of which nothing is known goes with its space', () => {
  const text = 'Bonjour {name}, {number}. {me}';
  expect(filledIn(text, { name: 'Anne {me}', number: 'T-2026-00001', me: 'Alix' })).toBe(
    'Bonjour Anne {me}, T-2026-00001. Alix',
  );
  expect(filledIn(text, { name: '', number: 'T-1', me: '' })).toBe('Bonjour, T-1.');
});
