import { readLetters } from '../../mail/inbound/letters';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type Composed } from '../../activities/letters';
import { type ClaimedMail, claimMails, createMail } from '../../db/mails';
import type { Language } from '../../domain/words';
import { startMailbox } from '../../mail/mailbox';
import { type OutgoingMail, smtpTransport } from '../../mail/transport';
import { forwardLink } from '../../db/conversation/guests';
import { firstRow, inTransaction, run } from '../../db/query';
import { hashToken, LINK_RIGHTS, linkToken } from '../../domain/link';
import { z } from 'zod';
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
  const claimed = await claimMails(db.pool, AT, new Date(AT.getTime() + MINUTE_MS), 100, 'example.org');
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
    `[${cases[0]!.number}] SISMER – Thalassa, Température : 18 valeurs trop hautes, 1er mars (avant le 9 mars)`,
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
    expect.stringMatching(/\/correction\.csv\?case=A-2026-\d+&lang=fr$/),
    expect.stringMatching(/\?lang=en$/),
    expect.stringMatching(/\/advice\/range-and-units\?lang=fr$/),
  ]);
  expect(letter.text.match(/https:/g)).toHaveLength(4);
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
  expect(letter.html?.length).toBeLessThan(4_000);
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
  expect(linksIn(letter.text)).toHaveLength(4);
});

test('several cases make one letter: the first in the subject, all in the text, one link', async () => {
  const { letter, cases } = await write({ count: 3 });
  expect(letter.subject).toContain(`[${cases[0]!.number}] SISMER`);
  expect(letter.subject).toMatch(/\(\+2\)$/);
  for (const { number } of cases) expect(letter.text).toContain(number);
  expect(linksIn(letter.text)).toHaveLength(3);
});

test('a letter about several says how one word answers them all, and no more than one word can say', async () => {
  const { letter } = await write({ count: 2, language: 'en' });
  expect(letter.text.replaceAll(/\s+/g, ' ')).toContain('reply to this mail, for instance “B for all”: A Sensor fault');
  expect(letter.text).not.toMatch(/^ {2}[DE] /m);
  const replies = [...(letter.html ?? '').matchAll(/body=([^"]*)"/g)].map(([, body = '']) => decodeURIComponent(body));
  expect(replies).toEqual(letter.replyTo === null ? [] : ['A for all', 'B for all', 'C for all']);
});

test.each<[Language, RegExp]>([
  ['fr', /une ligne pour chaque anomalie, .*par exemple : (A-2026-\d+: A) /],
  ['en', /a line for each anomaly, .*for instance: (A-2026-\d+: A) /],
])('who is at sea, and is not told of all, can still answer by mail one by one (%s)', async (language, told) => {
  const who = await seedContact(db.pool, language);
  await run(db.pool, `update contact set mail_format = 'text' where id = $1`, [who.contact]);
  const cases: SeededCase[] = [];
  for (let n = 0; n < 15; n += 1) cases.push(await seedCase(db.pool, who));
  const { mail } = await seedLetter(db.pool, who.contact, cases, { sent: false });
  const { text } = await composed(await claim(mail));
  const [, line = ''] = told.exec(plain(text).replaceAll(/\s+/g, ' ')) ?? [];
  const numbers = cases.map(({ number }) => number);
  expect(readLetters(line, numbers)).toEqual({
    kind: 'each',
    answers: new Map([[numbers[0], { code: 'sensor_intervention', comment: null }]]),
  });
});

test('where there are no values no table of values is offered', async () => {
  const who = await seedContact(db.pool);
  const of = await seedCase(db.pool, who, { family: 'metadata', check: 'missing_metadata', evidence: [] });
  const { mail } = await seedLetter(db.pool, who.contact, [of], { sent: false });
  const letter = await composed(await claim(mail));
  expect(letter.text).toContain('B Données à éliminer');
  for (const part of [letter.text, letter.html ?? '']) expect(part).not.toContain('correction.csv');
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

/** The mail as it arrives. */
const arrivedAs = async (
  mail: ClaimedMail,
  as: Pick<OutgoingMail, 'confirmation'> = {},
): Promise<{ raw: string; headers: Map<string, string> }> => {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-letters-'));
  const server = await startMailbox({ dir });
  const transport = smtpTransport(server.smtpUrl, {
    name: 'Vigie',
    address: 'vigie@example.org',
    replyTo: centre.email,
  });
  const { to, name, messageId, language } = mail;
  const sent = await transport.send({
    ...(await composed(mail)),
    ...as,
    to: { name, address: to },
    messageId,
    language,
  });
  transport.close();
  await server.stop();
  expect(sent).toBe('sent');
  const raw = readFileSync(join(dir, '00000001.eml'), 'utf8');
  rmSync(dir, { recursive: true });
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const fields = head.split('\r\n').map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ');
    return [name, value.join(': ')];
  });
  return { raw, headers: new Map(fields) };
};

test.each<[Language, number]>([
  ['fr', 1],
  ['fr', 15],
  ['en', 15],
])('at sea a whole mail has four kilobytes, text only (%s, %i cases)', async (language, count) => {
  const who = await seedContact(db.pool, language);
  await run(db.pool, `update contact set mail_format = 'text' where id = $1`, [who.contact]);
  const cases: SeededCase[] = [];
  for (let n = 0; n < count; n += 1) cases.push(await seedCase(db.pool, who));
  const { mail } = await seedLetter(db.pool, who.contact, cases, { sent: false });
  const { raw } = await arrivedAs(await claim(mail));
  expect(raw.length).toBeLessThanOrEqual(4096);
  expect(raw).not.toMatch(/text\/html|image\/png/);
  expect(raw).toContain(cases[0]?.number);
});

test('a letter of very many cases tells the first and says how many stand on its page', async () => {
  const { letter } = await write({ count: 15 });
  expect(letter.subject).toMatch(/\(\+14\)$/);
  expect(plain(letter.text)).toContain('3 autres cas sont sur la page.');
  expect(letter.html).toContain('3 autres cas sont sur la page.');
  expect(letter.text.match(/^A-2026-/gm)).toHaveLength(12);
});

test('cruises stand one after the other in their time, and where the reasons differ each case says its own', async () => {
  const { mail, cases } = await write({ count: 3 });
  const [late, , early] = cases.map(({ id }) => id);
  await run(db.pool, `update anomaly_case set cruise = 'GEOVIDE', first_time = '2026-02-01' where id = $1`, [early]);
  await run(db.pool, `update anomaly_case set first_time = '2026-03-01T23:00:00Z' where id = $1`, [late]);
  await run(db.pool, `update mail_case set reason = 'reminder' where mail = $1 and case_id = $2`, [mail.id, early]);
  const letter = await composed(mail);
  expect(letter.text.match(/^(==.*==|A-2026-.*)$/gm)).toEqual([
    '== GEOVIDE ==',
    `${cases[2]?.number} (rappel)`,
    '== PELGAS-2026 ==',
    `${cases[1]?.number} (nouvelle question)`,
    `${cases[0]?.number} (nouvelle question)`,
  ]);
  expect(letter.text).toContain('pour chacune');
});

test.each<['new_anomalies' | 'all_resolved' | 'some_resolved' | 'reopened' | 'resent', Language, string]>([
  ['some_resolved', 'fr', 'En partie rentré dans l’ordre'],
  ['some_resolved', 'en', 'Some of these anomalies no longer show'],
  ['new_anomalies', 'fr', 'se sont ajoutées'],
  ['new_anomalies', 'en', 'More anomalies'],
  ['all_resolved', 'fr', 'Nos contrôles ne trouvent plus'],
  ['all_resolved', 'en', 'Our checks no longer find'],
  ['reopened', 'fr', 'rouverte'],
  ['resent', 'en', 'again'],
])('the reason of a mail stands in it: %s in %s', async (reason, language, words) => {
  const who = await seedContact(db.pool, language);
  const of = await seedCase(db.pool, who);
  if (reason === 'all_resolved')
    await run(db.pool, 'update anomaly_case set source_recovered_at = $2 where id = $1', [of.id, AT]);
  const { mail } = await seedLetter(db.pool, who.contact, [of], { reason, sent: false });
  const letter = await composed(await claim(mail));
  expect(plain(`${letter.subject} ${letter.text}`).replaceAll(/\s+/g, ' ')).toContain(words);
  expect(letter.text).not.toMatch(/letter\.[a-z]/);
});

test.each([
  [LINK_RIGHTS, true],
  [['view', 'comment'] as const, false],
])(
  'who is passed a link on reads by whom, and is asked for an answer only with the right to give one: %j',
  async (rights, isAsked) => {
    const { mail, contact, cases } = await write();
    const email = `yann-${rights.length}@example.org`;
    await inTransaction(db.pool, (tx) =>
      forwardLink(tx, {
        linkKey: LINK_KEY,
        from: { tokenHash: hashToken(linkToken(LINK_KEY, mail.id)), contact },
        by: { kind: 'contact', id: String(contact) },
        cases: cases.map(({ id }) => id),
        to: { name: 'Yann Kerbrat', email },
        rights,
        language: 'en',
        submission: randomBytes(32),
        at: AT,
      }),
    );
    const forwarded = await firstRow(db.pool, z.object({ id: z.string() }), 'select id from mail where to_email = $1', [
      email,
    ]);
    const letter = await composed(await claim(forwarded?.id ?? ''));
    expect(letter.subject).toContain('Passed on: Thalassa');
    for (const part of [letter.text, letter.html ?? '']) {
      expect(part.replaceAll(/\s+/g, ' ')).toMatch(/Hello Yann Kerbrat.*Anne Le Goff passes this question on to you/);
      expect(/B\s+Data to be eliminated/.test(part)).toBe(isAsked);
      expect(part.includes('/correction.csv')).toBe(isAsked);
    }
  },
);

test('a letter says that a machine sent it and asks for no automatic answer, but for news of a failure', async () => {
  const { mail, letter } = await write({ count: 2 });
  const { headers } = await arrivedAs(mail);
  expect(headers.get('Auto-Submitted')).toBe('auto-generated');
  expect(headers.get('X-Auto-Response-Suppress')).toBe('OOF, AutoReply, DR, RN');
  expect(headers.get('Message-ID')).toBe(`<${mail.messageId}>`);
  expect(headers.get('Reply-To')).toBe(letter.replyTo);
  expect(headers.get('List-Unsubscribe')).toBe(`<mailto:${letter.replyTo}?subject=unsubscribe>`);
  expect(headers.get('Content-Language')).toBe('fr');
});

test('a confirmation says that it replies to what was sent', async () => {
  const { mail } = await write({ count: 1 });
  const { headers } = await arrivedAs(mail, { confirmation: true });
  expect(headers.get('Auto-Submitted')).toBe('auto-replied');
});

test('words of a person carry no mark of a machine', async () => {
  const who = await seedContact(db.pool);
  const of = await seedCase(db.pool, who);
  const { mail } = await seedLetter(db.pool, who.contact, [of], { reason: 'reply', sent: false });
  const { headers } = await arrivedAs(await claim(mail));
  expect(headers.has('Auto-Submitted')).toBe(false);
  expect(headers.get('X-Vigie-Loop')).toBe('vigie@example.org');
});
