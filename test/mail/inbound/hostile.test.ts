import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readInbox } from '../../../activities/loops/inbox';
import { firstRow, run } from '../../../db/query';
import { useDatabase } from '../../support/database';
import { aReply, answersTo, inboundMails, inboxDeps, receive, replyAddress, store } from '../../support/inbound';
import { seedCase, seedContact, seedLetter } from '../../support/letters';
import { startParser } from '../../../mail/inbound/parser';

const db = useDatabase();
const deps = () => inboxDeps(db.pool);

async function asked() {
  const { supplier, contact } = await seedContact(db.pool);
  const of = await seedCase(db.pool, { supplier, contact });
  const { mail } = await seedLetter(db.pool, contact, [of]);
  return { of, contact, mail, from: `${supplier}@example.org`, to: await replyAddress(db.pool, mail) };
}

const nested = (depth: number): string => {
  const marks = Array.from({ length: depth }, (_, n) => `b${n}`);
  return marks
    .map((mark, n) => `${n === 0 ? '' : `Content-Type: multipart/mixed; boundary=${mark}\n\n`}--${mark}\n`)
    .join('');
};

describe('set aside with the reason, and no case is touched', () => {
  test.each<[string, string, Partial<Parameters<typeof aReply>[0]>]>([
    ['two From fields', 'two_from', { head: ['From: b@example.org'] }],
    ['two addresses in From', 'two_from', { head: [], from: 'x@example.org>, B <b@example.org' }],
    ['two subjects', 'doubled_header', { head: ['Subject: a', 'Subject: b'] }],
    ['a NUL', 'nul', { body: 'B\0' }],
    ['too long a head', 'header_bomb', { head: [`X-Long: ${'x '.repeat(40_000)}`] }],
    ['too many fields', 'header_bomb', { head: Array.from({ length: 600 }, (_, n) => `X-${n}: y`) }],
    ['too many parts', 'mime_parts', { type: 'multipart/mixed; boundary=b', body: '--b\n\nx\n'.repeat(200) }],
    ['parts in parts', 'mime_depth', { type: 'multipart/mixed; boundary=b0', body: nested(30) }],
    [
      'too many addresses',
      'too_many_addresses',
      { head: [`Cc: ${Array.from({ length: 60 }, (_, n) => `a${n}@example.org`).join(', ')}`] },
    ],
    ['our own address', 'own_address', { from: 'qualite@example.org' }],
    ['our own mark', 'loop', { head: ['X-Vigie-Loop: here'] }],
    ['passed on too often', 'loop', { head: Array.from({ length: 60 }, () => 'Received: from a by b') }],
  ])('%s', async (_, reason, patch) => {
    const { of, from, to } = await asked();
    const mail = await receive(deps(), aReply({ from, to, body: 'B', ...patch }));
    expect([mail.state, mail.reason]).toEqual(['quarantined', reason]);
    expect(await answersTo(db.pool, of.id)).toEqual([]);
  });

  test('a sender who writes too often, from then on', async () => {
    const { from, to } = await asked();
    const states: string[] = [];
    for (let n = 0; n < 32; n += 1) states.push((await receive(deps(), aReply({ from, to, body: `Mot ${n}` }))).state);
    expect(states.filter((state) => state === 'quarantined')).toHaveLength(2);
    expect((await inboundMails(db.pool)).at(-1)?.reason).toBe('rate');
  });

  test('one that cannot be handled however often it is tried', async () => {
    const { from, to } = await asked();
    const { id } = await store(db.pool, aReply({ from, to, body: 'B' }));
    await run(db.pool, 'update inbound_mail set attempts = 9 where id = $1', [id]);
    await readInbox(deps());
    expect((await inboundMails(db.pool)).find((mail) => mail.id === id)).toMatchObject({
      state: 'quarantined',
      reason: 'failing',
    });
  });
});

describe('what a machine writes changes nothing', () => {
  test.each([
    ['an answering machine', ['Auto-Submitted: auto-replied (vacation)'], null, 'out_of_office'],
    ['a program', ['Auto-Submitted: auto-generated'], null, 'auto_reply'],
    ['a loop mark', ['X-Loop: a@example.org'], null, 'auto_reply'],
    ['nobody', [], '', 'auto_reply'],
    [
      'a receipt',
      ['Content-Type: multipart/report; report-type=disposition-notification; boundary=x'],
      null,
      'receipt',
    ],
    ['a list that nobody asked', ['Precedence: bulk'], null, 'bulk'],
  ])('%s', async (_, head, envelope, is) => {
    const { of, from, to } = await asked();
    const isReport = head.some((line) => line.startsWith('Content-Type'));
    const raw = aReply({ from, to: is === 'bulk' ? 'qualite@example.org' : to, body: 'B', head });
    const mail = await receive(
      deps(),
      isReport ? Buffer.from(raw.toString().replace('Content-Type: text/plain; charset=utf-8\r\n', '')) : raw,
      envelope,
    );
    expect([mail.state, mail.reason]).toEqual(['filed', is]);
    expect(await answersTo(db.pool, of.id)).toEqual([]);
    const kept = await firstRow(
      db.pool,
      z.object({ phase: z.string() }),
      'select phase from anomaly_case where id = $1',
      [of.id],
    );
    expect(kept?.phase).toBe('notified');
  });

  test('Auto-Submitted: no is a person', async () => {
    const { of, from, to } = await asked();
    expect((await receive(deps(), aReply({ from, to, body: 'B', head: ['Auto-Submitted: no'] }))).state).toBe(
      'applied',
    );
    expect(await answersTo(db.pool, of.id)).toHaveLength(1);
  });
});

describe('a mail that comes back', () => {
  const report = (to: string, action: string, status: string, original: string): Buffer =>
    Buffer.from(
      [
        'From: Mail Delivery System <MAILER-DAEMON@example.org>',
        `To: ${to}`,
        'Subject: Undelivered Mail Returned to Sender',
        'Auto-Submitted: auto-replied',
        'Message-ID: <dsn@mx.example.org>',
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
        '',
        '--r',
        'Content-Type: text/plain',
        '',
        'It could not be delivered.',
        '--r',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example.org',
        '',
        'Final-Recipient: rfc822; anne@example.org',
        `Action: ${action}`,
        `Status: ${status}`,
        '',
        '--r',
        'Content-Type: text/rfc822-headers',
        '',
        `Message-ID: <${original}>`,
        'Subject: x',
        '',
        '--r--',
        '',
      ].join('\r\n'),
    );
  const contactOf = (id: number) =>
    firstRow(
      db.pool,
      z.object({ refused: z.boolean() }),
      'select refused_at is not null as refused from contact where id = $1',
      [id],
    );

  test.each([
    ['by the address that it came back to', (to: string) => to, () => 'unknown@example.org'],
    ['by the mail that it repeats', () => 'qualite@example.org', (mail: string) => `${mail}@vigie`],
  ])('for good, known %s: the contact is marked', async (_, toOf, originalOf) => {
    const { contact, mail, to } = await asked();
    const kept = await receive(deps(), report(toOf(to), 'failed', '5.1.1', originalOf(mail)), '');
    expect(kept).toMatchObject({ state: 'filed', reason: 'bounce_hard', cases: [{ state: 'noted' }] });
    expect(await contactOf(contact)).toEqual({ refused: true });
    await run(db.pool, `update inbound_mail set message_id = null where id = $1`, [kept.id]);
  });

  test.each([
    ['delayed', '4.4.1', 'bounce_soft'],
    ['failed', '5.2.2', 'bounce_soft'],
    ['delivered', '2.0.0', 'bounce_none'],
  ])('%s %s marks nobody', async (action, status, reason) => {
    const { contact, to } = await asked();
    const kept = await receive(
      deps(),
      Buffer.from(report(to, action, status, 'x@y').toString().replace('dsn@', `${action}${status}@`)),
      '',
    );
    expect([kept.state, kept.reason]).toEqual(['filed', reason]);
    expect(await contactOf(contact)).toEqual({ refused: false });
  });

  test('one that names no mail of ours is believed by nobody', async () => {
    const { contact } = await asked();
    const kept = await receive(
      deps(),
      Buffer.from(
        report('qualite@example.org', 'failed', '5.1.1', 'guess@vigie').toString().replace('dsn@', 'forged@'),
      ),
      '',
    );
    expect([kept.state, kept.reason]).toEqual(['quarantined', 'bounce_unmatched']);
    expect(await contactOf(contact)).toEqual({ refused: false });
  });
});

test('broken encodings are shown with what can be read of them, never answered by', async () => {
  const { from, to, of } = await asked();
  const broken = Buffer.concat([aReply({ from, to, body: 'B' }), Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a])]);
  expect(await receive(deps(), broken)).toMatchObject({ state: 'proposed', reason: 'broken_encoding' });
  const stranger = Buffer.concat([
    aReply({ from, to: 'qualite@example.org', body: 'B' }),
    Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a]),
  ]);
  expect(await receive(deps(), stranger)).toMatchObject({ state: 'quarantined', reason: 'broken_encoding' });
  expect(await answersTo(db.pool, of.id)).toEqual([]);
});

test('a mail that takes its reader too long is given up, and the next one is read', async () => {
  const parser = startParser(1);
  const slow = Buffer.concat([
    aReply({ from: 'a@example.org', to: 'b@example.org', body: '' }),
    Buffer.from('x\r\n'.repeat(500_000)),
  ]);
  expect(await parser.open(slow)).toEqual({ ok: false, fault: 'parse_timeout' });
  await parser.stop();
  const patient = startParser();
  expect(await patient.open(aReply({ from: 'a@example.org', to: 'b@example.org', body: 'B' }))).toMatchObject({
    ok: true,
  });
  await patient.stop();
});

test('whatever is done to the bytes of a mail, it is kept, judged, and answers no case that it should not', async () => {
  const { of, to } = await asked();
  const folder = join(__dirname, '../../../samples/mail');
  const samples = readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => readFileSync(join(folder, name)));
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(samples.length - 1),
      fc.array(fc.tuple(fc.nat(4000), fc.nat(255), fc.nat(3)), { minLength: 1, maxLength: 12 }),
      async (which, edits) => {
        let raw = Buffer.from(
          (samples[which] ?? Buffer.alloc(0)).toString('latin1').replaceAll(/qualite\+0{32}@example\.org/g, to),
          'latin1',
        );
        for (const [at, byte, what] of edits) {
          const place = at % raw.length;
          if (what === 0) raw = Buffer.concat([raw.subarray(0, place), Buffer.from([byte]), raw.subarray(place)]);
          else if (what === 1) raw = Buffer.concat([raw.subarray(0, place), raw.subarray(place + 1 + (byte % 40))]);
          else if (what === 2) raw[place] = byte;
          else raw = raw.subarray(0, Math.max(1, raw.length - byte));
        }
        await store(db.pool, raw);
        sent += 1;
        while ((await readInbox(deps())) > 0);
      },
    ),
    { numRuns: 150 },
  );
  expect(sent).toBe(150);
  expect((await inboundMails(db.pool)).filter(({ state }) => state === 'stored')).toEqual([]);
  expect(await answersTo(db.pool, of.id)).toEqual([]);
}, 120_000);
