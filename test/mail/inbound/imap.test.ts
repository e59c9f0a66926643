import pino from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { firstRow, rows, run } from '../../../db/query';
import { type ImapReader, openImap, readNew, startImap } from '../../../mail/inbound/imap';
import { type CuttingProxy, startProxy } from '../../support/cutting-proxy';
import { useDatabase } from '../../support/database';
import { type ImapServer, startImapServer } from '../../support/imap-server';

const db = useDatabase();
let imap: ImapServer;
let proxy: CuttingProxy;
let url: string;
let reader: ImapReader | null = null;
beforeAll(async () => {
  imap = await startImapServer();
}, 300_000);
afterAll(() => imap.stop());
beforeEach(async () => {
  await run(db.pool, 'truncate inbound_mail, inbound_position cascade');
  await imap.clear();
  proxy = await startProxy(Number(new URL(imap.url).port));
  url = Object.assign(new URL(imap.url), { port: String(proxy.port) }).href;
});
afterEach(async () => {
  await reader?.stop();
  reader = null;
  await proxy.stop();
});

const aMail = (subject: string): Buffer =>
  Buffer.from(
    `From: a@example.org\r\nTo: qualite@example.org\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.org>\r\n\r\nB\r\n`,
  );
const deps = (clock = () => new Date()) => ({ pool: db.pool, clock, log: pino({ level: 'silent' }), url });
const stored = async (): Promise<number> =>
  (await firstRow(db.pool, z.object({ n: z.number() }), 'select count(*) as n from inbound_mail'))?.n ?? 0;
const subjects = async (): Promise<string[]> =>
  (
    await rows(
      db.pool,
      z.object({ subject: z.string() }),
      `select substring(convert_from(c.bytes, 'UTF8') from 'Subject: (\\S+)') as subject
         from inbound_mail m join file_chunk c on c.sha256 = m.sha256 order by m.id`,
    )
  ).map(({ subject }) => subject);
async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await what()) return;
    await sleep(25);
  }
  throw new Error('it did not come to be');
}
async function look(): Promise<number> {
  const client = openImap(url);
  await client.connect();
  try {
    await client.mailboxOpen('Vigie');
    return await readNew(deps(), client);
  } finally {
    client.close();
  }
}

test('what nobody has read is stored and marked, what had been read before we came is left alone', async () => {
  await imap.deliver(aMail('old'), ['\\Seen']);
  await imap.deliver(aMail('one'));
  await imap.deliver(aMail('two'));
  expect(await look()).toBe(2);
  expect(await subjects()).toEqual(['one', 'two']);
  expect(await imap.seen()).toEqual([3, 3]);
  expect(await look()).toBe(0);
});

test('a mail that comes while we wait is read at once', async () => {
  reader = startImap({ ...deps(), netMs: 600_000 });
  await until(async () => (await firstRow(db.pool, z.object({}), 'select from inbound_position')) !== null);
  await imap.deliver(aMail('now'));
  await until(async () => (await stored()) === 1);
  await until(async () => (await imap.seen())[0] === 1);
});

test('a person who reads the folder beside us takes nothing from us', async () => {
  await look();
  await imap.deliver(aMail('read-by-hand'), ['\\Seen']);
  await look();
  expect(await subjects()).toEqual(['read-by-hand']);
});

test('cut off between storing and marking, a mail is neither lost nor doubled, and marked the next time', async () => {
  await imap.deliver(aMail('one'));
  await imap.deliver(aMail('two'));
  proxy.arm(/UID STORE/, () => undefined);
  await expect(look()).rejects.toThrow();
  expect([await subjects(), await imap.seen()]).toEqual([['one'], [0, 2]]);
  await look();
  expect([await subjects(), await imap.seen()]).toEqual([
    ['one', 'two'],
    [2, 2],
  ]);
});

test('a folder that is numbered anew is read again, and nothing comes twice', async () => {
  for (const subject of ['one', 'two', 'three']) await imap.deliver(aMail(subject));
  await look();
  await imap.renumber();
  await imap.deliver(aMail('four'));
  await look();
  expect(await subjects()).toEqual(['one', 'two', 'three', 'four']);
  await imap.deliver(aMail('five'));
  expect(await look()).toBe(1);
});

test('the reader comes back after its connection was cut', async () => {
  reader = startImap(deps());
  await until(async () => (await firstRow(db.pool, z.object({}), 'select from inbound_position')) !== null);
  proxy.cut();
  await imap.deliver(aMail('after'));
  await until(async () => (await stored()) === 1);
});

test('of a mail that is too large the head is kept and set aside', async () => {
  await imap.deliver(Buffer.concat([aMail('large'), Buffer.alloc(26 * 1024 * 1024, 'x\r\n')]));
  await look();
  const kept = await rows(
    db.pool,
    z.object({ state: z.string(), reason: z.string(), size: z.number() }),
    'select state, reason, size from inbound_mail',
  );
  expect(kept).toEqual([{ state: 'quarantined', reason: 'too_large', size: expect.any(Number) }]);
  expect(kept[0]?.size).toBeLessThan(10_000);
});
