import { findSummary } from '../../../db/case-list';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { hiddenOf, visitor } from '../../support/pages';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let assistant: Visitor;
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool, { proxyHops: 1 }));
  await addLogin(db.pool, 'assistant', 'assistant');
  assistant = await loggedIn(server.url, 'assistant');
});
afterAll(() => server.stop());

/** A case whose supplier has corrected two values of eighteen. */
async function corrected(values: string): Promise<SeededCase> {
  const who = await seedContact(db.pool);
  const of = await seedCase(db.pool, who);
  const { token } = await seedLetter(db.pool, who.contact, [of]);
  const supplier = visitor(server.url);
  const file = new File([`time,value\n${values}`], 'corrige.csv');
  const review = await supplier.post(`/s/${token}/answer`, { answer: 'corrected_data', file });
  await supplier.post(`/s/${token}/answer`, hiddenOf(review));
  return of;
}
const phaseOf = async ({ number }: SeededCase) => (await findSummary(db.pool, number))?.phase;
const plain = (html: string): string => wordsOf(html).replaceAll(/[\u00a0\u202f]/g, ' ');

test('the assistant sees old and new values, both pictures and what still fails, and says why it is accepted all the same', async () => {
  const of = await corrected('2026-03-01T09:36:00Z,99\n2026-03-01T09:43:12Z,17.6\n');
  const { text } = await assistant.get(`/cases/${of.number}`);
  const said = plain(text);
  for (const words of [
    '1 ligne reste en défaut',
    'Ligne 2 : 99 est hors de la plage (12 à 21)',
    'Avant',
    'Après',
    '24,5 99 4 → 1',
  ])
    expect(said).toContain(words);
  const refused = await assistant.post(`/cases/${of.number}/approve`, { answer_version: '1' });
  expect([refused.status, await phaseOf(of)]).toEqual([422, 'answered']);
  expect(text).toMatch(/<textarea id="approve-comment"[^>]*required/);
  const done = await assistant.post(`/cases/${of.number}/approve`, {
    answer_version: '1',
    comment: 'Panache chaud, vu au CTD.',
  });
  expect([done.status, await phaseOf(of)]).toEqual([303, 'approved']);
  expect(plain((await assistant.get(`/cases/${of.number}`)).text)).toContain('Panache chaud, vu au CTD.');
});

test('a correction of which nothing fails is approved without a word, and its rows can be downloaded', async () => {
  const of = await corrected('2026-03-01T09:36:00Z,17.5\n2026-03-01T09:43:12Z,17.6\n');
  const { text } = await assistant.get(`/cases/${of.number}`);
  expect(plain(text)).toContain('rien ne reste en défaut');
  const path = `/cases/${of.number}/answers/1/corrections.csv`;
  expect(text).toContain(`href="${path}"`);
  expect((await assistant.get(path)).text.split('\r\n')[1]).toMatch(
    /,2026-03-01T09:36:00.000Z,.*,TEMP,24.5,17.5,degC,4,1,QARTOD,2$/,
  );
  expect((await assistant.get(`/cases/${of.number}/answers/2/corrections.csv`)).status).toBe(404);
  expect((await assistant.post(`/cases/${of.number}/approve`, { answer_version: '1' })).status).toBe(303);
});
