import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../cli/free-port';
import { rows } from '../../db/query';
import { type CuttingProxy, startProxy } from '../support/cutting-proxy';
import { useDatabase } from '../support/database';
import { eventually } from '../support/demo';
import { type ImapServer, startImapServer } from '../support/imap-server';

const db = useDatabase();
const MAIN = join(process.cwd(), 'dist/cli/main.js');
let imap: ImapServer;
let proxy: CuttingProxy;
let running: ChildProcess | null = null;
beforeAll(async () => {
  imap = await startImapServer();
  proxy = await startProxy(Number(new URL(imap.url).port));
}, 300_000);
afterAll(async () => {
  await kill();
  await proxy.stop();
  await imap.stop();
});

/** `vigie work` over this mailbox; Temporal is away all the time, and mail does not wait for it. */
async function work(): Promise<void> {
  const env = {
    ...process.env,
    DATABASE_URL: db.url,
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
    SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
    BASE_URL: 'http://vigie.example.org',
    VIGIE_LINK_KEY: Buffer.alloc(32, 7).toString('base64'),
    IMAP_URL: Object.assign(new URL(imap.url), { port: String(proxy.port) }).href,
    LOG_LEVEL: 'fatal',
  };
  running = spawn(process.execPath, [MAIN, 'work'], { env, stdio: 'ignore' });
}
async function kill(): Promise<void> {
  const child = running;
  running = null;
  if (!child || child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
const aMail = (n: number): Buffer =>
  Buffer.from(
    `From: a@example.org\r\nTo: qualite@example.org\r\nSubject: mail ${n}\r\nMessage-ID: <${n}@example.org>\r\n\r\nB\r\n`,
  );
const handled = async (): Promise<string[]> =>
  (
    await rows(
      db.pool,
      z.object({ subject: z.string() }),
      `select subject from inbound_mail where ticket is not null order by id`,
    )
  ).map(({ subject }) => subject);

test('killed each time between storing a mail and marking it, no mail is lost and none comes twice', async () => {
  const all = Array.from({ length: 2 }, (_, n) => `mail ${n}`);
  for (let n = 0; n < all.length; n += 1) {
    await imap.deliver(aMail(n));
    const died = new Promise<void>((resolve) => {
      proxy.arm(/UID STORE/, () => void kill().then(resolve));
    });
    await work();
    await died;
  }
  expect((await imap.seen())[0]).toBeLessThan(all.length);
  await work();
  await eventually('every mail is handled', async () => (await handled()).length >= all.length);
  await eventually('every mail is marked', async () => (await imap.seen())[0] === all.length);
  expect(await handled()).toEqual(all);
}, 120_000);
