import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import type { Loop } from '../../activities/loops/loop';
import { startPost } from '../../activities/loops/post';
import { firstRow, inTransaction, run } from '../../db/query';
import { writeLetters } from '../../db/letter-lines';
import { smtpTransport, type Transport } from '../../mail/transport';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { aSupplier, factsOf, openCase, openTasks, say } from '../support/stories';
import { plainLetter, silent } from '../support/temporal';

const db = useDatabase();
const MINUTE_MS = 60_000;

/** What the server does with the next message: an answer, silence, or a cut after it has taken it. */
type Mood = 'take' | 'stall' | 'cut' | { code: number };
const arrived: string[] = [];
const replyTo: string[] = [];
let mood: Mood = 'take';
let server: SMTPServer;
let post: Loop;
let transport: Transport;
let nowMs = AT.getTime();
const clock = (): Date => new Date(nowMs);

beforeAll(async () => {
  const sockets = new Map<string, Socket>();
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onConnect: (_session, done) => done(),
    onData: (stream, _session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on('end', () => {
        if (mood === 'stall') return;
        if (typeof mood === 'object') {
          done(Object.assign(new Error('not now'), { responseCode: mood.code }));
          return;
        }
        replyTo.push(/^Reply-To: (.*)/im.exec(text)?.[1] ?? '');
        arrived.push(/^Message-ID: <(.*)>/im.exec(text)?.[1] ?? '');
        if (mood === 'cut') for (const socket of sockets.values()) socket.destroy();
        else done();
      });
    },
  });
  server.server.on('connection', (socket: Socket) => {
    const key = String(socket.remotePort);
    sockets.set(key, socket);
    socket.on('close', () => sockets.delete(key));
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  transport = smtpTransport(
    `smtp://127.0.0.1:${port}`,
    { name: 'Vigie', address: 'vigie@example.org', replyTo: 'qualite@example.org' },
    { connectMs: 2_000, silentMs: 300, wholeMs: 5_000 },
  );
  post = startPost({
    pool: db.pool,
    clock,
    log: silent,
    compose: plainLetter(db),
    send: transport.send,
    mailHost: 'example.org',
  });
});
afterAll(async () => {
  await post.stop();
  transport.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
beforeEach(() => {
  arrived.length = 0;
  mood = 'take';
});

/** A case with one letter about to leave. */
async function waiting(): Promise<{ id: number; mail: string; contact: number }> {
  const supplier = await aSupplier(db.pool);
  const [contact = 0] = supplier.contacts;
  const id = await openCase(db.pool, { at: clock(), supplier, trusted: true });
  await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, clock());
  await say(db.pool, id, 'clock', { type: 'letter_due' }, clock());
  pass(2_000);
  await inTransaction(db.pool, (tx) => writeLetters(tx, contact, clock()));
  const found = await firstRow(db.pool, z.object({ id: z.string() }), 'select id from mail where contact = $1', [
    contact,
  ]);
  return { id, contact, mail: found?.id ?? '' };
}
const Mail = z.object({ state: z.string(), attempts: z.number(), not_before: z.date(), lease: z.boolean() });
const mailOf = (id: string) =>
  firstRow(
    db.pool,
    Mail,
    'select state, attempts, not_before, lease_until is not null as lease from mail where id = $1',
    [id],
  );
/** Waits until the mail has this state after this many attempts, and nobody holds it. */
async function becomes(mail: string, state: string, attempts: number): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    post.wake();
    const now = await mailOf(mail);
    if (now?.state === state && now.attempts === attempts && !now.lease) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never ${state} after ${attempts}: ${JSON.stringify(await mailOf(mail))}`);
}
const pass = (ms: number): void => {
  nowMs += ms;
};

test('a server that says "later" gets the same letter again, after one minute and then two', async () => {
  mood = { code: 451 };
  const { id, mail } = await waiting();
  await becomes(mail, 'pending', 1);
  expect((await mailOf(mail))?.not_before.getTime()).toBe(nowMs + MINUTE_MS);
  pass(MINUTE_MS);
  await becomes(mail, 'pending', 2);
  expect((await mailOf(mail))?.not_before.getTime()).toBe(nowMs + 2 * MINUTE_MS);
  mood = 'take';
  pass(2 * MINUTE_MS);
  await becomes(mail, 'sent', 3);
  expect(replyTo.at(-1)).toBe('qualite@example.org');
  expect(arrived).toEqual([`${mail}@example.org`]);
  expect((await factsOf(db.pool, id)).letterSentAt).toEqual(clock());
});

test('a server that says no for good is a task and a flagged contact, and no second attempt', async () => {
  mood = { code: 550 };
  const { id, mail, contact } = await waiting();
  await becomes(mail, 'refused', 1);
  expect(await openTasks(db.pool, id)).toEqual(['letter_refused']);
  expect((await factsOf(db.pool, id)).letterRefused).toBe(true);
  expect(await run(db.pool, 'select from contact where id = $1 and refused_at is not null', [contact])).toBe(1);
});

test('a server that falls silent loses nothing', async () => {
  mood = 'stall';
  const { mail } = await waiting();
  await becomes(mail, 'pending', 1);
  mood = 'take';
  pass(MINUTE_MS);
  await becomes(mail, 'sent', 2);
  expect(arrived).toEqual([`${mail}@example.org`]);
});

test('a letter whose acceptance got lost comes once more, under the same Message-ID', async () => {
  mood = 'cut';
  const { mail } = await waiting();
  await becomes(mail, 'pending', 1);
  mood = 'take';
  pass(MINUTE_MS);
  await becomes(mail, 'sent', 2);
  expect(arrived).toEqual([`${mail}@example.org`, `${mail}@example.org`]);
});

test('a letter whose case was closed meanwhile never leaves', async () => {
  mood = { code: 421 };
  const { id, mail } = await waiting();
  await becomes(mail, 'pending', 1);
  await say(db.pool, id, 'desk', { type: 'close', outcome: 'duplicate' }, clock());
  mood = 'take';
  pass(MINUTE_MS);
  await becomes(mail, 'cancelled', 2);
  expect(arrived).toEqual([]);
});

test('after five days of "later" the letter is given up, and a task says so without blaming the contact', async () => {
  mood = { code: 450 };
  const { id, mail, contact } = await waiting();
  await becomes(mail, 'pending', 1);
  pass(5 * 24 * 60 * MINUTE_MS);
  await becomes(mail, 'refused', 2);
  expect(await openTasks(db.pool, id)).toContain('letter_refused');
  expect(await run(db.pool, 'select from contact where id = $1 and refused_at is not null', [contact])).toBe(0);
});

test('when our account is refused all mail pauses, nothing is given up, and goes on by itself', async () => {
  mood = { code: 535 };
  const first = await waiting();
  await becomes(first.mail, 'pending', 1);
  const second = await waiting();
  mood = 'take';
  post.wake();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await mailOf(second.mail)).toMatchObject({ state: 'pending', attempts: 0 });
  pass(MINUTE_MS);
  await becomes(first.mail, 'sent', 2);
  await becomes(second.mail, 'sent', 1);
});

test('a lease left behind by a killed process ends, and the letter leaves', async () => {
  const supplierless = await waiting();
  await becomes(supplierless.mail, 'sent', 1);
  const { mail } = supplierless;
  await run(
    db.pool,
    `update mail set state = 'pending', sent_at = null, lease_until = $2, attempts = 1 where id = $1`,
    [mail, new Date(nowMs + 30_000)],
  );
  post.wake();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(arrived).toHaveLength(1);
  pass(31_000);
  await becomes(mail, 'sent', 2);
  expect(arrived).toHaveLength(2);
});
