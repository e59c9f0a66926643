import { createServer, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import type { Loop } from '../../activities/loops/loop';
import { startPost } from '../../activities/loops/post';
import { writeLetters } from '../../db/letter-lines';
import { inTransaction, rows, run } from '../../db/query';
import { CONNECTIONS, smtpTransport, type Transport } from '../../mail/transport';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { aSupplier, openCase, say } from '../support/stories';
import { plainLetter, silent } from '../support/temporal';

const db = useDatabase();
const LETTERS = 12;
let nowMs = AT.getTime();
const clock = (): Date => new Date(nowMs);

/** What the relay does with the n-th message of a day. */
type Mood = (n: number) => 'take' | 'stall' | 'cut' | { code: number };
let mood: Mood;
let seen: number;
/** Message-IDs of what was answered with 250. */
const taken: string[] = [];
let port: number;
let relay: SMTPServer | null = null;
let post: Loop;
let transport: Transport;

async function open(): Promise<void> {
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    closeTimeout: 50,
    onData: (stream, _session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on('end', () => {
        const now = mood((seen += 1));
        if (now === 'stall') return;
        if (now === 'cut') return sockets.forEach((socket) => socket.destroy());
        if (typeof now === 'object') return done(Object.assign(new Error('not now'), { responseCode: now.code }));
        taken.push(/^Message-ID: <(.*)>/im.exec(text)?.[1] ?? '');
        done();
      });
    },
  });
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  relay = server;
}
async function shut(): Promise<void> {
  const server = relay;
  relay = null;
  if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
}

beforeAll(async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  port = typeof address === 'object' && address ? address.port : 0;
  await new Promise((resolve) => probe.close(resolve));
  transport = smtpTransport(
    `smtp://127.0.0.1:${port}`,
    { name: 'Vigie', address: 'vigie@example.org', replyTo: 'qualite@example.org' },
    { connectMs: 1_000, silentMs: 300, wholeMs: 3_000 },
  );
  const { send } = transport;
  post = startPost({ pool: db.pool, clock, log: silent, compose: plainLetter(db), send, mailHost: 'example.org' });
});
afterAll(async () => {
  await post.stop();
  transport.close();
  await shut();
});

async function oneWaits(severity: 'error' | 'critical' = 'error'): Promise<void> {
  const supplier = await aSupplier(db.pool);
  const [contact = 0] = supplier.contacts;
  const id = await openCase(db.pool, { at: clock(), supplier, trusted: true });
  await run(db.pool, 'update anomaly_case set severity = $2 where id = $1', [id, severity]);
  await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, clock());
  await say(db.pool, id, 'clock', { type: 'letter_due' }, clock());
  await inTransaction(db.pool, (tx) => writeLetters(tx, contact, new Date(nowMs + 2_000)));
}
const Mail = z.object({ id: z.string(), state: z.string(), attempts: z.number(), held: z.boolean(), before: z.date() });
const mails = () =>
  rows(
    db.pool,
    Mail,
    'select id, state, attempts, lease_until is not null as held, not_before as before from mail order by id',
  );

/** An hour passes; whatever may leave is tried, until nothing more moves. */
async function anHour(): Promise<void> {
  nowMs += 3_600_000;
  seen = 0;
  for (let tries = 0; tries < 2000; tries += 1) {
    post.wake();
    const all = await mails();
    if (all.every(({ state, held, before }) => !held && (state !== 'pending' || before.getTime() > nowMs))) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`still busy: ${JSON.stringify(await mails())}`);
}

test('a relay that is down, refuses, stalls, cuts and takes half: every letter is taken in the end, once', async () => {
  for (let n = 0; n < LETTERS; n += 1) await oneWaits();
  const sentSoFar = async (): Promise<number> => (await mails()).filter(({ state }) => state === 'sent').length;

  await anHour(); // nobody listens
  expect(await sentSoFar()).toBe(0);

  await open();
  mood = () => ({ code: 451 });
  await anHour();
  expect([await sentSoFar(), taken.length]).toEqual([0, 0]);

  mood = (n) => (n % 2 === 0 ? 'take' : { code: 421 });
  await anHour();
  const half = await sentSoFar();
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(LETTERS);

  mood = (n) => (n === 1 ? 'take' : n % 2 === 0 ? 'stall' : 'cut');
  await anHour();
  expect(await sentSoFar()).toBeLessThan(LETTERS);

  await shut();
  await anHour();
  await open();
  mood = () => 'take';
  for (let hours = 0; hours < 10 && (await sentSoFar()) < LETTERS; hours += 1) await anHour();

  const all = await mails();
  expect(all.map(({ state }) => state)).toEqual(all.map(() => 'sent'));
  expect(taken.toSorted()).toEqual(all.map(({ id }) => `${id}@example.org`).toSorted());
}, 60_000);

test('what is critical leaves before what has waited longer', async () => {
  await shut();
  taken.length = 0;
  for (let n = 0; n < 8; n += 1) await oneWaits();
  const before = new Set((await mails()).map(({ id }) => id));
  await oneWaits('critical');
  const critical = (await mails()).find(({ id }) => !before.has(id));
  await open();
  mood = () => 'take';
  await anHour();
  expect(taken.length).toBeGreaterThanOrEqual(9);
  expect(taken.slice(0, CONNECTIONS)).toContain(`${critical?.id}@example.org`);
});
