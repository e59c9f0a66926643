import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { type Mailbox, startMailbox } from '../../mail/mailbox';

let dir: string;
let mailbox: Mailbox;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vigie-mailbox-'));
  mailbox = await startMailbox({ dir });
});
afterEach(async () => {
  await mailbox.stop();
  rmSync(dir, { recursive: true });
});

const send = async (subject: string, more: { text?: string; html?: string } = {}): Promise<void> => {
  const transport = createTransport(mailbox.smtpUrl);
  const from = 'Vigie <vigie@example.org>';
  await transport.sendMail({ from, to: 'Anna Lee <anna@example.org>', subject, text: 'Bonjour.', ...more });
  transport.close();
};

test('a mail is listed with its address, words, headers and every link, accents and long lines whole', async () => {
  const link = `http://127.0.0.1:8080/s/dql_${'a'.repeat(43)}`;
  await send('[A-2026-00001] Température à vérifier', {
    text: `Bonjour,\n\n${'mot '.repeat(60)}\n${link}\n\nVoir aussi https://example.org/aide?x=1&y=2.\n`,
    html: `<p><a href="${link}">ici</a> <a href="https://example.org/?a=1&amp;b=2">là</a></p>`,
  });
  const [mail] = await mailbox.list();
  expect(mail).toMatchObject({
    to: 'anna@example.org',
    subject: '[A-2026-00001] Température à vérifier',
    links: [link, 'https://example.org/aide?x=1&y=2', 'https://example.org/?a=1&b=2'],
  });
  expect(mail?.text).toContain('mot mot');
  expect(mail?.html).toContain('ici');
  expect(mail?.headers['from']).toBe('Vigie <vigie@example.org>');
});

test('the newest mail is first, and a restart keeps them all', async () => {
  for (const subject of ['one', 'two', 'three']) await send(subject);
  await mailbox.stop();
  mailbox = await startMailbox({ dir });
  await send('four');
  expect((await mailbox.list()).map(({ subject }) => subject)).toEqual(['four', 'three', 'two', 'one']);
});

test('two mails at once are two mails', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => send(`mail ${n}`)));
  expect(new Set((await mailbox.list()).map(({ subject }) => subject)).size).toBe(20);
});

test('a mail that has only HTML is readable as text too', async () => {
  await send('HTML only', { text: '', html: '<p>Bonjour</p>' });
  expect((await mailbox.list())[0]).toMatchObject({ text: 'Bonjour', html: expect.stringContaining('<p>Bonjour</p>') });
});

const dialogue = (lines: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1');
    const rest = [...lines];
    let answers = '';
    socket.on('error', reject);
    socket.on('close', () => resolve(answers));
    socket.on('data', (chunk) => {
      answers += chunk.toString();
      const next = rest.shift();
      if (next === undefined) socket.end();
      else socket.write(`${next}\r\n`);
    });
  });

test.each(['<a@b@evil.example.org>', '<a,b@example.org>', '<nobody>'])('the address %s is refused', async (address) => {
  const answers = await dialogue(['HELO me', 'MAIL FROM:<v@example.org>', `RCPT TO:${address}`, 'QUIT']);
  expect(answers).toMatch(/^5\d\d/m);
  expect(await mailbox.list()).toEqual([]);
});

test('a mail that was cut half-way is not kept', async () => {
  const answers = await dialogue(['HELO me', 'MAIL FROM:<v@example.org>', 'RCPT TO:<w@example.org>', 'DATA']);
  expect(answers).toMatch(/^354/m);
  expect(await mailbox.list()).toEqual([]);
});
