import { deflateRawSync } from 'node:zlib';
import { AT } from '../../support/facts';
import { seedCase, seedContact, seedLetter } from '../../support/letters';
import { useDatabase } from '../../support/database';
import { startSupplierPages, textOf, visitor } from '../../support/pages';
import { serverDeps, type TestServer } from '../../support/server';
import { clientOf } from '../../../server/visitor';
import { revokeLinks } from '../../../db/links';
import { performVerb } from '../../../server/verbs';

const db = useDatabase();
let now = AT;
let server: TestServer;
const DAY_MS = 86_400_000;
beforeAll(async () => {
  server = await startSupplierPages(serverDeps(db.pool, { clock: () => now }));
});
beforeEach(() => {
  now = AT;
});
afterAll(() => server.stop());

const letter = async () => {
  const who = await seedContact(db.pool);
  const of = await seedCase(db.pool, who);
  return { ...who, of, ...(await seedLetter(db.pool, who.contact, [of])) };
};
const close = (id: number): Promise<unknown> =>
  db.pool.query(`update anomaly_case set phase = 'closed', phase_since = $2 where id = $1`, [id, AT]);
const mailsTo = async (contact: number): Promise<string[]> =>
  (await db.pool.query(`select kind from mail where contact = $1 and state = 'pending'`, [contact])).rows.map(
    ({ kind }) => kind,
  );

test('an unknown token is 404 in the reader’s language, whatever its shape, and says nothing', async () => {
  const who = visitor(server.url, { 'accept-language': 'en' });
  for (const token of [
    `dql_${'A'.repeat(43)}`,
    'dql_',
    'x',
    '%27%20or%201=1--',
    `dql_${'é'.repeat(43)}`,
    '..%2f..%2fetc',
  ]) {
    const { status, html, headers } = await who.get(`/s/${token}`);
    expect([token, status]).toEqual([token, 404]);
    expect(html).toContain('Unknown link');
    expect(headers.get('cache-control')).toBe('no-store');
  }
});

test('a link reads for thirty days after its case is closed, then is gone, and a fresh one goes to the registered address', async () => {
  const { token, of, contact } = await letter();
  const who = visitor(server.url);
  await close(of.id);
  now = new Date(AT.getTime() + 29 * DAY_MS);
  const read = await who.get(`/s/${token}`);
  expect(read.status).toBe(200);
  expect(read.html).not.toContain('name="answer"');
  expect((await who.post(`/s/${token}/answer`, { answer: 'eliminate' })).status).toBe(409);
  now = new Date(AT.getTime() + 31 * DAY_MS);
  const dead = await who.get(`/s/${token}`);
  expect(dead.status).toBe(410);
  expect(textOf(dead)).not.toContain(of.number);
  expect((await who.get(`/s/${token}`, { method: 'HEAD' })).status).toBe(410);
  expect(await mailsTo(contact)).toEqual([]);
  expect(textOf(await who.post(`/s/${token}/fresh`, { to: 'evil@example.org' }))).toContain('Demande reçue');
  expect(await mailsTo(contact)).toEqual(['new_link']);
  const { rows } = await db.pool.query(`select to_email from mail where contact = $1 and kind = 'new_link'`, [contact]);
  expect(rows[0].to_email).toMatch(/^genavir-\d+@example.org$/);
  const fresh = await seedLetter(db.pool, contact, [of], { at: now });
  expect((await who.get(`/s/${fresh.token}`)).status).toBe(200);
});

test('a revoked link is dead at once; an older link lives on when a letter is sent again', async () => {
  const { token, of, contact } = await letter();
  const who = visitor(server.url);
  const again = await seedLetter(db.pool, contact, [of], { reason: 'resent' });
  expect([(await who.get(`/s/${token}`)).status, (await who.get(`/s/${again.token}`)).status]).toEqual([200, 200]);
  await revokeLinks(db.pool, of.id, AT);
  expect([(await who.get(`/s/${token}`)).status, (await who.get(`/s/${again.token}`)).status]).toEqual([410, 410]);
  expect((await who.post(`/s/${token}/answer`, { answer: 'eliminate' })).status).toBe(410);
});

test('a contact who has left, or whose case went to another supplier, sees nothing and gets no mail', async () => {
  const gone = await letter();
  const who = visitor(server.url);
  await db.pool.query(`update contact set valid_until = '2026-03-01' where id = $1`, [gone.contact]);
  expect((await who.get(`/s/${gone.token}`)).status).toBe(410);
  expect(textOf(await who.post(`/s/${gone.token}/fresh`, {}))).toContain('Demande reçue');
  expect(await mailsTo(gone.contact)).toEqual([]);
  const moved = await letter();
  const other = await seedContact(db.pool);
  await db.pool.query('update anomaly_case set supplier = $2, contact = $3 where id = $1', [
    moved.of.id,
    other.supplier,
    other.contact,
  ]);
  expect((await who.get(`/s/${moved.token}`)).status).toBe(410);
});

test('the link of a case that was merged shows the one that asks for both, until the merge is undone', async () => {
  const who = await seedContact(db.pool);
  const [from, into] = [await seedCase(db.pool, who), await seedCase(db.pool, who)];
  const { token } = await seedLetter(db.pool, who.contact, [from]);
  const visit = async () => visitor(server.url).get(`/s/${token}`);
  const desk = { actor: { kind: 'service', id: 'test' }, role: null } as const;
  const say = (verb: 'merge' | 'split', body = {}) =>
    performVerb({ pool: db.pool, clock: () => now }, desk, from.number, verb, body);
  expect((await say('merge', { into: into.number, comment: 'one cable' })).ok).toBe(true);
  const merged = textOf(await visit());
  expect(merged).toContain(into.number);
  expect(merged).not.toContain(from.number);
  await db.pool.query(`update anomaly_case set supplier = null, contact = null where id = $1`, [into.id]);
  expect(textOf(await visit())).not.toContain(into.number);
  expect((await say('split', { comment: 'two cables' })).ok).toBe(true);
  expect(textOf(await visit())).toContain(from.number);
  const told = await db.pool.query(
    `select e.type, e.actor, m.text from event e left join message m on m.case_id = $1 and m.at = e.at and m.text like case e.type when 'case.merge' then 'one%' else 'two%' end
      where e.subject = 'case/' || $1 and e.type in ('case.merge', 'case.split') order by e.id`,
    [from.id],
  );
  expect(told.rows).toEqual([
    { type: 'case.merge', actor: 'service:test', text: 'one cable' },
    { type: 'case.split', actor: 'service:test', text: 'two cables' },
  ]);
});

test('too many looks and too many misses from one address are 429 with Retry-After; a network of IPv6 is one address', async () => {
  const { token } = await letter();
  const busy = visitor(server.url);
  const looks = await Promise.all(Array.from({ length: 61 }, () => busy.get(`/s/${token}`, { method: 'HEAD' })));
  expect(looks.filter(({ status }) => status === 429)).toHaveLength(1);
  expect((await busy.get(`/s/${token}`)).headers.get('retry-after')).toBe('60');
  const guessing = visitor(server.url);
  for (let n = 0; n < 20; n += 1)
    expect((await guessing.get(`/s/dql_${String(n).padStart(43, 'x')}`)).status).toBe(404);
  const slow = await guessing.get(`/s/${token}`);
  expect([slow.status, slow.headers.get('retry-after')]).toEqual([429, '600']);
  now = new Date(AT.getTime() + 601_000);
  expect((await guessing.get(`/s/${token}`)).status).toBe(200);
  expect(clientOf('2001:db8:1:2:3:4:5:6')).toBe(clientOf('2001:db8:1:2::9'));
  expect(clientOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
});

test('a fresh link can be asked for three times an hour', async () => {
  const { token, of, contact } = await letter();
  await revokeLinks(db.pool, of.id, AT);
  const who = visitor(server.url);
  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await who.post(`/s/${token}/fresh`, {})).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect(await mailsTo(contact)).toHaveLength(3);
});

test('a form of another site is refused; our own, and browsers that say nothing, are not', async () => {
  const { token } = await letter();
  const who = visitor(server.url);
  const statusOf = async (headers: Record<string, string>): Promise<number> =>
    (await who.post(`/s/${token}/answer`, { answer: 'eliminate' }, { headers })).status;
  expect(await statusOf({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await statusOf({ origin: 'https://evil.example.org' })).toBe(403);
  expect(await statusOf({ 'sec-fetch-site': 'same-origin', origin: 'null' })).toBe(200);
  expect(await statusOf({ origin: 'http://vigie.example.org' })).toBe(200);
  expect(await statusOf({})).toBe(200);
});

test('the page speaks the contact’s language, and the other when asked', async () => {
  const who = await seedContact(db.pool, 'en');
  const { token } = await seedLetter(db.pool, who.contact, [await seedCase(db.pool, who)]);
  const visit = visitor(server.url, { 'accept-language': 'fr' });
  expect((await visit.get(`/s/${token}`)).html).toContain('<html lang="en">');
  expect((await visit.get(`/s/${token}?lang=fr`)).html).toContain('<html lang="fr">');
  expect((await visit.get(`/s/${token}?lang=xx`)).html).toContain('<html lang="en">');
});

test('bodies that are no form, that are cut or that are broken are 4xx', async () => {
  const { token } = await letter();
  const who = visitor(server.url);
  const send = async (type: string, body: string | Buffer<ArrayBuffer>): Promise<number> =>
    (await who.get(`/s/${token}/answer`, { method: 'POST', body, headers: { 'content-type': type } })).status;
  expect(await send('application/json', '{"answer":"eliminate"}')).toBe(415);
  expect(await send('multipart/form-data', 'x')).toBe(415);
  expect(
    await send('multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="answer"\r\n\r\nelim'),
  ).toBe(400);
  expect(await send('application/x-www-form-urlencoded', `comment=${'x'.repeat(70_000)}`)).toBe(413);
  expect(
    await send('application/x-www-form-urlencoded', Array.from({ length: 300 }, (_, n) => `f${n}=1`).join('&')),
  ).toBe(413);
  expect(await send('application/x-www-form-urlencoded', 'answer=%00%ff&comment=%ed%a0%80')).toBe(422);
  expect(
    await send('application/x-www-form-urlencoded', deflateRawSync(Buffer.alloc(2000)) as Buffer<ArrayBuffer>),
  ).toBe(422);
});

test.each([
  ['fr', 'non évalué'],
  ['en', 'not assessed'],
])(
  'each page leads to a statement that says honestly what is known of its accessibility (%s)',
  async (language, said) => {
    const page = await visitor(server.url).get(`/accessibilite?lang=${language}`);
    expect([page.status, textOf(page).includes(said), textOf(page).includes('@example.org')]).toEqual([
      200,
      true,
      true,
    ]);
    const { token } = await letter();
    const asked = await visitor(server.url).get(`/s/${token}?lang=${language}`);
    expect(asked.html).toContain(`href="/accessibilite?lang=${language}"`);
  },
);
