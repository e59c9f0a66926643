import { z } from 'zod';
import { contactBounced } from '../../../db/bounces';
import { firstRow, inTransaction, run } from '../../../db/query';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { AUTHSERV, aReply, inboundMails, inboxDeps, receive } from '../../support/inbound';
import { inboundTickets } from '../../support/inbound-tickets';
import { addPerson } from '../../support/server';

const db = useDatabase();
const deps = (at = AT) => inboxDeps(db.pool, { clock: () => at });
const DAY_MS = 86_400_000;
const PASS = `${AUTHSERV}; dmarc=pass header.from=example.org`;

const { anybody, ticketOf, wordsOf, mailsOf, linksOf, tasksOf, asked, say, end } = inboundTickets(() => db);

test('a mail from somebody opens a ticket in their language, once, with a confirmation', async () => {
  const from = anybody();
  const raw = aReply({
    from,
    to: 'qualite@example.org',
    head: ['Subject: Données de salinité'],
    body: 'Bonjour,\n\nOù sont les données de salinité de la campagne ?\n\nMerci',
  });
  const mail = await receive(deps(), raw);
  expect(mail).toMatchObject({ state: 'applied', reason: 'new_ticket', class: 'human' });
  const [ticket, ...more] = await ticketOf(from);
  expect(more).toEqual([]);
  expect(ticket).toMatchObject({
    state: 'new',
    channel: 'mail',
    subject: 'Données de salinité',
    language: 'fr',
    unanswered: true,
  });
  expect(await wordsOf(ticket?.id ?? 0)).toMatchObject([
    { side: 'requester', visibility: 'public', text: expect.stringContaining('Où sont les données') },
  ]);
  expect(await mailsOf(ticket?.id ?? 0)).toMatchObject([{ about: 'received', to: from, person: null }]);
  await receive(deps(), raw);
  await receive(deps(), Buffer.concat([Buffer.from('Received: by another.example.org\r\n'), raw]));
  expect(await ticketOf(from)).toHaveLength(1);
  const stored = await firstRow(
    db.pool,
    z.object({ ticket: z.number() }),
    'select ticket from inbound_mail where id = $1',
    [mail.id],
  );
  expect(stored).toEqual({ ticket: ticket?.id });
});

test.each([
  ['an automatic one', ['Auto-Submitted: auto-replied'], PASS, 0],
  ['one that asks for no answer', ['X-Auto-Response-Suppress: All'], PASS, 1],
  ['one that our server doubts', [], `${AUTHSERV}; dmarc=fail header.from=example.org`, 1],
])('no confirmation goes to %s', async (_, head, verdict, tickets) => {
  const from = anybody();
  await receive(deps(), aReply({ from, to: 'qualite@example.org', body: 'Hello, a question.', head, verdict }));
  const found = await ticketOf(from);
  expect(found).toHaveLength(tickets);
  for (const { id } of found) expect(await mailsOf(id)).toEqual([]);
});

test('a reply goes on in its ticket by its address, and opens again what was closed', async () => {
  const one = await asked();
  await say(one.id, 'Here they are.');
  await end(one.id);
  const mail = await receive(
    deps(),
    aReply({
      from: one.email,
      to: one.to,
      body: 'They are not all there.\n\nOn Monday, the desk wrote:\n> Here they are.',
    }),
  );
  expect(mail).toMatchObject({ state: 'applied', reason: null });
  expect(await ticketOf(one.email)).toMatchObject([{ id: one.id, state: 'open', unanswered: true }]);
  expect((await wordsOf(one.id)).at(-1)).toMatchObject({
    side: 'requester',
    text: 'They are not all there.',
    quoted: expect.stringContaining('> Here they are.'),
  });
});

test('a reply is known by the mail that it names, and one that names the first mail of who asked as well', async () => {
  const from = anybody();
  const first = ['Message-ID: <first@ship.example.org>'];
  await receive(deps(), aReply({ from, to: 'qualite@example.org', body: 'Hello, where is it?', head: first }));
  const more = ['References: <first@ship.example.org>'];
  await receive(deps(), aReply({ from, to: 'qualite@example.org', body: 'I forgot: leg 2.', head: more }));
  const [ticket, ...others] = await ticketOf(from);
  expect(others).toEqual([]);
  const sent = await firstRow(
    db.pool,
    z.object({ id: z.string() }),
    'select message_id as id from mail m join ticket_mail a on a.mail = m.id where a.ticket = $1',
    [ticket?.id],
  );
  const reply = [`In-Reply-To: <${sent?.id ?? ''}>`];
  await receive(deps(), aReply({ from, to: 'qualite@example.org', body: 'And leg 3.', head: reply }));
  expect((await wordsOf(ticket?.id ?? 0)).map(({ text }) => text)).toEqual([
    'Hello, where is it?',
    'I forgot: leg 2.',
    'And leg 3.',
  ]);
});

test('a number in the subject counts from who asked, from their colleagues, and from nobody else', async () => {
  const one = await asked();
  const named = [`Subject: Re: [${one.number}] Salinity`];
  await receive(deps(), aReply({ from: one.email, to: 'qualite@example.org', body: 'Any news?', head: named }));
  expect(await wordsOf(one.id)).toHaveLength(2);
  const stranger = anybody();
  await receive(deps(), aReply({ from: stranger, to: 'qualite@example.org', body: 'Any news for me?', head: named }));
  expect(await wordsOf(one.id)).toHaveLength(2);
  expect(await ticketOf(stranger)).toHaveLength(1);
  const colleague = await asked();
  await run(db.pool, `update requester set organisation = 'IUEM' where email = any($1)`, [
    [one.email, colleague.email],
  ]);
  await receive(deps(), aReply({ from: colleague.email, to: 'qualite@example.org', body: 'I ask too.', head: named }));
  expect((await wordsOf(one.id)).at(-1)).toMatchObject({ text: 'I ask too.' });
});

test('somebody else who answers a mail that was passed on to them has a ticket of their own, which names the other', async () => {
  const one = await asked();
  const stranger = anybody();
  const mail = await receive(
    deps(),
    aReply({ from: stranger, to: one.to, body: 'I am interested in these data as well.' }),
  );
  expect(mail).toMatchObject({ state: 'applied', reason: 'possible_reply' });
  const [other] = await ticketOf(stranger);
  expect(await linksOf(other?.id ?? 0)).toEqual([{ kind: 'possible_reply', other: one.id }]);
  expect(await wordsOf(one.id)).toHaveLength(1);
});

test('another matter long after the end is another ticket', async () => {
  const one = await asked();
  await end(one.id);
  const later = new Date(AT.getTime() + 90 * DAY_MS);
  const reply = (subject: string) =>
    receive(
      deps(later),
      aReply({ from: one.email, to: one.to, head: [`Subject: ${subject}`], body: `About ${subject}.` }),
    );
  expect(await reply('Currents of the winter')).toMatchObject({ reason: 'possible_reply' });
  expect(await reply(`Re: [${one.number}] Salinity of leg 2`)).toMatchObject({ reason: null });
  expect(await ticketOf(one.email)).toMatchObject([{ id: one.id, state: 'open' }, { state: 'new' }]);
});

test('what a machine says is kept with the ticket and changes nothing', async () => {
  const one = await asked();
  await say(one.id, 'Here they are.');
  await end(one.id);
  const head = ['Auto-Submitted: auto-replied (vacation)', 'Subject: Out of office'];
  const mail = await receive(deps(), aReply({ from: one.email, to: one.to, body: 'I am at sea.', head }));
  expect(mail).toMatchObject({ state: 'filed', reason: 'out_of_office' });
  expect(await ticketOf(one.email)).toMatchObject([{ state: 'closed' }]);
  expect((await wordsOf(one.id)).at(-1)).toMatchObject({
    side: 'machine',
    visibility: 'internal',
    text: 'I am at sea.',
  });
});

test('files come with their words, and one that may not be kept is named', async () => {
  const from = anybody();
  const body = [
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Hello, this file seems wrong.',
    '--b',
    'Content-Type: text/csv; name="ctd.csv"',
    'Content-Disposition: attachment; filename="ctd.csv"',
    '',
    'time;value',
    '--b',
    'Content-Type: application/octet-stream; name="run.exe"',
    'Content-Disposition: attachment; filename="run.exe"',
    '',
    'MZ',
    '--b--',
  ].join('\n');
  await receive(deps(), aReply({ from, to: 'qualite@example.org', body, type: 'multipart/mixed; boundary=b' }));
  const [ticket] = await ticketOf(from);
  expect(await wordsOf(ticket?.id ?? 0)).toMatchObject([{ files: 2 }]);
});

test('a mail to who asked that comes back is told to the desk, and its answer is owed again', async () => {
  const one = await asked();
  await say(one.id, 'Here they are.');
  await end(one.id);
  expect(await ticketOf(one.email)).toMatchObject([{ state: 'closed', unanswered: false }]);
  const answer = (await mailsOf(one.id)).find(({ about }) => about === 'closed');
  const mailId = answer?.id ?? '';
  expect(await inTransaction(db.pool, (tx) => contactBounced(tx, { mailId, kind: 'hard', at: AT }))).toBe(true);
  expect(await inTransaction(db.pool, (tx) => contactBounced(tx, { mailId, kind: 'hard', at: AT }))).toBe(false);
  expect(await ticketOf(one.email)).toMatchObject([{ state: 'open', unanswered: true }]);
  expect(await tasksOf(one.id)).toEqual(['letter_refused']);
  await receive(deps(), aReply({ from: one.email, to: one.to, body: 'I read mail again.' }));
  const reachable = 'select unreachable_at is null as yes from requester where email = $1';
  expect(await firstRow(db.pool, z.object({ yes: z.boolean() }), reachable, [one.email])).toEqual({ yes: true });
});

test('what a colleague passes on from their own box is the question of who wrote it', async () => {
  await addPerson(db.pool, 'gael');
  const from = anybody();
  const body = [
    'Can you take this? He is a friend of mine.',
    '',
    '---------- Forwarded message ---------',
    `De : Paul Riou <${from}>`,
    'Date: lun. 24 nov. 2026 à 10:00',
    'Subject: Tide gauge of Brest',
    'To: <gael@example.org>',
    '',
    '',
    'Hello, where can I find the tide gauge of Brest?',
    '',
    'Paul',
  ].join('\n');
  const head = ['Subject: TR: Tide gauge of Brest'];
  await receive(deps(), aReply({ from: 'gael@example.org', to: 'qualite@example.org', body, head }));
  const [ticket] = await ticketOf(from);
  expect(ticket).toMatchObject({ subject: 'Tide gauge of Brest', language: 'en' });
  expect(await wordsOf(ticket?.id ?? 0)).toMatchObject([
    { side: 'requester', text: expect.stringMatching(/^Hello, where can I find the tide gauge of Brest\?/) },
    { side: 'desk', visibility: 'internal', author: 'person:gael', text: 'Can you take this? He is a friend of mine.' },
  ]);
  expect(await mailsOf(ticket?.id ?? 0)).toMatchObject([{ about: 'received', to: from }]);
  const forged = aReply({ from: 'gael@example.org', to: 'qualite@example.org', body, head, verdict: null });
  await receive(deps(), forged);
  expect(await ticketOf(from)).toHaveLength(1);
});

test('every mail is somewhere', async () => {
  expect((await inboundMails(db.pool)).map(({ state }) => state)).not.toContain('stored');
});
