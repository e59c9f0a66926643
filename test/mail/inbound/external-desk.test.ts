import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { createTicketActivities } from '../../../activities/tickets';
import type { Loop } from '../../../activities/loops/loop';
import { startPost } from '../../../activities/loops/post';
import { readInbox } from '../../../activities/loops/inbox';
import { compose } from '../../../activities/letters';
import { storeFile } from '../../../db/files';
import { storeMail } from '../../../db/inbound/store';
import { firstRow, inTransaction, rows, run } from '../../../db/query';
import { editRow } from '../../../db/registers';
import { addTicketFiles } from '../../../db/requester/deeds';
import { addTicketMessage } from '../../../db/tickets/messages';
import { tellTicket } from '../../../db/tickets/tell';
import { type Listener, startListener } from '../../../mail/inbound/listener';
import { smtpTransport, type Transport } from '../../../mail/transport';
import { useDatabase } from '../../support/database';
import { eventually } from '../../support/demo';
import { AT } from '../../support/facts';
import { inboundMails, inboxDeps } from '../../support/inbound';
import { inboundTickets } from '../../support/inbound-tickets';
import { LINK_KEY } from '../../support/letters';
import { DESK } from '../../support/posting';
import { addPerson } from '../../support/server';
import { silent } from '../../support/temporal';

const db = useDatabase();
const { wordsOf, tasksOf, asked, mailsOf } = inboundTickets(() => db);
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

let nowMs = AT.getTime();
const clock = (): Date => new Date(nowMs);
let theirServer: SMTPServer;
let ourDoor: Listener;
let post: Loop;
let transport: Transport;

/** The other desk: opens one request a Message-ID, or is down. */
interface TheirMail {
  id: string;
  to: string;
  subject: string;
  replyTo: string;
  text: string;
  inReplyTo: string | undefined;
  files: string[];
}
const theirs = { isDown: false, mails: [] as TheirMail[] };
const requestsThere = (): string[] => [...new Set(theirs.mails.map(({ id }) => id))];

beforeAll(async () => {
  theirServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo[0]?.address ?? '';
      const isForThem = /@(?:ric|geo)\.example\.org$/.test(to);
      void simpleParser(stream).then(({ messageId = '', subject = '', replyTo, text = '', inReplyTo, attachments }) => {
        if (theirs.isDown && isForThem) return done(Object.assign(new Error('down'), { responseCode: 451 }));
        const files = attachments.map(({ filename, content }) => `${filename} ${content.toString()}`);
        const answersTo = replyTo?.value[0]?.address ?? '';
        if (isForThem) theirs.mails.push({ id: messageId, to, subject, replyTo: answersTo, text, inReplyTo, files });
        return done();
      });
    },
  });
  theirServer.on('error', () => undefined);
  await new Promise<void>((resolve) => theirServer.listen(0, '127.0.0.1', resolve));
  // Safe: a TCP server's address is an object.
  const { port } = theirServer.server.address() as AddressInfo;
  const ours = ['qualite@example.org', 'vigie@example.org'];
  ourDoor = await startListener({
    url: 'smtp://127.0.0.1:0',
    ours,
    keep: async (raw, { from, to }) => {
      await inTransaction(db.pool, (tx) =>
        storeMail(tx, { mailbox: 'door', raw, envelopeFrom: from, envelopeTo: to, at: clock() }),
      );
    },
  });
  const sender = { name: 'Vigie', address: 'vigie@example.org', replyTo: 'qualite@example.org' };
  transport = smtpTransport(`smtp://127.0.0.1:${port}`, sender);
  const deps = {
    pool: db.pool,
    baseUrl: 'http://vigie.example.org',
    linkKey: LINK_KEY,
    replyAddress: 'qualite@example.org',
    centre: { name: 'SISMER', email: 'qualite@example.org' },
  };
  post = startPost({
    pool: db.pool,
    clock,
    log: silent,
    compose: (mail, at) => compose(deps, mail, at),
    send: transport.send,
    mailHost: 'example.org',
  });
  const values = { name: 'RIC', email: 'ric@ric.example.org', language: 'fr' };
  const made = await editRow(db.pool, { register: 'external-desks', values, code: 'ric', actor: DESK, at: AT });
  expect(made).toMatchObject({ ok: true });
  const geo = { name: 'Geo', email: 'help@geo.example.org', language: 'en', topics: ['geophysics'] };
  await editRow(db.pool, { register: 'external-desks', values: geo, code: 'geo', actor: DESK, at: AT });
});
afterAll(async () => {
  await post.stop();
  transport.close();
  await ourDoor.stop();
  await new Promise<void>((resolve) => theirServer.close(() => resolve()));
});

const handOver = (ticket: number) =>
  inTransaction(db.pool, (tx) =>
    tellTicket(tx, ticket, {
      event: { type: 'transfer', to: null, level: 'external', askNextAt: null },
      side: 'desk',
      actor: DESK,
      at: clock(),
    }),
  );
/** The other desk writes, over SMTP; our mail server has checked where it comes from. */
async function theyWrite(to: string, subject: string, text: string, from = 'agent@ric.example.org'): Promise<void> {
  const door = createTransport({ host: '127.0.0.1', port: ourDoor.port, secure: false, ignoreTLS: true });
  const domain = from.slice(from.indexOf('@') + 1);
  const headers = { 'Authentication-Results': `mx.example.org; dmarc=pass header.from=${domain}` };
  await door.sendMail({ from, to, subject, text, headers });
  door.close();
  await readInbox(inboxDeps(db.pool, { clock }));
}
const Stand = z.object({
  state: z.string(),
  level: z.string(),
  assignee: z.string().nullable(),
  unanswered: z.boolean(),
  nextStep: z.string().nullable(),
});
const standOf = (ticket: number) =>
  firstRow(
    db.pool,
    Stand,
    `select state, level, assignee, unanswered_since is not null as unanswered, next_step as "nextStep" from ticket where id = $1`,
    [ticket],
  );
const clocksOf = async (ticket: number): Promise<string[]> =>
  (
    await rows(
      db.pool,
      z.object({ is: z.string() }),
      `select concat_ws(' ', kind, level, state) as is from ticket_clock where ticket = $1 order by id`,
      [ticket],
    )
  ).map(({ is }) => is);
const foreignOf = async (ticket: number): Promise<(string | null)[]> =>
  (
    await rows(
      db.pool,
      z.object({ foreign: z.string().nullable() }),
      `select foreign_number as foreign from ticket_hop where ticket = $1 and level = 'external' order by id`,
      [ticket],
    )
  ).map(({ foreign }) => foreign);
const lastOf = (ticket: string) => theirs.mails.find(({ subject }) => subject.includes(ticket));

test('a request is handed to the other desk once, however long it is down, keeps its number there, and comes back with its answer', async () => {
  const one = await asked();
  theirs.isDown = true;
  expect(await handOver(one.id)).toMatchObject({ ok: true });
  expect(await handOver(one.id)).toMatchObject({ ok: false, refusal: 'same_person' });
  expect(await standOf(one.id)).toMatchObject({ state: 'open', level: 'external', unanswered: true });
  // An attempt is over when the mail is let go: only then may time pass.
  const attempts = () =>
    firstRow(
      db.pool,
      z.object({ n: z.number() }),
      `select attempts as n from mail m join ticket_mail a on a.mail = m.id where a.ticket = $1 and a.about = 'handed_out' and m.lease_until is null`,
      [one.id],
    ).then((found) => found?.n ?? 0);
  for (let n = 1; n <= 4; n += 1) {
    post.wake();
    await eventually('the other desk was tried', async () => (await attempts()) >= n);
    nowMs += 8 * 60 * MINUTE_MS;
  }
  nowMs = Math.max(nowMs, AT.getTime() + 2 * DAY_MS);
  theirs.isDown = false;
  post.wake();
  await eventually('the other desk has it', () => Promise.resolve(lastOf(one.number) !== undefined));
  const letter = lastOf(one.number);
  expect(requestsThere()).toHaveLength(1);
  expect(letter?.text).toContain('Where are the salinity data of leg 2?');
  expect(letter?.text).not.toContain(one.email);
  const to = letter?.replyTo ?? '';
  expect(to).toMatch(/^qualite\+[0-9a-f]{32}@example\.org$/);

  const before = await clocksOf(one.id);
  await theyWrite(to, `[RIC #4711] Re: [${one.number}] Salinity`, 'We look into it.');
  expect(await foreignOf(one.id)).toEqual(['RIC #4711']);
  expect((await wordsOf(one.id)).at(-1)).toMatchObject({
    side: 'external',
    visibility: 'internal',
    text: 'We look into it.',
  });
  expect(await standOf(one.id)).toMatchObject({ state: 'open', level: '1', unanswered: true, nextStep: 'askNext' });
  const promised = (all: string[]): string[] => all.filter((clock) => !clock.startsWith('ola'));
  expect(promised(await clocksOf(one.id))).toEqual(promised(before));

  await theyWrite('qualite@example.org', 'Re: [RIC #4711] Salinity', 'It is there now.');
  expect((await wordsOf(one.id)).at(-1)).toMatchObject({ side: 'external', text: 'It is there now.' });
  expect(await foreignOf(one.id)).toEqual(['RIC #4711']);
}, 60_000);

test('an automatic confirmation of the other desk gives the number and is no answer', async () => {
  const one = await asked();
  await handOver(one.id);
  post.wake();
  await eventually('the other desk has it', () => Promise.resolve(lastOf(one.number) !== undefined));
  const door = createTransport({ host: '127.0.0.1', port: ourDoor.port, secure: false, ignoreTLS: true });
  await door.sendMail({
    from: 'ric@ric.example.org',
    to: lastOf(one.number)?.replyTo ?? '',
    subject: `[RIC #4712] [${one.number}] received`,
    text: 'Your request was received.',
    headers: { 'Auto-Submitted': 'auto-replied' },
  });
  door.close();
  await readInbox(inboxDeps(db.pool, { clock }));
  expect(await foreignOf(one.id)).toEqual(['RIC #4712']);
  expect(await standOf(one.id)).toMatchObject({ level: 'external' });
});

test('who is not of the other desk does not speak for it', async () => {
  const one = await asked();
  await handOver(one.id);
  post.wake();
  await eventually('the other desk has it', () => Promise.resolve(lastOf(one.number) !== undefined));
  await theyWrite(lastOf(one.number)?.replyTo ?? '', 'Re:', 'It is done.', 'somebody@elsewhere.example.org');
  expect((await inboundMails(db.pool)).at(-1)).toMatchObject({ state: 'quarantined', reason: 'other_sender' });
  expect(await wordsOf(one.id)).toHaveLength(1);
  expect(await tasksOf(one.id)).toEqual(['message']);
});

test('when the other desk is silent, somebody here is asked', async () => {
  await addPerson(db.pool, 'ana');
  const one = await asked();
  await handOver(one.id);
  const found = await firstRow(
    db.pool,
    z.object({ at: z.date() }),
    'select ask_next_at as at from ticket where id = $1',
    [one.id],
  );
  const at = found?.at ?? new Date(0);
  expect(at.getTime() - nowMs).toBeGreaterThan(2 * DAY_MS);
  expect(at.getTime() - nowMs).toBeLessThan(10 * DAY_MS);
  const activities = createTicketActivities({ pool: db.pool });
  await activities.passClocks(one.id, at.getTime());
  expect(await activities.askNext(one.id, at.getTime())).toBe(true);
  expect(await standOf(one.id)).toMatchObject({ state: 'open', assignee: 'ana' });
  expect(await mailsOf(one.id)).toContainEqual(expect.objectContaining({ about: 'your_turn', to: 'ana@example.org' }));
});

const lettersOf = (ticket: string): TheirMail[] => theirs.mails.filter(({ subject }) => subject.includes(ticket));
/** Whoever asked writes, with a file. */
const writes = (ticket: number, text: string, file?: { name: string; text: string }) =>
  inTransaction(db.pool, async (tx) => {
    const actor = { kind: 'requester', id: '1' } as const;
    const said = { side: 'requester', visibility: 'public', channel: 'web', text, actor, at: clock() } as const;
    const message = (await addTicketMessage(tx, ticket, said))?.message ?? 0;
    if (!file) return;
    const bytes = Buffer.from(file.text);
    const sha256 = createHash('sha256').update(bytes).digest();
    await storeFile(
      tx,
      sha256,
      bytes.length,
      (async function* () {
        yield bytes;
      })(),
      clock(),
    );
    await addTicketFiles(tx, message, [{ sha256, name: file.name, size: bytes.length }]);
  });

test('the other desk gets all that was asked with its files, then each new word of who asked, in one thread', async () => {
  const one = await asked();
  await writes(one.id, 'It is the CTD of station 12.', { name: 'station.csv', text: 'lat,lon' });
  await handOver(one.id);
  await writes(one.id, 'Before it has left.');
  post.wake();
  await eventually('the other desk has it', () => Promise.resolve(lettersOf(one.number).length > 0));
  const [first] = lettersOf(one.number);
  expect(first).toMatchObject({ to: 'ric@ric.example.org', files: ['station.csv lat,lon'] });
  for (const words of ['salinity data of leg 2', 'CTD of station 12', 'Before it has left.', 'Son fichier est joint'])
    expect(first?.text.replaceAll(/\s+/g, ' ')).toContain(words);

  await writes(one.id, 'And the oxygen?', { name: 'more.csv', text: 'o2' });
  post.wake();
  await eventually('the other desk has the new words', () => Promise.resolve(lettersOf(one.number).length > 1));
  const [, second] = lettersOf(one.number);
  expect(second).toMatchObject({ to: 'ric@ric.example.org', inReplyTo: first?.id, files: ['more.csv o2'] });
  expect(second?.text).toContain('And the oxygen?');
  expect(second?.text).not.toContain('leg 2');
  expect(second?.text).not.toContain(one.email);
  expect(await standOf(one.id)).toMatchObject({ state: 'open', level: 'external' });

  await theyWrite(second?.replyTo ?? '', `[RIC #5000] Re: [${one.number}]`, 'Here it is.');
  expect((await wordsOf(one.id)).at(-1)).toMatchObject({ side: 'external', text: 'Here it is.' });
  await writes(one.id, 'Thank you.');
  expect((await mailsOf(one.id)).filter(({ about }) => about === 'handed_out')).toHaveLength(2);
}, 60_000);

test('what belongs to a topic goes to the desk of that topic, and new words follow there', async () => {
  const one = await asked();
  await run(db.pool, `update ticket set topic = 'geophysics' where id = $1`, [one.id]);
  await handOver(one.id);
  expect(await mailsOf(one.id)).toContainEqual(
    expect.objectContaining({ about: 'handed_out', to: 'help@geo.example.org' }),
  );
  const other = await asked();
  await run(db.pool, `update ticket set topic = 'physics' where id = $1`, [other.id]);
  await handOver(other.id);
  expect(await mailsOf(other.id)).toContainEqual(
    expect.objectContaining({ about: 'handed_out', to: 'ric@ric.example.org' }),
  );
});

test('who took it back here keeps new words, and the other desk is left in peace', async () => {
  const one = await asked();
  await handOver(one.id);
  await addPerson(db.pool, 'bea');
  await inTransaction(db.pool, (tx) =>
    tellTicket(tx, one.id, {
      event: { type: 'take', by: 'bea' },
      side: 'desk',
      actor: { kind: 'person', id: 'bea' },
      at: clock(),
    }),
  );
  await writes(one.id, 'And the oxygen?');
  const handedOut = (await mailsOf(one.id)).filter(({ about }) => about === 'handed_out');
  expect(handedOut).toHaveLength(1);
  expect(await mailsOf(one.id)).toContainEqual(expect.objectContaining({ about: 'your_turn', to: 'bea@example.org' }));
});
