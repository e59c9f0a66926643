import { run } from '../../../db/query';
import { openTicket } from '../../../db/tickets/open';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { seedCase, seedContact, seedLetter, type SeededCase } from '../../support/letters';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let desk: Visitor;
let of: SeededCase;
let who: { supplier: string; contact: number };
let code = '';
beforeAll(async () => {
  await addLogin(db.pool, 'alix');
  server = await startServer(serverDeps(db.pool));
  desk = await loggedIn(server.url, 'alix');
  who = await seedContact(db.pool);
  of = await seedCase(db.pool, who);
  await seedLetter(db.pool, who.contact, [of]);
  code = (await db.pool.query('select code from contact where id = $1', [who.contact])).rows[0].code;
});
afterAll(() => server.stop());

test('a person and their organisation show cases and letters in one timeline, and lead to each other', async () => {
  const person = await desk.get(`/correspondents/${code}`);
  expect(wordsOf(person.text)).toMatch(new RegExp(`lettre.*${of.number}`));
  expect(wordsOf(person.text)).toMatch(new RegExp(`Cas ${of.number}`));
  expect(person.text).toContain(`href="/organisations/${who.supplier}"`);
  const organisation = await desk.get(`/organisations/${who.supplier}`);
  expect(organisation.text).toContain(`href="/correspondents/${code}"`);
  expect(wordsOf(organisation.text)).toMatch(new RegExp(`Cas ${of.number}`));
  expect([(await desk.get('/correspondents/x')).status, (await desk.get('/organisations/x')).status]).toEqual([
    404, 404,
  ]);
});

test('a request of a supplier’s contact stands in the timeline of both, and leads to the contact', async () => {
  const asker = await openTicket(db.pool, {
    type: 'remark',
    channel: 'web',
    topic: null,
    cruise: null,
    subject: 'Trop de lettres',
    text: 'Une par jour suffirait.',
    requester: { email: `${who.supplier}@example.org`, name: 'Anne', language: 'fr', organisation: null },
    actor: { kind: 'service', id: 'test' },
    at: AT,
  });
  for (const path of [`/correspondents/${code}`, `/organisations/${who.supplier}`])
    expect(wordsOf((await desk.get(path)).text)).toMatch(
      new RegExp(`Remarque ${asker.number} Trop de lettres Nouvelle`),
    );
  const moved = await desk.get(`/requesters/${asker.requester}`);
  expect(moved.headers.get('location')).toBe(`/correspondents/${code}`);
});

test('what is older follows page by page, each thing once', async () => {
  for (let n = 0; n < 60; n += 1) {
    const one = await seedCase(db.pool, who);
    await run(db.pool, 'update anomaly_case set opened_at = $2 where id = $1', [one.id, AT]);
  }
  const seen: string[] = [];
  for (let path = `/organisations/${who.supplier}`; path !== ''; ) {
    const { text } = await desk.get(path);
    seen.push(...[...text.matchAll(/href="\/cases\/(A-\d+-\d+)"/g)].map((match) => match[1] ?? ''));
    const older = /href="(\?before=[\w-]+)"/.exec(text)?.[1];
    path = older ? `/organisations/${who.supplier}${older}` : '';
  }
  expect(new Set(seen).size).toBe(61);
  expect(seen).toHaveLength(62); // the first case stands in its letter too
  expect((await desk.get(`/organisations/${who.supplier}?before=nonsense`)).status).toBe(200);
});
