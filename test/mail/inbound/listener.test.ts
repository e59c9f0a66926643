import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { type Keep, type Listener, startListener } from '../../../mail/inbound/listener';

let listener: Listener | null = null;
afterEach(async () => {
  await listener?.stop();
  listener = null;
});

interface Taken {
  raw: string;
  from: string;
  to: string[];
}
async function listen(scheme: 'smtp' | 'lmtp', keep?: Keep): Promise<{ taken: Taken[]; port: number }> {
  const taken: Taken[] = [];
  listener = await startListener({
    url: `${scheme}://127.0.0.1:0`,
    ours: ['qualite@example.org'],
    keep:
      keep ??
      ((raw, envelope) => {
        taken.push({ raw: raw.toString('latin1'), ...envelope });
        return Promise.resolve();
      }),
  });
  return { taken, port: listener.port };
}

/** Says these lines one after the other, each after an answer. */
const dialogue = (port: number, lines: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const rest = [...lines];
    let answers = '';
    socket.on('error', reject);
    socket.on('close', () => resolve(answers));
    socket.on('data', (chunk) => {
      answers += chunk.toString();
      if (!/^\d{3} .*\r\n$/m.test(chunk.toString())) return;
      const next = rest.shift();
      if (next === undefined) socket.end();
      else socket.write(next.endsWith('\n') ? next : `${next}\r\n`);
    });
  });
const FROM = 'MAIL FROM:<a@example.org>';
const TO = `RCPT TO:<qualite+${'0'.repeat(32)}@example.org>`;
const MAIL = 'Subject: x\r\n\r\nB\r\n.\r\n';

test('a mail to us is taken by SMTP, with its envelope', async () => {
  const { taken, port } = await listen('smtp');
  const transport = createTransport({ host: '127.0.0.1', port });
  await transport.sendMail({
    from: 'a@example.org',
    to: `qualite+${'a'.repeat(32)}@example.org`,
    subject: 'é',
    text: 'B',
  });
  transport.close();
  expect(taken).toMatchObject([{ from: 'a@example.org', to: [`qualite+${'a'.repeat(32)}@example.org`] }]);
  expect(taken[0]?.raw).toContain('\r\n\r\nB\r\n');
});

test('and by LMTP, for each recipient; a report comes from nobody', async () => {
  const { taken, port } = await listen('lmtp');
  const said = await dialogue(port, [
    'LHLO me',
    'MAIL FROM:<>',
    TO,
    'RCPT TO:<Qualite@Example.org>',
    'DATA',
    MAIL,
    'QUIT',
  ]);
  expect(said.match(/^250 /gm)?.length).toBeGreaterThanOrEqual(4);
  expect(taken).toMatchObject([{ from: '', to: [expect.stringContaining('qualite+'), 'Qualite@Example.org'] }]);
});

test('it relays for nobody', async () => {
  const { taken, port } = await listen('smtp');
  expect(await dialogue(port, ['EHLO me', FROM, 'RCPT TO:<victim@elsewhere.example>', 'QUIT'])).toMatch(/^550 /m);
  expect(taken).toEqual([]);
});

test.each([
  ['the database is away', new Error('connection refused'), /^451 /m],
  ['the disk is full', Object.assign(new Error('could not extend file'), { code: '53100' }), /^452 /m],
])('while %s nothing is promised: the sender keeps the mail', async (_, error, answer) => {
  const { port } = await listen('smtp', () => Promise.reject(error));
  expect(await dialogue(port, ['EHLO me', FROM, TO, 'DATA', MAIL, 'QUIT'])).toMatch(answer);
});

test('a line that ends in LF alone is refused: two servers would see two mails', async () => {
  const { taken, port } = await listen('smtp');
  const smuggled = `Subject: x\r\n\r\nB\n.\nMAIL FROM:<b@example.org>\r\n.\r\n`;
  expect(await dialogue(port, ['EHLO me', FROM, TO, 'DATA', smuggled, 'QUIT'])).toMatch(/^554 /m);
  expect(taken).toEqual([]);
});

test('more than 25 MB are refused, and a mail that was cut is none', async () => {
  const { taken, port } = await listen('smtp');
  const line = `${'x'.repeat(998)}\r\n`;
  const large = `Subject: x\r\n\r\n${line.repeat(26_500)}.\r\n`;
  expect(await dialogue(port, ['EHLO me', FROM, TO, 'DATA', large, 'QUIT'])).toMatch(/^552 /m);
  const socket = connect(port, '127.0.0.1');
  socket.write(`EHLO me\r\n${FROM}\r\n${TO}\r\nDATA\r\n`);
  await sleep(50);
  socket.write('Subject: x\r\n\r\nhalf');
  socket.destroy();
  await sleep(50);
  expect(taken).toEqual([]);
});
