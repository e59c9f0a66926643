import { compose, type Composed } from '../../activities/letters';
import { type ClaimedMail, claimMails, createMail } from '../../db/mails';
import type { Language } from '../../domain/words';
import { run } from '../../db/query';
import { hashToken } from '../../domain/link';
import { AT } from '../support/facts';
import { LINK_KEY, type SeededCase, seedCase, seedContact, seedLetter } from '../support/letters';
import { useDatabase } from '../support/database';

const db = useDatabase();
const centre = { name: 'SISMER', email: 'qualite@example.org' };
const deps = () => ({
  pool: db.pool,
  baseUrl: 'https://vigie.example.org',
  linkKey: LINK_KEY,
  replyAddress: 'qualite@example.org',
  centre,
});
const MINUTE_MS = 60_000;

const claim = async (id: string): Promise<ClaimedMail> => {
  const claimed = await claimMails(db.pool, AT, new Date(AT.getTime() + MINUTE_MS), 100);
  const found = claimed.find((mail) => mail.id === id);
  if (!found) throw new Error('the mail was not due');
  return found;
};
const composed = async (mail: ClaimedMail): Promise<Composed> => {
  const letter = await compose(deps(), mail, AT);
  if ('cancelled' in letter) throw new Error(letter.cancelled);
  return letter;
};
const write = async ({
  language = 'fr',
  count = 1,
  reason = 'first' as const,
  dataset = 'leg-1',
}: {
  language?: Language;
  count?: number;
  reason?: 'first' | 'reminder' | 'escalation';
  dataset?: string;
} = {}): Promise<{ mail: ClaimedMail; letter: Composed; cases: SeededCase[]; contact: number; supplier: string }> => {
  const who = await seedContact(db.pool, language);
  const cases: SeededCase[] = [];
  for (let n = 0; n < count; n += 1) cases.push(await seedCase(db.pool, who, { dataset }));
  const { mail } = await seedLetter(db.pool, who.contact, cases, { reason, sent: false });
  const claimed = await claim(mail);
  return { ...who, mail: claimed, letter: await composed(claimed), cases };
};
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const linksIn = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('https://'));

test('the text part stands alone: number, facts, letters A to E, deadline, and each link on a line of its own', async () => {
  const { letter, cases } = await write();
  const text = plain(letter.text);
  expect(plain(letter.subject)).toBe(
    `[${cases[0]!.number}] SISMER – Thalassa, Température : 18 valeurs trop hautes, 1er mars`,
  );
  for (const said of [
    'Bonjour Anne Le Goff,',
    cases[0]!.number,
    '24,5 à 26,5 °C',
    '12 à 21 °C',
    'avant le 9 mars 2026',
    'pour ce navire',
  ])
    expect(text.replaceAll(/\s+/g, ' ')).toContain(said);
  for (const line of [
    'A Panne',
    'B Données à éliminer',
    'C Les valeurs sont justes',
    'D J’ai des données corrigées',
    'E J’ai besoin',
  ])
    expect(text).toContain(line);
  expect(linksIn(letter.text)).toEqual([
    expect.stringMatching(/^https:\/\/vigie\.example\.org\/s\/dql_[\w-]{43}$/),
    expect.stringMatching(/\?lang=en$/),
  ]);
  expect(letter.text.match(/https:/g)).toHaveLength(2);
  for (const line of letter.text.split('\n'))
    if (!line.startsWith('https:')) expect(line.length).toBeLessThanOrEqual(72);
});

test('the HTML says the same, its links show their host, and the plot comes with it as a picture with words', async () => {
  const { letter } = await write({ language: 'en' });
  expect(letter.html).toContain('Temperature: 18 values too high');
  expect(letter.html).toContain('Answer on vigie.example.org');
  const [plot] = letter.attachments;
  expect(plot?.contentType).toBe('image/png');
  expect(plot?.content.subarray(1, 4).toString()).toBe('PNG');
  expect(letter.html).toContain(`src="cid:${plot?.cid}"`);
  expect(letter.html).toMatch(/alt="Curve of the flagged values\. Temperature/);
  expect(letter.html.replace(/\s+/g, ' ').length).toBeLessThan(4_000);
  expect(letter.html).not.toMatch(/src="http/);
});

test('written again it is the same letter with the same link, and only the hash of its token is stored', async () => {
  const { mail, letter } = await write();
  expect(await composed(mail)).toEqual(letter);
  const token = linksIn(letter.text)[0]?.split('/s/')[1] ?? '';
  const { rows } = await db.pool.query('select token_hash from link where mail = $1', [mail.id]);
  expect(rows).toHaveLength(1);
  expect(rows[0].token_hash.toString()).not.toContain(token);
});

test('data of restricted access have no plot and no value in the mail, only the link', async () => {
  await db.pool.query(`insert into dataset (code, name, access_rule) values ('secret', 'secret', 'organisation')`);
  const { letter } = await write({ dataset: 'secret' });
  expect(letter.attachments).toEqual([]);
  expect(letter.html).not.toContain('cid:');
  expect(plain(letter.text)).toContain('accès restreint');
  expect(plain(letter.text + letter.html)).not.toMatch(/24,5|26,5|°C/);
  expect(linksIn(letter.text)).toHaveLength(2);
});

test('several cases make one letter: the first in the subject, all in the text, one link', async () => {
  const { letter, cases } = await write({ count: 3 });
  expect(letter.subject).toContain(`[${cases[0]!.number}] SISMER`);
  expect(letter.subject).toMatch(/\(\+2\)$/);
  for (const { number } of cases) expect(letter.text).toContain(number);
  expect(linksIn(letter.text)).toHaveLength(2);
});

test('a reminder says so and follows the thread of the first letter', async () => {
  const { contact, cases, mail: first } = await write();
  await db.pool.query(`update mail set state = 'sent', sent_at = $2 where id = $1`, [first.id, AT]);
  const { mail } = await seedLetter(db.pool, contact, cases, { reason: 'reminder', sent: false });
  const letter = await composed(await claim(mail));
  expect(plain(letter.subject)).toContain('Rappel : Thalassa');
  expect(plain(letter.text).replaceAll(/\s+/g, ' ')).toContain('Nous n’avons pas encore votre réponse');
  expect([letter.inReplyTo, letter.references]).toEqual([first.messageId, [first.messageId]]);
  const escalated = await write({ reason: 'escalation' });
  expect(plain(escalated.letter.text).replaceAll(/\s+/g, ' ')).toContain('nous nous tournons donc vers vous');
});

test('a letter whose reason has gone is cancelled; of several cases only those that still hold are in it', async () => {
  const { mail, cases } = await write({ count: 2 });
  await db.pool.query(`update anomaly_case set phase = 'answered' where id = $1`, [cases[0]!.id]);
  const letter = await composed(mail);
  expect(letter.text).not.toContain(cases[0]!.number);
  expect(letter.subject).toContain(cases[1]!.number);
  await db.pool.query(`update anomaly_case set phase = 'dismissed' where id = $1`, [cases[1]!.id]);
  expect(await compose(deps(), mail, AT)).toEqual({ cancelled: 'its reason has gone' });
});

test('words of the desk and of registers cannot make headers, links or markup', async () => {
  const who = await seedContact(db.pool);
  const of = await seedCase(db.pool, who);
  await db.pool.query(`update platform set name = E'Thalassa\\r\\nBcc: evil@example.org <b>' where code = '35HT'`);
  const { rows } = await db.pool.query(
    `insert into message (case_id, author, visibility, text, at) values ($1, 'person:a', 'public', E'Merci.\\n-- \\n<script>alert(1)</script>', $2) returning id`,
    [of.id, AT],
  );
  const id = crypto.randomUUID();
  await createMail(db.pool, {
    id,
    kind: 'letter',
    contact: who.contact,
    cases: [{ id: of.id, reason: 'first', comment: rows[0].id }],
    at: AT,
  });
  const letter = await composed(await claim(id));
  await db.pool.query(`update platform set name = 'Thalassa' where code = '35HT'`);
  expect(letter.subject).not.toMatch(/[\r\n]/);
  expect(letter.html).not.toContain('<script>');
  expect(letter.text.match(/^-- $/gm)).toHaveLength(1);
});

test('the owner of a pipeline is told which decision waits and how to say that it is applied', async () => {
  const { cases } = await write();
  const { id, number } = cases[0]!;
  await db.pool.query(`update anomaly_case set phase = 'applying' where id = $1`, [id]);
  const { rows } = await db.pool.query(
    `with a as (insert into answer (case_id, version, code, author, at) values ($1, 1, 'eliminate', 'contact:1', $2) returning id)
     insert into decision (id, case_id, answer, outcome, changes, approved_by, at) select gen_random_uuid(), $1, a.id, 'eliminated', '[]', '{}', $2 from a returning id`,
    [id, AT],
  );
  const mailId = crypto.randomUUID();
  await createMail(db.pool, {
    id: mailId,
    kind: 'receipt_chase',
    to: 'qc@example.org',
    cases: [{ id, reason: 'chase', comment: null }],
    at: AT,
  });
  const mail = await claim(mailId);
  const letter = await composed(mail);
  expect(letter.subject).toContain(`[${number}] SISMER`);
  expect(letter.text).toContain(`\nhttps://vigie.example.org/api/v1/decisions/${rows[0].id}/applied\n`);
  await db.pool.query(`insert into receipt (decision, kind, actor, at) values ($1, 'applied', 'service:tsg', $2)`, [
    rows[0].id,
    AT,
  ]);
  expect(await compose(deps(), mail, AT)).toEqual({ cancelled: 'the decision has its receipt' });
});

test('a fresh link that was asked for says so and reads', async () => {
  const who = await seedContact(db.pool);
  const of = await seedCase(db.pool, who);
  const id = crypto.randomUUID();
  await createMail(db.pool, {
    id,
    kind: 'new_link',
    contact: who.contact,
    cases: [{ id: of.id, reason: 'new_link', comment: null }],
    at: AT,
  });
  const mail = await claim(id);
  const letter = await composed(mail);
  expect(plain(letter.subject)).toBe(`[${of.number}] SISMER – Votre nouveau lien`);
  expect(plain(letter.text)).toContain('Vous avez demandé un nouveau lien');
  expect(letter.text).toContain('A Panne');
  await db.pool.query(`update anomaly_case set phase = 'closed' where id = $1`, [of.id]);
  const closed = await composed(mail);
  expect(closed.text).not.toMatch(/A Panne|souhaitée avant/);
  expect((await db.pool.query('select from link where mail = $1', [id])).rowCount).toBe(1);
});

test('a reply comes to an address of its own that only this mail has, the same when it is written again', async () => {
  const { mail, letter } = await write();
  expect(letter.replyTo).toMatch(/^qualite\+[0-9a-f]{32}@example\.org$/);
  const token = /\+(.*)@/.exec(letter.replyTo ?? '')?.[1] ?? '';
  expect(await run(db.pool, 'select from mail where id = $1 and reply_hash = $2', [mail.id, hashToken(token)])).toBe(1);
  expect((await composed(mail)).replyTo).toBe(letter.replyTo);
  const unread = await compose({ ...deps(), replyAddress: null }, mail, AT);
  expect(unread).toMatchObject({ replyTo: null });
});
