import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInbox } from '../../../activities/loops/inbox';
import { forwardLink } from '../../../db/conversation/guests';
import { firstRow, inTransaction, rows, run } from '../../../db/query';
import { hashToken, LINK_RIGHTS, type LinkRight, linkToken } from '../../../domain/link';
import { z } from 'zod';
import expected from '../../../samples/mail/expected.json';
import { useDatabase } from '../../support/database';
import { aReply, answersTo, inboundMails, inboxDeps, receive, replyAddress, store } from '../../support/inbound';
import { AT } from '../../support/facts';
import { LINK_KEY, type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';

const db = useDatabase();

interface Asked {
  cases: SeededCase[];
  contact: number;
  from: string;
  to: string;
  mail: string;
}
/** A supplier's contact who has been asked about `count` cases in one letter. */
async function asked(count = 1, family = 'value'): Promise<Asked> {
  const { supplier, contact } = await seedContact(db.pool);
  const cases: SeededCase[] = [];
  for (let n = 0; n < count; n += 1)
    cases.push(await seedCase(db.pool, { supplier, contact }, { family, dataset: `leg-${n}` }));
  const { mail } = await seedLetter(db.pool, contact, cases);
  return { cases, contact, from: `${supplier}@example.org`, to: await replyAddress(db.pool, mail), mail };
}
const phaseOf = async (id: number): Promise<string | undefined> =>
  (await firstRow(db.pool, z.object({ phase: z.string() }), 'select phase from anomaly_case where id = $1', [id]))
    ?.phase;
const deps = () => inboxDeps(db.pool);

test('a letter and a word, from the contact asked, with our token and our server’s verdict, is the answer', async () => {
  const { cases, contact, from, to } = await asked();
  const mail = await receive(
    deps(),
    aReply({ from, to, body: 'Bonjour,\n\nB\n\nCapteur encrassé.\n\nCordialement,\nAnne' }),
  );
  expect(mail).toMatchObject({
    state: 'applied',
    verdict: 'pass',
    class: 'human',
    cases: [{ state: 'applied', code: 'eliminate' }],
  });
  const [of] = cases;
  expect(await answersTo(db.pool, of?.id ?? 0)).toEqual([
    { code: 'eliminate', comment: 'Capteur encrassé.', author: `contact:${contact}`, file: null },
  ]);
  expect(await phaseOf(of?.id ?? 0)).toBe('answered');
  expect(mail.steps.map(({ step }) => step)).toEqual([
    'store',
    'limits',
    'parse',
    'own',
    'seen',
    'classify',
    'sender',
    'thread',
    'machine',
    'rate',
    'readable',
    'effect',
  ]);
});

/** A colleague to whom the contact has passed their link on, with these rights. */
async function guestOf(
  { cases, contact, mail }: Asked,
  rights: readonly LinkRight[],
): Promise<{ from: string; to: string }> {
  const from = `guest-${mail.slice(0, 8)}@example.org`;
  await inTransaction(db.pool, (tx) =>
    forwardLink(tx, {
      linkKey: LINK_KEY,
      from: { tokenHash: hashToken(linkToken(LINK_KEY, mail)), contact },
      by: { kind: 'contact', id: String(contact) },
      cases: cases.map(({ id }) => id),
      to: { name: 'Yann Kerbrat', email: from },
      rights,
      language: 'fr',
      submission: randomBytes(32),
      at: AT,
    }),
  );
  const forwarded = await firstRow(db.pool, z.object({ id: z.string() }), 'select id from mail where to_email = $1', [
    from,
  ]);
  return { from, to: await replyAddress(db.pool, forwarded?.id ?? '') };
}

test('a colleague who was passed the link answers by mail as by the page, with no more rights', async () => {
  const one = await asked();
  const mail = await receive(deps(), aReply({ ...(await guestOf(one, LINK_RIGHTS)), body: 'B\nVu avec Anne.' }));
  expect(mail).toMatchObject({ state: 'applied', cases: [{ state: 'applied', code: 'eliminate' }] });
  expect(await answersTo(db.pool, one.cases[0]?.id ?? 0)).toEqual([
    expect.objectContaining({ code: 'eliminate', author: expect.stringMatching(/^guest:/) }),
  ]);
  const other = await asked();
  const read = await receive(deps(), aReply({ ...(await guestOf(other, ['view', 'comment'])), body: 'B' }));
  expect(read).toMatchObject({
    state: 'proposed',
    cases: [{ state: 'proposed', reason: 'no_right', code: 'eliminate' }],
  });
  expect(await answersTo(db.pool, other.cases[0]?.id ?? 0)).toEqual([]);
});

test('the log names the mail and its case by number, and holds none of its words', async () => {
  const { from, to } = await asked();
  await receive(deps(), aReply({ from, to, body: 'B\nMot secret.' }));
  const events = await rows(db.pool, z.object({ data: z.unknown() }), 'select data from event');
  expect(JSON.stringify(events)).not.toMatch(/secret|@example|ship\.example/);
});

test.each(expected)('$file, sent to the address of a letter, answers its case', async ({ file, code, comment }) => {
  const { cases, to, contact } = await asked();
  await run(db.pool, `update contact set email = 'anne.legoff@example.org' where id = $1`, [contact]);
  const raw = readFileSync(join(__dirname, '../../../samples/mail', file), 'utf8');
  const mail = await receive(
    deps(),
    Buffer.from(
      raw.replaceAll(/qualite\+0{32}@example\.org/g, to).replace(/^Message-ID: </m, `Message-ID: <${contact}.`),
    ),
  );
  expect([mail.state, mail.reason]).toEqual(['applied', null]);
  const [answer] = await answersTo(db.pool, cases[0]?.id ?? 0);
  expect(answer).toMatchObject({ code, comment });
});

describe('what is doubtful is proposed and changes nothing', () => {
  test.each([
    ['somebody else', { from: 'other@example.org' }, 'B', 'other_sender', 'eliminate'],
    [
      'a verdict that is not ours',
      { verdict: 'mx.evil.example; dmarc=pass header.from=example.org' },
      'B',
      'no_verdict',
      'eliminate',
    ],
    ['no verdict', { verdict: null }, 'B', 'no_verdict', 'eliminate'],
    [
      'a failed verdict',
      { verdict: 'mx.example.org; dmarc=fail header.from=example.org' },
      'B',
      'failed_verdict',
      'eliminate',
    ],
    [
      'another domain in the verdict',
      { verdict: 'mx.example.org; dmarc=pass header.from=evil.example' },
      'B',
      'failed_verdict',
      'eliminate',
    ],
    [
      'a forged verdict under that of our server',
      {
        verdict: 'mx.example.org; dmarc=fail header.from=example.org',
        head: ['Authentication-Results: mx.example.org; dmarc=pass header.from=example.org'],
      },
      'B',
      'failed_verdict',
      'eliminate',
    ],
    ['two letters', {}, 'B ou C, je ne sais pas', 'ambiguous', 'eliminate'],
    ['a question', {}, 'B ?', 'ambiguous', 'eliminate'],
    ['a sentence that begins with A', {}, 'A mon avis tout va bien', 'ambiguous', 'sensor_intervention'],
    ['a question without words', {}, 'E', 'comment_missing', 'need_info'],
    ['corrected data without a file', {}, 'D', 'file_missing', 'corrected_data'],
    ['a list', { head: ['List-Id: <list.example.org>'] }, 'B', 'bulk', 'eliminate'],
  ])('%s', async (_, patch, body, reason, code) => {
    const { cases, from, to } = await asked();
    const mail = await receive(deps(), aReply({ from, to, body, ...patch }));
    expect(mail).toMatchObject({ state: 'proposed', reason, cases: [{ state: 'proposed', reason, code }] });
    expect(await answersTo(db.pool, cases[0]?.id ?? 0)).toEqual([]);
    expect(await phaseOf(cases[0]?.id ?? 0)).toBe('notified');
  });

  test('a reply without our token, known by the letter that it names', async () => {
    const { from, mail: letter } = await asked();
    const mail = await receive(
      deps(),
      aReply({
        from,
        to: 'qualite@example.org',
        body: 'B',
        head: [`References: <unknown@example.org> <${letter}@vigie>`],
      }),
    );
    expect(mail).toMatchObject({ state: 'proposed', reason: 'no_token' });
  });

  test('a number in the subject, from a contact of that supplier', async () => {
    const { from, cases } = await asked();
    const head = [`Subject: [${cases[0]?.number}] une question`];
    const mail = await receive(deps(), aReply({ from, to: 'qualite@example.org', body: 'C', head }));
    expect(mail).toMatchObject({ state: 'proposed', reason: 'no_token', cases: [{ code: 'confirmed_real' }] });
    const stranger = aReply({ from: 'stranger@example.org', to: 'qualite@example.org', body: 'C', head });
    expect(await receive(deps(), stranger)).toMatchObject({ state: 'applied', reason: 'new_ticket', cases: [] });
  });

  test('an answer that comes after the decision', async () => {
    const { from, to, cases } = await asked();
    await run(db.pool, `update anomaly_case set phase = 'approved' where id = $1`, [cases[0]?.id]);
    const mail = await receive(deps(), aReply({ from, to, body: 'B' }));
    expect(mail).toMatchObject({
      state: 'proposed',
      cases: [{ state: 'proposed', reason: 'too_late', code: 'eliminate' }],
    });
  });

  test('a letter about whether a file came, which letters do not answer', async () => {
    const { from, to } = await asked(1, 'flow');
    expect(await receive(deps(), aReply({ from, to, body: 'B' }))).toMatchObject({
      state: 'proposed',
      reason: 'not_offered',
    });
  });
});

test('words without a letter are a message on the case, and proposed for a person to read an answer in them', async () => {
  const { from, to, cases, contact } = await asked();
  const mail = await receive(
    deps(),
    aReply({ from, to, body: 'Les valeurs sont justes, il y avait un courant chaud.' }),
  );
  expect(mail).toMatchObject({ state: 'proposed', cases: [{ reason: 'no_letter', code: 'confirmed_real' }] });
  const said = await rows(
    db.pool,
    z.object({ author: z.string(), text: z.string() }),
    'select author, text from message where case_id = $1',
    [cases[0]?.id],
  );
  expect(said).toEqual([
    { author: `contact:${contact}`, text: 'Les valeurs sont justes, il y avait un courant chaud.' },
  ]);
  expect(await phaseOf(cases[0]?.id ?? 0)).toBe('acknowledged');
});

describe('a letter about several cases', () => {
  test('is answered case by case', async () => {
    const { from, to, cases } = await asked(3);
    const [a, b, c] = cases;
    const body = `${a?.number}: B\n${b?.number} = C, courant chaud\n`;
    const mail = await receive(deps(), aReply({ from, to, body }));
    expect(mail.state).toBe('applied');
    expect(await answersTo(db.pool, a?.id ?? 0)).toMatchObject([{ code: 'eliminate' }]);
    expect(await answersTo(db.pool, b?.id ?? 0)).toMatchObject([{ code: 'confirmed_real', comment: 'courant chaud' }]);
    expect(await answersTo(db.pool, c?.id ?? 0)).toEqual([]);
  });

  test('is answered for all when the reply says so, as one set', async () => {
    const { from, to, cases } = await asked(2);
    expect((await receive(deps(), aReply({ from, to, body: 'B pour tous' }))).state).toBe('applied');
    const sets = await rows(
      db.pool,
      z.object({ set: z.string().nullable() }),
      'select answer_set as set from answer where case_id = any($1) order by id',
      [cases.map(({ id }) => id)],
    );
    expect(sets).toHaveLength(2);
    expect(sets[0]?.set).toBe(sets[1]?.set);
    expect(sets[0]?.set).not.toBeNull();
  });

  test('is only proposed when it does not say for which', async () => {
    const { from, to } = await asked(2);
    const mail = await receive(deps(), aReply({ from, to, body: 'B' }));
    expect(mail).toMatchObject({ state: 'proposed', reason: 'which_case' });
    expect(mail.cases).toHaveLength(2);
  });

  test('takes no answer for a case that it is not about', async () => {
    const { from, to } = await asked(2);
    const other = await asked();
    const mail = await receive(deps(), aReply({ from, to, body: `${other.cases[0]?.number}: B` }));
    expect(mail).toMatchObject({ state: 'proposed', reason: 'foreign_case' });
    expect(await answersTo(db.pool, other.cases[0]?.id ?? 0)).toEqual([]);
  });
});

const withFile = (body: string, name: string, content: string): { body: string; type: string } => ({
  type: 'multipart/mixed; boundary=b1',
  body: `--b1\nContent-Type: text/plain; charset=utf-8\n\n${body}\n--b1\nContent-Type: text/csv; name="${name}"\nContent-Disposition: attachment; filename="${name}"\n\n${content}\n--b1--`,
});

describe('files that come with a reply', () => {
  test('corrected rows are checked as on the page: right ones are the answer, wrong ones go to the desk', async () => {
    const first = await asked();
    const good = withFile('D', 'corrige.csv', 'time,parameter,value\n2026-03-01T09:36:00Z,TEMP,16.9');
    const mail = await receive(deps(), aReply({ from: first.from, to: first.to, ...good }));
    expect(mail).toMatchObject({ state: 'applied', files: [{ name: 'corrige.csv', trouble: null, kept: true }] });
    expect(await answersTo(db.pool, first.cases[0]?.id ?? 0)).toMatchObject([
      { code: 'corrected_data', file: 'corrige.csv' },
    ]);
    const second = await asked();
    const bad = withFile('D', 'corrige.csv', 'time,parameter,value\n1999-01-01T00:00:00Z,TEMP,beaucoup');
    expect(await receive(deps(), aReply({ from: second.from, to: second.to, ...bad }))).toMatchObject({
      state: 'proposed',
      reason: 'file_rows',
      files: [{ kept: true }],
    });
  });

  test('a kind that is never taken is named and not kept, and hinders nothing', async () => {
    const { from, to, cases } = await asked();
    const mail = await receive(deps(), aReply({ from, to, ...withFile('B', 'run.exe', 'MZ') }));
    expect(mail).toMatchObject({ state: 'applied', files: [{ name: 'run.exe', trouble: 'extension', kept: false }] });
    expect(await answersTo(db.pool, cases[0]?.id ?? 0)).toMatchObject([{ code: 'eliminate', file: null }]);
  });
});

describe('once', () => {
  test('the same mail five times, and handled by two at once, is one answer', async () => {
    const { from, to, cases } = await asked();
    const raw = aReply({ from, to, body: 'B' });
    for (let n = 0; n < 5; n += 1) await store(db.pool, raw);
    await Promise.all([readInbox(deps()), readInbox(deps())]);
    await store(db.pool, raw);
    await readInbox(deps());
    expect(await answersTo(db.pool, cases[0]?.id ?? 0)).toHaveLength(1);
  });

  test('the same Message-ID by another door is a duplicate; with other words it is looked at', async () => {
    const { from, to, cases } = await asked();
    const head = ['Message-ID: <same@ship.example.org>'];
    await receive(deps(), aReply({ from, to, body: 'B', head }));
    const again = await receive(
      deps(),
      aReply({ from, to, body: 'B', head: ['Received: by other.example.org', ...head] }),
    );
    expect(again).toMatchObject({ state: 'duplicate', reason: 'same_message', cases: [] });
    const other = await receive(deps(), aReply({ from, to, body: 'C', head }));
    expect(other).toMatchObject({ state: 'proposed', reason: 'same_id' });
    expect(await answersTo(db.pool, cases[0]?.id ?? 0)).toHaveLength(1);
  });

  test('a mail whose handling was cut off is handled when its lease has ended', async () => {
    const { from, to, cases } = await asked();
    await store(db.pool, aReply({ from, to, body: 'B' }));
    const cut = {
      ...deps(),
      readCorrections: deps().readCorrections,
      parser: { open: () => Promise.reject(new Error('cut')), stop: () => Promise.resolve() },
    };
    await readInbox(cut);
    expect(await answersTo(db.pool, cases[0]?.id ?? 0)).toEqual([]);
    const later = new Date(deps().clock().getTime() + 61_000);
    await readInbox({ ...deps(), clock: () => later });
    expect(await answersTo(db.pool, cases[0]?.id ?? 0)).toHaveLength(1);
  });
});

test('mail never approves: an answer by mail waits for the desk as any other', async () => {
  const { from, to, cases } = await asked();
  await receive(deps(), aReply({ from, to, body: 'B\napprove' }));
  const id = cases[0]?.id ?? 0;
  const found = await firstRow(
    db.pool,
    z.object({ approvals: z.array(z.string()) }),
    'select approvals from anomaly_case where id = $1',
    [id],
  );
  expect([found?.approvals, await phaseOf(id)]).toEqual([[], 'answered']);
  expect((await inboundMails(db.pool)).filter(({ state }) => state === 'stored')).toEqual([]);
});
