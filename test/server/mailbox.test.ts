import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { readInbox } from '../../activities/loops/inbox';
import { run } from '../../db/query';
import { hashToken, replyToken } from '../../domain/link';
import { baseAddress } from '../../mail/inbound/addresses';
import { type Mailbox, startMailbox } from '../../mail/mailbox';
import { useDatabase } from '../support/database';
import { answersTo, AUTHSERV, inboundMails, inboxDeps, store } from '../support/inbound';
import { LINK_KEY, type SeededCase, seedCase, seedContact, seedLetter } from '../support/letters';
import { serverDeps, startServer, type TestServer } from '../support/server';

const db = useDatabase();
let dir: string;
let mailbox: Mailbox;
let server: TestServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vigie-mailbox-'));
  mailbox = await startMailbox({ dir });
  mailbox.handOver({
    isOurs: (address) => baseAddress(address) === 'qualite@example.org',
    authservId: AUTHSERV,
    keep: async (raw, { from }) => void (await store(db.pool, raw, from)),
  });
  server = await startServer(serverDeps(db.pool, { mailbox }));
});
afterAll(async () => {
  await server.stop();
  await mailbox.stop();
  rmSync(dir, { recursive: true });
});

/** A letter in the mailbox, as the post loop sends it. */
async function letter(): Promise<{ of: SeededCase; to: string; replyTo: string }> {
  const { supplier, contact } = await seedContact(db.pool);
  const of = await seedCase(db.pool, { supplier, contact });
  const { mail } = await seedLetter(db.pool, contact, [of]);
  const token = replyToken(LINK_KEY, mail);
  await run(db.pool, 'update mail set reply_hash = $2 where id = $1', [mail, hashToken(token)]);
  const to = `${supplier}@example.org`;
  const replyTo = `qualite+${token}@example.org`;
  await send({
    from: 'vigie@example.org',
    to,
    replyTo,
    messageId: `<${mail}@vigie>`,
    subject: of.number,
    text: 'A  Panne\nB  À éliminer\n',
  });
  return { of, to, replyTo };
}
async function send(mail: Record<string, unknown>): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail(mail);
  transport.close();
}
const post = (path: string, text: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ text }), headers });

test('a newcomer answers a letter by the form under it', async () => {
  const { of } = await letter();
  const page = await (await fetch(`${server.url}/mailbox`)).text();
  const action = /action="(\/mailbox\/\d+\/reply)"/.exec(page)?.[1] ?? '';
  expect((await post(action, 'B\nCapteur encrassé.')).status).toBe(303);
  await readInbox(inboxDeps(db.pool));
  expect(await answersTo(db.pool, of.id)).toMatchObject([{ code: 'eliminate', comment: 'Capteur encrassé.' }]);
  const [newest] = await mailbox.list();
  expect(newest?.subject).toBe(`Re: ${of.number}`);
});

test('a form of another site, an empty one and one for no mail do nothing', async () => {
  const before = (await mailbox.list()).length;
  expect((await post('/mailbox/00000001/reply', 'B', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post('/mailbox/00000001/reply', ' ')).status).toBe(422);
  expect((await post('/mailbox/99999999/reply', 'B')).status).toBe(404);
  expect((await mailbox.list()).length).toBe(before);
});

test('a mail program of this machine answers by SMTP; a verdict that it brings is looked at as it is', async () => {
  const { of, to, replyTo } = await letter();
  const forged = { 'Authentication-Results': 'mx.evil.example; dmarc=pass header.from=example.org' };
  await send({ from: to, to: replyTo, subject: 'Re', text: 'C', headers: forged });
  await readInbox(inboxDeps(db.pool));
  expect(await answersTo(db.pool, of.id)).toEqual([]);
  expect((await inboundMails(db.pool)).at(-1)).toMatchObject({ state: 'proposed', reason: 'no_verdict' });
  await send({ from: to, to: replyTo, subject: 'Re', text: 'C' });
  await readInbox(inboxDeps(db.pool));
  expect(await answersTo(db.pool, of.id)).toMatchObject([{ code: 'confirmed_real' }]);
});
