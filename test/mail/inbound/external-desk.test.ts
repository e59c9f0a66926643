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
import { storeMail } from '../../../db/inbound/store';
import { firstRow, inTransaction, rows } from '../../../db/query';
import { editRow } from '../../../db/registers';
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
const theirs = { isDown: false, mails: [] as { id: string; subject: string; replyTo: string; text: string }[] };
const requestsThere = (): string[] => [...new Set(theirs.mails.map(({ id }) => id))];

beforeAll(async () => {
  theirServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      const isForThem = session.envelope.rcptTo.some(({ address }) => address === 'ric@ric.example.org');
      void simpleParser(stream).then(({ messageId = '', subject = '', replyTo, text = '' }) => {
        if (theirs.isDown && isForThem) return done(Object.assign(new Error('down'), { responseCode: 451 }));
        if (isForThem) theirs.mails.push({ id: messageId, subject, replyTo: replyTo?.value[0]?.address ?? '', text });
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
