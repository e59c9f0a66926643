import { claimMails } from '../../../db/mails';
import { settlePost } from '../../../db/post';
import { inTransaction, rows } from '../../../db/query';
import { z } from 'zod';
import { useDatabase, contentOf } from '../../support/database';
import { AT } from '../../support/facts';
import { hiddenOf, type Page, visitor } from '../../support/pages';
import { deliver, deskDoes, deskSays } from '../../support/requester-way';
import { addPerson, serverDeps, startServer, type TestServer } from '../../support/server';
import { wordsOf } from '../../support/console';

const db = useDatabase();
let server: TestServer;
let now = AT;
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool, { proxyHops: 1, clock: () => now }));
  await addPerson(db.pool, 'alix');
});
afterAll(() => server.stop());
beforeEach(() => {
  now = AT;
});

const keptOf = ({ html }: Page): string[] =>
  [...html.matchAll(/name="kept" value="([^"]+)"/g)].map(([, sealed = '']) => sealed);

let asked = 0;
/** A question that was asked by the form, with the link of its confirmation. */
async function ask(patch: Record<string, string | File> = {}) {
  asked += 1;
  const email = `nora${asked}@example.org`;
  const who = visitor(server.url);
  const page = await who.post('/help', { text: 'Où trouver PELGAS 2024 ?', email, ...patch });
  const number = /T-\d{4}-\d{5}/.exec(page.html)?.[0] ?? '';
  const [ticket] = await rows(db.pool, z.object({ id: z.number() }), 'select id from ticket where number = $1', [
    number,
  ]);
  const [mail] = await deliver(db.pool);
  return { who, email, page, number, id: ticket?.id ?? 0, mail, token: mail?.token ?? '' };
}
const stateOf = async (id: number): Promise<string> =>
  (await db.pool.query('select state from ticket where id = $1', [id])).rows[0].state;
async function nextMail() {
  const [mail] = await deliver(db.pool);
  if (!mail) throw new Error('no mail');
  return mail;
}
/** Presses the button of a page that asks once more. */
const confirmed = (who: ReturnType<typeof visitor>, path: string, page: Page): Promise<Page> =>
  who.post(path, hiddenOf(page));

test('a question becomes one ticket however often it is sent, and its link goes to the address only', async () => {
  const { who, email, page, number, mail } = await ask({
    type: 'data_request',
    topic: 'access',
    cruise: 'PELGAS-2024',
  });
  expect(page.status).toBe(200);
  expect(page.html).not.toContain('/t/');
  expect(wordsOf(page.html)).toMatch(/Première réponse au plus tard le .*Le guichet est ouvert du lundi au vendredi/s);
  const again = await who.post('/help', { text: 'Où trouver PELGAS 2024 ?', email, cruise: 'x' });
  expect(again.html).toContain(number);
  expect(await deliver(db.pool)).toEqual([]);
  expect([mail?.to, mail?.subject]).toEqual([email, `[${number}] Votre demande est enregistrée`]);
  expect(mail?.text).not.toContain('PELGAS');
  expect(mail?.replyTo).toMatch(/^aide\+[0-9a-f]{32}@example\.org$/);
  const { rows: kept } = await db.pool.query(
    'select type, topic, cruise, subject, channel from ticket where number = $1',
    [number],
  );
  expect(kept).toEqual([
    {
      type: 'data_request',
      topic: 'access',
      cruise: 'PELGAS-2024',
      subject: 'Où trouver PELGAS 2024 ?',
      channel: 'web',
    },
  ]);
});

test.each([
  ['no words', { text: '' }, 'text'],
  ['no address', { email: '' }, 'email'],
  ['half an address', { email: 'nora@' }, 'email'],
  ['two addresses', { email: 'a@example.org,b@example.org' }, 'email'],
  ['an unknown type', { type: 'spam' }, 'type'],
  ['an unknown topic', { topic: 'spam' }, 'topic'],
  ['a filled trap', { website: 'http://example.org' }, 'website'],
  ['a file of a kind we do not take', { file: new File(['x'], 'x.exe') }, 'file'],
])('%s is said next to the field, and nothing typed is lost', async (_, patch, field) => {
  const page = await visitor(server.url).post('/help', {
    text: 'Ma question à garder',
    email: 'x@example.org',
    cruise: 'C1',
    ...patch,
  });
  expect(page.status).toBe(422);
  expect(page.html).toContain(`id="${field}-error"`);
  expect(page.html).toContain('value="C1"');
  if (field !== 'text') expect(page.html).toContain('Ma question à garder</textarea>');
  expect(await deliver(db.pool)).toEqual([]);
});

test('a file that came with a mistake need not be sent again, and stands on the page of the request', async () => {
  const who = visitor(server.url);
  const file = new File(['lon,lat\n1,2\n'], 'zone.csv');
  const wrong = await who.post('/help', { text: 'Ma zone', email: 'nora', file });
  const again = await who.post('/help', { kept: keptOf(wrong), text: 'Ma zone', email: 'zone@example.org' });
  expect(again.status).toBe(200);
  const [mail] = await deliver(db.pool);
  const page = await who.get(`/t/${mail?.token}`);
  const href = /href="(\/t\/[^"]+\/files\/\d+)"/.exec(page.html)?.[1] ?? '';
  const sent = await who.get(href);
  expect([sent.html, sent.headers.get('content-disposition')]).toEqual([
    'lon,lat\n1,2\n',
    'attachment; filename=zone.csv',
  ]);
  const other = await ask();
  expect((await who.get(href.replace(mail?.token ?? '', other.token))).status).toBe(404);
});

const csv = (name: string, text: string): File => new File([text], name);
const filesOf = async (email: string): Promise<string[]> => {
  const { rows: found } = await db.pool.query(
    `select f.name, (select string_agg(convert_from(c.bytes, 'utf8'), '' order by c.number) from file_chunk c where c.sha256 = f.sha256) as text
       from ticket_file f join ticket_message m on m.id = f.message join ticket t on t.id = m.ticket join requester r on r.id = t.requester
      where r.email = $1 order by f.id`,
    [email],
  );
  return found.map(({ name, text }) => `${name} ${text}`);
};

test('several files come by one form, in their order; one that is wrong leaves the others, and any is left out again', async () => {
  const who = visitor(server.url);
  const files = [csv('a.csv', 'a'), csv('b.exe', 'b'), csv('c.csv', 'c'), csv('a.csv', 'a')];
  const question = { text: 'Mes zones', email: 'zones@example.org' };
  const wrong = await who.post('/help', { ...question, file: files });
  expect([wrong.status, wordsOf(wrong.html).includes('« b.exe » : ce type de fichier')]).toEqual([422, true]);
  expect(keptOf(wrong)).toHaveLength(2);
  const more = ['d', 'e', 'f', 'g'].map((name) => csv(`${name}.csv`, name));
  const many = await who.post('/help', { ...question, kept: keptOf(wrong), file: more });
  expect([many.status, wordsOf(many.html).includes('« g.csv » n’est pas gardé')]).toEqual([422, true]);
  const [a = '', , d = ''] = keptOf(many);
  expect((await who.post('/help', { ...question, kept: [d, a, 'forged.seal'] })).status).toBe(200);
  expect(await filesOf(question.email)).toEqual(['d.csv d', 'a.csv a']);
  const six = [...more, csv('h.csv', 'h'), csv('i.csv', 'i')];
  expect((await who.post('/help', { ...question, text: 'Six', file: six })).status).toBe(413);
  await deliver(db.pool);
});

test('several files go with a message of who asked, after the page that asks once more', async () => {
  const { who, token, id } = await ask();
  await deliver(db.pool);
  const check = await who.post(`/t/${token}/message`, { text: '', file: [csv('a.csv', 'a'), csv('b.csv', 'b')] });
  expect(wordsOf(check.html)).toMatch(/a\.csv.*b\.csv/s);
  await confirmed(who, `/t/${token}/message`, check);
  const { rows: found } = await db.pool.query(
    `select m.text, array_agg(f.name order by f.id) as names from ticket_file f join ticket_message m on m.id = f.message where m.ticket = $1 group by m.id`,
    [id],
  );
  expect(found).toEqual([{ text: 'a.csv, b.csv', names: ['a.csv', 'b.csv'] }]);
});

test('one mailbox is not flooded: the eleventh question in an hour waits, typed text and all', async () => {
  const statuses: number[] = [];
  let last = '';
  for (let n = 0; n < 11; n += 1) {
    const page = await visitor(server.url).post('/help', { text: `Question ${n}`, email: 'flood@example.org' });
    statuses.push(page.status);
    last = page.html;
  }
  expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
  expect(last).toContain('Question 10</textarea>');
  await deliver(db.pool);
});

test('an answer comes by mail in the thread and stands on the page; a note between colleagues is on neither', async () => {
  const { who, id, number, token, mail } = await ask();
  const root = `${number.toLowerCase()}.request@example.org`;
  expect(mail).toMatchObject({ confirmation: true, inReplyTo: null, references: [root] });
  await deskSays(db.pool, id, 'Nora a-t-elle un compte ? Ne pas lui dire.', 'internal');
  await deskSays(db.pool, id, 'Les voici : https://doi.example.org/1');
  const [answer] = await deliver(db.pool);
  const page = await who.get(`/t/${token}`);
  expect(answer).toMatchObject({ personal: true, inReplyTo: mail?.messageId, references: [root, mail?.messageId] });
  expect(answer?.text.startsWith('Les voici : https://doi.example.org/1\n')).toBe(true);
  expect(wordsOf(page.html)).toMatch(/En cours.*La réponse convient-elle.*Les voici/s);
  expect(`${page.html}${JSON.stringify(answer)}`).not.toContain('Ne pas lui dire');
});

const inAWeek = new Date(AT.getTime() + 7 * 86_400_000);
test.each([
  ['resolved', { type: 'resolve', closesAt: inAWeek }, 'a-t-elle sa réponse'],
  ['closed', { type: 'close', ending: 'by_desk' }, 'close'],
] as const)('an answer and that it is %s leave as one mail', async (state, event, says) => {
  const { id } = await ask();
  await deskSays(db.pool, id, 'Les voici.');
  await deskDoes(db.pool, id, event);
  const sent = await deliver(db.pool);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ personal: true, subject: expect.stringContaining(says) });
  expect(sent[0]?.text.startsWith('Les voici.\n')).toBe(true);
  expect(await stateOf(id)).toBe(state);
});

test('an answer that was to tell the end still leaves when the request was taken up again meanwhile', async () => {
  const { id } = await ask();
  await deskSays(db.pool, id, 'Les voici.');
  await deskDoes(db.pool, id, { type: 'resolve', closesAt: inAWeek });
  await deskDoes(db.pool, id, { type: 'reopen' });
  const texts = (await deliver(db.pool)).map(({ text }) => text);
  expect(texts.filter((text) => text.startsWith('Les voici.\n'))).toHaveLength(1);
  expect(texts.join('')).not.toContain('Sans nouvelle de votre part');
});

test.each([
  ['refuses for good', { trouble: '550 no such user', badAddress: true }, true],
  ['does not take for days', { trouble: 'given up: 451 try later', badAddress: false }, false],
])(
  'an answer that the server of who asked %s is owed again, and a task says that nobody has read it',
  async (_, why, unreachable) => {
    const { id } = await ask();
    await deskSays(db.pool, id, 'Les voici.');
    const owed = async (): Promise<unknown> =>
      (
        await db.pool.query(
          `select t.unanswered_since is not null as owed, r.unreachable_at is not null as unreachable,
                (select count(*)::int from task where subject = 'ticket/' || t.id and code = 'letter_refused') as tasks
           from ticket t join requester r on r.id = t.requester where t.id = $1`,
          [id],
        )
      ).rows[0];
    expect(await owed()).toEqual({ owed: false, unreachable: false, tasks: 0 });
    const [mail] = await claimMails(db.pool, AT, new Date(AT.getTime() + 1000), 50, 'example.org');
    if (!mail) throw new Error('no mail');
    const refused = { state: 'refused', ...why } as const;
    for (const _ of [1, 2]) await inTransaction(db.pool, (tx) => settlePost(tx, mail, refused, AT));
    expect(await owed()).toEqual({ owed: true, unreachable, tasks: 1 });
  },
);

test('what was resolved is confirmed by a second press, once, and closes', async () => {
  const { who, id } = await ask();
  await deskDoes(db.pool, id, { type: 'resolve', closesAt: new Date(AT.getTime() + 7 * 86_400_000) });
  const resolved = await nextMail();
  expect(resolved.text).toContain('Sans nouvelle de votre part');
  const path = `/t/${resolved.token}/confirm`;
  const check = await who.post(path, { lang: 'fr' });
  expect(await stateOf(id)).toBe('resolved');
  for (const _ of [1, 2]) expect((await confirmed(who, path, check)).status).toBe(200);
  expect(await stateOf(id)).toBe('closed');
  const closed = await nextMail();
  expect(closed.text).toContain(`/t/${closed.token}#score`);
});

test('an opinion is one click, kept once a closed cycle, and may change', async () => {
  const { who, id, token } = await ask();
  await deskDoes(db.pool, id, { type: 'close', ending: 'by_desk' });
  await deliver(db.pool);
  const hidden = hiddenOf(await who.get(`/t/${token}`));
  for (const score of ['5', '2']) await who.post(`/t/${token}/feedback`, { ...hidden, score, text: '' });
  const { rows: given } = await db.pool.query('select cycle, score from ticket_feedback where ticket = $1', [id]);
  expect(given).toEqual([{ cycle: 1, score: 2 }]);
  expect(wordsOf((await who.get(`/t/${token}`)).html)).toContain('Vous avez répondu');
});

test('what is missing takes the request up again, once, and so do words after it was closed', async () => {
  const { who, id, token } = await ask();
  await deskSays(db.pool, id, 'Voilà.');
  await deskDoes(db.pool, id, { type: 'resolve', closesAt: new Date(AT.getTime() + 86_400_000) });
  const link = `/t/${token}`;
  expect((await who.post(`${link}/refuse`, { text: '' })).status).toBe(422);
  const check = await who.post(`${link}/refuse`, { text: 'Il manque 2025' });
  await Promise.all([1, 2].map(() => confirmed(who, `${link}/refuse`, check)));
  expect(await stateOf(id)).toBe('open');
  await deskDoes(db.pool, id, { type: 'close', ending: 'by_desk' });
  const words = await who.post(`${link}/message`, { text: 'Encore une chose', file: new File(['a,b\n'], 'b.csv') });
  expect(wordsOf(words.html)).toMatch(/Encore une chose.*b\.csv/s);
  await confirmed(who, `${link}/message`, words);
  expect(await stateOf(id)).toBe('open');
  const { rows: said } = await db.pool.query(
    `select text from ticket_message where ticket = $1 and side = 'requester' order by id`,
    [id],
  );
  expect(said.map(({ text }) => text)).toEqual(['Où trouver PELGAS 2024 ?', 'Il manque 2025', 'Encore une chose']);
  await deliver(db.pool);
});

test('a robot that opens everything and presses every button once changes nothing', async () => {
  const { who, id, token } = await ask();
  await deskSays(db.pool, id, 'Voilà.');
  await deskDoes(db.pool, id, { type: 'resolve', closesAt: new Date(AT.getTime() + 86_400_000) });
  await deliver(db.pool);
  const before = await contentOf(db.pool);
  for (const path of ['', '/message', '/confirm', '/refuse', '/feedback', '/files/1', '/fresh'])
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      expect((await who.get(`/t/${token}${path}`, { method })).status).toBeLessThan(500);
  await who.post(`/t/${token}/confirm`, { lang: 'fr' });
  await who.post(`/t/${token}/refuse`, { text: 'robot' });
  await who.post(`/t/${token}/message`, { text: 'robot' });
  await who.post(`/t/${token}/feedback`, { score: '1' });
  expect(await contentOf(db.pool)).toEqual(before);
  expect(await stateOf(id)).toBe('resolved');
});

test('forged tokens and nonces open and do nothing; one of another link neither', async () => {
  const { who, id, token } = await ask();
  const other = await ask();
  expect((await who.get(`/t/${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).status).toBe(404);
  expect((await who.get('/t/dql_x')).status).toBe(404);
  const page = await other.who.post(`/t/${other.token}/message`, { text: 'à moi' });
  await who.post(`/t/${token}/message`, { ...hiddenOf(page), text: 'à toi' });
  const { rows: said } = await db.pool.query('select count(*)::int as n from ticket_message where ticket = $1', [id]);
  expect(said).toEqual([{ n: 1 }]);
  const foreign = await who.post(`/t/${token}/message`, hiddenOf(page), {
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(foreign.status).toBe(403);
});

test('thirty days after closing a link is dead, and offers a fresh one to the registered address', async () => {
  const { who, id, token, email } = await ask();
  await deskDoes(db.pool, id, { type: 'close', ending: 'by_desk' });
  await deliver(db.pool);
  now = new Date(AT.getTime() + 31 * 86_400_000);
  const dead = await who.get(`/t/${token}`);
  expect([dead.status, dead.html.includes(`action="/t/${token}/fresh"`)]).toEqual([410, true]);
  const noted = await who.post(`/t/${token}/fresh`, {});
  expect(noted.html).not.toContain(email);
  const [fresh] = await deliver(db.pool, now);
  expect(fresh?.to).toBe(email);
  expect((await who.get(`/t/${fresh?.token}`)).status).toBe(200);
});

test('pages of a request are kept by nobody and tell no other site', async () => {
  const { who, token } = await ask();
  const { headers } = await who.get(`/t/${token}`);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-robots-tag')).toContain('noindex');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('etag')).toBeNull();
});

test('how the centre is reached is told in both languages, with roles and no names', async () => {
  const who = visitor(server.url);
  const fr = await who.get('/contacts');
  expect(wordsOf(fr.html)).toMatch(/Le guichet est ouvert du lundi au vendredi.*Premier accueil/s);
  expect(wordsOf((await who.get('/contacts?lang=en')).html)).toMatch(/Monday to Friday/);
  expect(fr.html).not.toContain('alix');
});
