import { z } from 'zod';
import { firstRow, rows, run } from '../../../db/query';
import { addTicketMessage } from '../../../db/tickets/messages';
import { openTicket } from '../../../db/tickets/open';
import { ROLES } from '../../../domain/words';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { seedCase, seedContact } from '../../support/letters';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
const visitors: Record<string, Visitor> = {};
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool));
  for (const role of ROLES) await addLogin(db.pool, role, role);
  await addLogin(db.pool, 'enid', 'assistant', 'en');
  for (const code of [...ROLES, 'enid']) visitors[code] = await loggedIn(server.url, code);
});
afterAll(() => server.stop());
const as = (code: string): Visitor => visitors[code]!;

let asked = 0;
const ask = (patch: Partial<Parameters<typeof openTicket>[1]> = {}) => {
  asked += 1;
  return openTicket(db.pool, {
    type: 'information',
    channel: 'web',
    topic: 'doi',
    cruise: null,
    subject: `Question ${asked}`,
    text: 'Où trouver les profils ?',
    requester: { email: `nora-${asked}@example.org`, name: 'Nora Kerbrat', language: 'fr', organisation: 'IUEM' },
    actor: { kind: 'service', id: 'test' },
    at: AT,
    ...patch,
  });
};
const stateOf = (id: number) =>
  firstRow(
    db.pool,
    z.object({ state: z.string(), assignee: z.string().nullable(), priority: z.string() }),
    'select state, assignee, priority from ticket where id = $1',
    [id],
  );
const seenIn = (html: string): string => /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
async function act(code: string, number: string, verb: string, fields: Record<string, string> = {}) {
  const { text } = await as(code).get(`/tickets/${number}`);
  return as(code).post(`/tickets/${number}/${verb}`, { seen: seenIn(text), ...fields });
}
const numbersIn = (html: string): string[] => [...html.matchAll(/<tr id="(T-[\d-]+)"/g)].map((match) => match[1] ?? '');

test('the tabs tell whose a ticket is, filters and words narrow them, and each tab says how many it holds', async () => {
  const [free, mine] = [await ask({ topic: 'access' }), await ask({ assignee: 'assistant', type: 'incident' })];
  const waiting = await ask({ subject: 'Bathymétrie de la fosse Ouest' });
  await act('assistant', waiting.number, 'wait', { reasons: 'requester' });
  const list = async (query: string) => numbersIn((await as('assistant').get(`/tickets?${query}`)).text);
  expect(await list('')).toEqual([mine.number]);
  expect(await list('tab=unassigned')).toEqual([free.number]);
  expect(await list('tab=level1')).toEqual(expect.arrayContaining([free.number, mine.number]));
  expect(await list('tab=waiting')).toEqual([waiting.number]);
  expect(await list('tab=all&type=incident')).toEqual([mine.number]);
  expect(await list('tab=all&topic=access')).toEqual([free.number]);
  expect(await list('q=bathymetrie')).toEqual([waiting.number]);
  await run(
    db.pool,
    `update ticket set promise_kind = 'response', promise_due_at = $2, promise_risk_at = $2 where id = $1`,
    [free.id, AT],
  );
  expect(await list('tab=at_risk')).toEqual([free.number]);
  const words = wordsOf((await as('assistant').get('/tickets?tab=at_risk')).text);
  expect(words).toMatch(/Les miennes 1 .*Sans personne 1 .*En danger 1 .*En attente 1/);
  expect(words).toMatch(/Réponse à l’instant .*personne .*en danger/);
});

test('a long list comes page by page, each ticket once', async () => {
  for (let n = 0; n < 55; n += 1) await ask({ topic: 'geophysics' });
  const seen: string[] = [];
  for (let path = '/tickets?tab=all&topic=geophysics&sort=due'; path !== ''; ) {
    const { text } = await as('assistant').get(path);
    seen.push(...numbersIn(text));
    path = /href="(\/tickets\?[^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  }
  expect([seen.length, new Set(seen).size]).toEqual([55, 55]);
  expect((await as('assistant').get('/tickets?tab=all&after=nonsense')).status).toBe(200);
});

test('an assistant takes a ticket, notes for colleagues, answers with a canned answer and waits for the requester', async () => {
  const { number, id } = await ask();
  expect((await act('assistant', number, 'take')).status).toBe(303);
  await act('assistant', number, 'note', { text: 'voir avec Marc' });
  const page = await as('assistant').get(`/tickets/${number}`);
  expect(page.text).toMatch(/class="internal">.*?voir avec Marc/s);
  const filled = await as('assistant').post(`/tickets/${number}/reply`, {
    seen: seenIn(page.text),
    text: 'Déjà tapé.',
    canned: 'doi-citation',
    insert: 'yes',
  });
  expect(filled.text).toContain('Déjà tapé.\n\nBonjour Nora Kerbrat,');
  expect((await stateOf(id))?.state).toBe('open');
  expect((await act('assistant', number, 'reply', { text: 'Voici les liens.', after: 'wait' })).status).toBe(303);
  expect(await stateOf(id)).toMatchObject({ state: 'waiting', assignee: 'assistant' });
  const mails = await rows(
    db.pool,
    z.object({ about: z.string(), text: z.string().nullable() }),
    'select a.about, m.text from ticket_mail a left join ticket_message m on m.id = a.message where a.ticket = $1',
    [id],
  );
  expect(mails).toContainEqual({ about: 'answer', text: 'Voici les liens.' });
  expect(mails.filter(({ text }) => text === 'voir avec Marc')).toEqual([]);
  expect(wordsOf((await as('enid').get(`/tickets/${number}`)).text)).toContain('Waiting requester’s answer');
});

test('two at the same ticket: the second is told, nothing is done, and nothing typed is lost', async () => {
  const { number, id } = await ask();
  const seen = seenIn((await as('enid').get(`/tickets/${number}`)).text);
  await addTicketMessage(db.pool, id, {
    side: 'requester',
    visibility: 'public',
    channel: 'mail',
    text: 'Encore une précision.',
    actor: { kind: 'service', id: 'test' },
    at: AT,
  });
  const refused = await as('enid').post(`/tickets/${number}/reply`, { seen, text: 'A long answer.' });
  expect(refused.status).toBe(409);
  expect(wordsOf(refused.text)).toContain('This ticket has changed while you were writing');
  expect(refused.text).toContain('A long answer.</textarea>');
  expect(refused.text).toContain('Encore une précision.');
  const again = await as('enid').post(`/tickets/${number}/reply`, {
    seen: seenIn(refused.text),
    text: 'A long answer.',
  });
  expect(again.status).toBe(303);
  expect((await act('enid', number, 'reply', { text: ' ' })).status).toBe(422);
});

test('priority follows from impact and urgency, with the reason that was given', async () => {
  const { number, id } = await ask();
  await act('assistant', number, 'priority', { impact: 'high', urgency: 'high', comment: 'panne du portail' });
  expect((await stateOf(id))?.priority).toBe('urgent');
  expect(wordsOf((await as('assistant').get(`/tickets/${number}`)).text)).toMatch(
    /Priorité urgente : étendue « tout le monde », urgence « bloque le travail ». panne du portail/,
  );
  expect((await act('assistant', number, 'priority', { impact: 'x', urgency: 'high' })).status).toBe(422);
});

test('a ticket closed by the desk is opened again', async () => {
  const { number, id } = await ask();
  await act('assistant', number, 'close');
  expect((await stateOf(id))?.state).toBe('closed');
  expect((await act('assistant', number, 'close')).status).toBe(409);
  await act('assistant', number, 'reopen');
  expect((await stateOf(id))?.state).toBe('open');
});

test.each(ROLES)('%s sees the forms of the role, and the server checks it again', async (role) => {
  const { number, id } = await ask();
  const { text } = await as(role).get(`/tickets/${number}`);
  expect(/action="\/tickets\/T-/.test(text)).toBe(role !== 'read_only');
  const sent = await as(role).post(`/tickets/${number}/take`, { seen: seenIn(text) || 'new.1.normal.1' });
  expect(sent.status).toBe(role === 'read_only' ? 403 : 303);
  expect((await stateOf(id))?.assignee).toBe(role === 'read_only' ? null : role);
  expect((await as(role).get('/tickets/new')).status).toBe(role === 'read_only' ? 403 : 200);
});

test('a telephone call is written down, keeps its way, and one from a case is linked to it', async () => {
  const of = await seedCase(db.pool, await seedContact(db.pool));
  const form = await as('assistant').get(`/tickets/new?case=${of.number}`);
  expect(form.text).toContain(`href="/cases/${of.number}"`);
  const typed = {
    channel: 'phone',
    name: 'Anne',
    language: 'fr',
    type: 'advice',
    topic: 'doi',
    text: 'Elle demande un DOI.',
    take: 'yes',
    case: of.number,
  };
  const refused = await as('assistant').post('/tickets/new', { ...typed, email: 'anne' });
  expect([refused.status, refused.text.includes('Elle demande un DOI.')]).toEqual([422, true]);
  const opened = await as('assistant').post('/tickets/new', { ...typed, email: 'anne@example.org' });
  const path = opened.headers.get('location')?.split('?')[0] ?? '';
  const words = wordsOf((await as('assistant').get(path)).text);
  expect(words).toMatch(/Téléphone, 2 mars 2026/);
  expect(words).toMatch(new RegExp(`Cas ${of.number}`));
  expect(words).toContain('Tenue par Nom assistant');
});

test('words of strangers are text, a number that is none is not found, and everybody finds the words of a ticket', async () => {
  const evil = '"><script>alert(1)</script>';
  const { number, requester } = await ask({
    subject: evil,
    text: `${evil} gravimètre`,
    requester: { email: 'e@example.org', name: evil, language: 'fr', organisation: evil },
  });
  for (const path of [
    `/tickets/${number}`,
    '/tickets?tab=all&sort=newest',
    '/search?q=gravimetre',
    `/requesters/${requester}`,
  ]) {
    const { status, text } = await as('assistant').get(path);
    expect([path, status, text.includes('<script'), text.includes(number)]).toEqual([path, 200, false, true]);
  }
  for (const path of ['/tickets/T-2026-99999', '/tickets/x', `/tickets/${number}/files/1`, '/requesters/99999'])
    expect([path, (await as('assistant').get(path)).status]).toEqual([path, 404]);
});

test('an administrator empties the words of a message and its files; nobody else can, and the log keeps that it was there', async () => {
  const { number, message } = await ask({ subject: null, text: 'mon numéro est le 0600' });
  await run(db.pool, `insert into file (sha256, size, stored_at) values ('\\x01', 1, $1)`, [AT]);
  await run(db.pool, `insert into ticket_file (message, name, sha256, size) values ($1, 'passeport.pdf', '\\x01', 1)`, [
    message,
  ]);
  const address = `/tickets/${number}/messages/${message}/erase`;
  expect((await as('assistant').get(`/tickets/${number}`)).text).not.toContain(address);
  expect((await as('assistant').post(address)).status).toBe(403);
  expect((await as('administrator').get(`/tickets/${number}`)).text).toContain(address);
  for (const _ of [1, 2]) expect((await as('administrator').post(address)).status).toBe(303);
  const { text } = await as('administrator').get(`/tickets/${number}`);
  expect([text.includes('0600'), text.includes('passeport'), text.includes(address)]).toEqual([false, false, false]);
  expect(wordsOf(text)).toMatch(/\(mots effacés\).*efface les mots d’un message/);
  const other = await ask();
  for (const wrong of [
    `${number}/messages/${other.message}`,
    `${number}/messages/x`,
    `T-2026-99999/messages/${message}`,
  ])
    expect([wrong, (await as('administrator').post(`/tickets/${wrong}/erase`)).status]).toEqual([wrong, 404]);
});
