import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readInbox } from '../../../activities/loops/inbox';
import { rows, run } from '../../../db/query';
import { REPLY_MARK } from '../../../domain/ticket/reply-mark';
import { readReport } from '../../../mail/inbound/bounce';
import { classify } from '../../../mail/inbound/classify';
import { bodyStart, readHead, valueOf } from '../../../mail/inbound/head';
import { hostility } from '../../../mail/inbound/hostile';
import { replyOf } from '../../../mail/inbound/reply';
import { forwardedIn } from '../../../mail/inbound/tickets/forwarded';
import { guessLanguage } from '../../../domain/ticket/language';
import { saidByStaff } from '../../../mail/inbound/tickets/said-by-staff';
import { staffActs } from '../../../mail/inbound/tickets/staff-lines';
import { bareSubject, foreignNumberIn, ticketNumbersIn } from '../../../mail/inbound/tickets/subject';
import { verdictOf } from '../../../mail/inbound/verdict';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { AUTHSERV, aReply, inboxDeps, store } from '../../support/inbound';
import { inboundTickets } from '../../support/inbound-tickets';

const db = useDatabase();
const { asked } = inboundTickets(() => db);

const folder = join(__dirname, '../../../samples/mail');
const FORWARDED = [
  'note: for you',
  '',
  '---------- Forwarded message ---------',
  'From: Paul Riou <paul@example.org>',
  'Subject: [RIC #12] Tide',
  '',
  'Where is it?',
  `${REPLY_MARK} Write your reply above this line.`,
].join('\n');
const samples: readonly Buffer[] = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => readFileSync(join(folder, name))),
  aReply({ from: 'ana@example.org', to: 'qualite@example.org', body: FORWARDED, head: ['Subject: TR: Tide'] }),
];
/** Pieces that mean something to somebody who reads mail. */
const PIECES = [
  '\r\n',
  '\r\n\r\n',
  '--',
  '=?utf-8?Q?',
  '?=',
  'Content-Type: multipart/mixed; boundary=',
  '\0',
  '\xff\xfe',
  '<',
  '&#x',
  '> ',
  'From: ',
  '"',
  ';',
  '=',
];

type Edit = [at: number, what: number, size: number];
const edits = fc.array(fc.tuple(fc.nat(20_000), fc.nat(4), fc.nat(255)), { minLength: 1, maxLength: 12 });
/** Adds, takes away, changes, doubles or cuts. */
function mutated(raw: Buffer, [at, what, size]: Edit): Buffer {
  const place = at % Math.max(1, raw.length);
  const [before, after] = [raw.subarray(0, place), raw.subarray(place)];
  const piece = Buffer.from(PIECES[size % PIECES.length] ?? '', 'latin1');
  if (what === 0) return Buffer.concat([before, piece, after]);
  if (what === 1) return Buffer.concat([before, after.subarray(1 + (size % 60))]);
  if (what === 2) return Buffer.concat([before, Buffer.from([size]), after.subarray(1)]);
  if (what === 3) return Buffer.concat([before, after.subarray(0, size), after]);
  return raw.subarray(0, Math.max(1, raw.length - size));
}
const mails = fc
  .tuple(fc.nat(samples.length - 1), edits)
  .map(([which, all]) => all.reduce<Buffer>(mutated, samples[which] ?? Buffer.from('x')));

const CLASSES = ['human', 'bounce', 'receipt', 'calendar', 'out_of_office', 'auto_reply', 'bulk'];
test('whatever the bytes, they are read to the end, and nothing below the mark is ever said', () => {
  fc.assert(
    fc.property(mails, (raw) => {
      const head = readHead(raw);
      hostility(raw, head);
      expect(CLASSES).toContain(classify(head, null).is);
      readReport(raw);
      expect(verdictOf(head, 'a@example.org', null)).toBe('none');
      const subject = valueOf(head, 'subject') ?? '';
      const body = raw.subarray(bodyStart(raw).bodyAt).toString('latin1').slice(0, 20_000);
      const { said, all } = replyOf({ text: body, html: null });
      expect(['fr', 'en']).toContain(guessLanguage(all));
      expect(forwardedIn(subject, all)?.from.address ?? 'a@b.c').toMatch(/@/);
      const ofStaff = saidByStaff({ text: body, html: null });
      expect(ofStaff ?? '').not.toContain(REPLY_MARK);
      for (const act of staffActs(said)) expect('text' in act ? act.text : 'x').not.toBe('');
      expect(bareSubject(bareSubject(subject))).toBe(bareSubject(subject));
      expect((foreignNumberIn(subject) ?? '0').length).toBeLessThanOrEqual(60);
      ticketNumbersIn(subject);
    }),
    { numRuns: 5000, endOnFailure: true },
  );
}, 300_000);

const Kept = z.object({ state: z.string(), reason: z.string().nullable(), isTicket: z.boolean(), words: z.number() });
test('each of hundreds of mutated mails is kept and has its place: a ticket, a case, quarantine or a file', async () => {
  const one = await asked();
  let sent = 0;
  let nowMs = AT.getTime();
  await fc.assert(
    fc.asyncProperty(fc.array(mails, { minLength: 10, maxLength: 10 }), fc.boolean(), async (batch, isReply) => {
      nowMs += 2 * 3_600_000;
      for (const raw of batch) {
        const to = isReply ? one.to : 'qualite@example.org';
        const head = `Authentication-Results: ${AUTHSERV}; dmarc=pass header.from=example.org\r\nDelivered-To: ${to}\r\n`;
        const { isNew } = await store(db.pool, Buffer.concat([Buffer.from(head), raw]), null, new Date(nowMs));
        if (isNew) sent += 1;
      }
      while ((await readInbox(inboxDeps(db.pool, { clock: () => new Date(nowMs) }))) > 0);
    }),
    { numRuns: 40, endOnFailure: true },
  );
  const kept = await rows(
    db.pool,
    Kept,
    `select state, reason, ticket is not null as "isTicket",
            (select count(*)::int from ticket_message m where m.inbound = i.id) as words from inbound_mail i`,
    [],
  );
  expect(kept).toHaveLength(sent);
  expect(
    kept.filter(({ state, reason }) => state === 'stored' || state === 'unassigned' || reason === 'failing'),
  ).toEqual([]);
  expect(kept.filter(({ state, isTicket, words }) => state === 'applied' && (!isTicket || words !== 1))).toEqual([]);
  expect(kept.some(({ state }) => state === 'applied')).toBe(true);
  expect(await run(db.pool, `select from outbox where kind = 'ticket'`, [])).toBeGreaterThan(0);
}, 300_000);
