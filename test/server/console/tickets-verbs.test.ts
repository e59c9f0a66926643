import { z } from 'zod';
import { firstRow, run } from '../../../db/query';
import { addTicketMessage } from '../../../db/tickets/messages';
import { openTicket } from '../../../db/tickets/open';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { seedCase, seedContact } from '../../support/letters';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let alix: Visitor;
let yann: Visitor;
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool));
  await addLogin(db.pool, 'alix');
  await addLogin(db.pool, 'yann', 'level2', 'en');
  await addLogin(db.pool, 'rose', 'specialist');
  await run(db.pool, `update topic set specialists = '{rose}' where code = 'access'`);
  await run(db.pool, `insert into rota_shift (code, day, level, person) values ('d', $1, '2', 'yann')`, [
    AT.toISOString().slice(0, 10),
  ]);
  [alix, yann] = [await loggedIn(server.url, 'alix'), await loggedIn(server.url, 'yann')];
});
afterAll(() => server.stop());

let asked = 0;
const ask = () => {
  asked += 1;
  const requester = { email: `nora-${asked}@example.org`, name: 'Nora', language: 'fr', organisation: null } as const;
  const said = { type: 'information', channel: 'web', topic: 'doi', cruise: null, subject: `Q${asked}` } as const;
  return openTicket(db.pool, {
    ...said,
    text: 'Où ?',
    requester,
    assignee: 'alix',
    actor: { kind: 'service', id: 'test' },
    at: AT,
  });
};
const Held = z.object({
  state: z.string(),
  assignee: z.string().nullable(),
  level: z.string(),
  topic: z.string().nullable(),
});
const held = (id: number) =>
  firstRow(db.pool, Held, 'select state, assignee, level, topic from ticket where id = $1', [id]);
const seenIn = (html: string): string => /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
async function act(who: Visitor, number: string, verb: string, fields: Record<string, string> = {}) {
  const { text } = await who.get(`/tickets/${number}`);
  return who.post(`/tickets/${number}/${verb}`, { seen: seenIn(text), ...fields });
}

test('a transfer reaches the specialists of another topic, a person, a line of the desk, or a desk outside; a word goes with it', async () => {
  const { number, id } = await ask();
  await act(alix, number, 'transfer', { to: 'level:3', topic: 'access', comment: 'moratoire ?' });
  expect(await held(id)).toMatchObject({ assignee: 'rose', level: '3', topic: 'access' });
  expect((await alix.get(`/tickets/${number}`)).text).toMatch(/class="internal">.*?moratoire \?/s);
  await act(alix, number, 'transfer', { to: 'level:2', topic: 'access' });
  expect(await held(id)).toMatchObject({ assignee: 'yann', level: '2' });
  await act(alix, number, 'transfer', { to: 'person:rose', topic: 'access' });
  expect(await held(id)).toMatchObject({ assignee: 'rose', level: '3' });
  await act(alix, number, 'transfer', { to: 'level:external', topic: 'access' });
  expect(await held(id)).toMatchObject({ assignee: null, level: 'external', topic: 'access' });
  expect((await act(alix, number, 'transfer', { to: '' })).status).toBe(422);
  expect((await act(alix, number, 'transfer', { to: 'person:nobody' })).status).toBe(422);
});

test('level 1 is relieved by level 2 of the day in one click, and only whoever holds it is offered that', async () => {
  const { number, id } = await ask();
  expect((await yann.get(`/tickets/${number}`)).text).not.toContain('id="do-relieve"');
  expect((await act(alix, number, 'relieve')).headers.get('location')).toContain('done=ticket-relieve');
  expect(await held(id)).toMatchObject({ assignee: 'yann', level: '2' });
  expect((await yann.get('/tickets?tab=level2')).text).toContain(number);
});

test('an answer with a file is sent and resolves at once, or nothing happens at all', async () => {
  const { number, id } = await ask();
  const stale = seenIn((await alix.get(`/tickets/${number}`)).text);
  const nora = {
    side: 'requester',
    visibility: 'public',
    channel: 'mail',
    actor: { kind: 'service', id: 't' },
  } as const;
  await addTicketMessage(db.pool, id, { ...nora, text: 'Et aussi ?', at: AT });
  const fields = { seen: stale, text: 'Voici.', after: 'resolve' };
  const refused = await alix.upload(`/tickets/${number}/reply`, fields, { name: 'profils.csv', text: 'a,b\n1,2\n' });
  expect([refused.status, refused.text.includes('Voici.</textarea>')]).toEqual([409, true]);
  expect((await held(id))?.state).toBe('open');
  const kept = /name="kept" value="([^"]+)"/.exec(refused.text)?.[1] ?? '';
  const sent = await alix.post(`/tickets/${number}/reply`, { ...fields, seen: seenIn(refused.text), kept });
  expect(sent.headers.get('location')).toContain('done=ticket-reply-resolve');
  expect((await held(id))?.state).toBe('resolved');
  const { text } = await alix.get(`/tickets/${number}`);
  const file = /href="(\/tickets\/[^"]+\/files\/\d+)">profils.csv/.exec(text)?.[1] ?? '';
  expect((await alix.get(file)).text).toBe('a,b\n1,2\n');
  const closing = await firstRow(
    db.pool,
    z.object({ at: z.date() }),
    'select closes_at as at from ticket where id = $1',
    [id],
  );
  expect(closing?.at.getTime()).toBeGreaterThanOrEqual(AT.getTime() + 5 * 86_400_000);
  const evil = await alix.upload(
    `/tickets/${(await ask()).number}/reply`,
    { text: 'x' },
    { name: 'x.exe', text: 'MZ' },
  );
  expect([evil.status, wordsOf(evil.text).includes('Ce type de fichier')]).toEqual([422, true]);
});

test('several files leave with one reply; what an earlier page kept stays as long as it is ticked', async () => {
  const { number } = await ask();
  const seen = seenIn((await alix.get(`/tickets/${number}`)).text);
  const files = ['a', 'b', 'c'].map((name) => ({ name: `${name}.csv`, text: name }));
  const empty = await alix.upload(`/tickets/${number}/reply`, { seen, text: '' }, files);
  const kept = [...empty.text.matchAll(/name="kept" value="([^"]+)"/g)].map(([, sealed = '']) => sealed);
  expect([empty.status, kept.length]).toEqual([422, 3]);
  const chosen = [kept[0], kept[2]].map((sealed = ''): [string, string] => ['kept', sealed]);
  expect((await alix.post(`/tickets/${number}/reply`, { seen, text: 'Voici.' }, {}, chosen)).status).toBe(303);
  const { text } = await alix.get(`/tickets/${number}`);
  expect([...text.matchAll(/files\/\d+">(\w\.csv)/g)].map(([, name]) => name)).toEqual(['a.csv', 'c.csv']);
});

test('tags, a watch, a link to a ticket and to a case stand beside the procedure', async () => {
  const [one, other] = [await ask(), await ask()];
  const of = await seedCase(db.pool, await seedContact(db.pool));
  await act(alix, one.number, 'tag', { tags: '#CTD, moratoire ctd' });
  await act(yann, one.number, 'watch');
  await act(alix, one.number, 'link', { into: other.number.toLowerCase() });
  await act(alix, one.number, 'link', { into: of.number });
  const { text } = await yann.get(`/tickets/${one.number}`);
  expect(wordsOf(text)).toContain('#ctd · #moratoire');
  expect(text).toContain(`href="/cases/${of.number}"`);
  expect((await yann.get(`/tickets/${other.number}`)).text).toContain(`href="/tickets/${one.number}"`);
  expect((await yann.get('/tickets?tab=watched')).text).toContain(one.number);
  await act(yann, one.number, 'watch', { watch: 'no' });
  expect((await yann.get('/tickets?tab=watched')).text).not.toContain(one.number);
  const refused = await act(alix, one.number, 'link', { into: 'T-2026-99999' });
  expect([refused.status, refused.text.includes('href="#link-into"')]).toEqual([422, true]);
});

test('two tickets become one, and words that ask for something else one of their own', async () => {
  const [from, into] = [await ask(), await ask()];
  await act(alix, from.number, 'merge', { into: into.number });
  expect((await held(from.id))?.state).toBe('merged');
  expect((await alix.get(`/tickets/${from.number}`)).text).toContain(`href="/tickets/${into.number}"`);
  const nora = {
    side: 'requester',
    visibility: 'public',
    channel: 'mail',
    actor: { kind: 'service', id: 't' },
  } as const;
  const said = await addTicketMessage(db.pool, into.id, { ...nora, text: 'Et un DOI ?', at: AT });
  const none = await act(alix, into.number, 'split');
  expect([none.status, none.text.includes('href="#split-messages"')]).toEqual([422, true]);
  await act(alix, into.number, 'split', { messages: String(said?.message), subject: 'Un DOI' });
  const list = wordsOf((await alix.get('/tickets?tab=all&q=Un+DOI')).text);
  const apart = /T-\d{4}-\d{5}(?= Un DOI)/.exec(list)?.[0] ?? '';
  expect(list).toContain('Un DOI');
  expect(wordsOf((await alix.get(`/tickets/${into.number}`)).text)).toContain(`A donné, à part, ${apart}`);
  expect(wordsOf((await alix.get(`/tickets/${apart}`)).text)).toContain(`Séparée de ${into.number}`);
  expect((await act(alix, into.number, 'merge', { into: into.number })).status).toBe(422);
});

test('a remark becomes a case in one click, prefilled with what the ticket says; ticket and case show each other', async () => {
  const { number } = await ask();
  await run(db.pool, `insert into dataset (code, name, cruise) values ('c1-ctd', 'CTD', 'c1')`);
  await run(db.pool, `update ticket set cruise = 'c1' where number = $1`, [number]);
  const { text } = await alix.get(`/tickets/${number}`);
  expect(text).toMatch(/id="open-case-dataset"[^>]*value="c1-ctd"/);
  expect(text).toMatch(/id="open-case-text"[^>]*>Où \?</);
  const fields = { dataset: 'c1-ctd', cruise: 'c1', text: 'Où ?', from: '2026-03-01T10:00', until: '2026-03-01T11:30' };
  const empty = await alix.post(`/tickets/${number}/open-case`, { ...fields, dataset: ' ' });
  expect([empty.status, empty.text.includes('href="#open-case-dataset"')]).toEqual([422, true]);
  expect(empty.text).toMatch(/id="open-case-from"[^>]*value="2026-03-01T10:00"/);
  const bad = await alix.post(`/tickets/${number}/open-case`, { ...fields, until: '2026-03-01T09:30' });
  expect([bad.status, bad.text.includes('href="#open-case-until"')]).toEqual([422, true]);
  const done = await alix.post(`/tickets/${number}/open-case`, fields);
  const place = done.headers.get('location') ?? '';
  expect([done.status, place]).toEqual([303, expect.stringMatching(/^\/cases\/A-.*done=ticket-open-case$/)]);
  expect((await alix.post(`/tickets/${number}/open-case`, fields)).headers.get('location')).toBe(place);
  const shown = await alix.get(place);
  expect(shown.text).toContain(`href="/tickets/${number}"`);
  expect(wordsOf(shown.text)).toContain('Le cas est ouvert et lié à la demande.');
  const after = await alix.get(`/tickets/${number}`);
  expect([after.text.includes(place.split('?')[0] ?? '-'), after.text.includes('do-open-case')]).toEqual([true, false]);
});

test('nobody opens a case of a ticket from another site, nor to read only', async () => {
  await addLogin(db.pool, 'remi', 'read_only');
  const remi = await loggedIn(server.url, 'remi');
  const { number } = await ask();
  expect((await remi.get(`/tickets/${number}`)).text).not.toContain('do-open-case');
  expect((await remi.post(`/tickets/${number}/open-case`, { dataset: 'd', text: 'x' })).status).toBe(403);
  const forged = await alix.post(`/tickets/${number}/open-case`, { _csrf: 'x', dataset: 'd', text: 'x' });
  expect(forged.status).toBe(403);
  expect((await alix.post('/tickets/T-2026-99999/open-case', { dataset: 'd', text: 'x' })).status).toBe(404);
});

test('the story of a ticket says in words what was done to it, also beside the procedure', async () => {
  const [one, other] = [await ask(), await ask()];
  await act(alix, one.number, 'tag', { tags: 'ctd' });
  await act(alix, one.number, 'watch');
  await act(alix, one.number, 'watch', { watch: 'no' });
  await act(alix, other.number, 'merge', { into: one.number });
  await act(alix, one.number, 'transfer', { to: 'level:external' });
  const story = wordsOf((await alix.get(`/tickets/${one.number}`)).text);
  for (const said of ['en change les étiquettes', 'la suit', 'ne la suit plus', 'y joint une autre demande'])
    expect(story).toContain(said);
  expect(story).toContain('la transmet au guichet externe');
  expect(wordsOf((await alix.get(`/tickets/${other.number}`)).text)).toContain('la fusionne avec une autre demande');
  expect(wordsOf((await yann.get(`/tickets/${one.number}`)).text)).toContain('transfers it to the external desk');
});
