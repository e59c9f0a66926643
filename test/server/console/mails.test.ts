import { z } from 'zod';
import { firstRow, rows } from '../../../db/query';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import {
  aReply,
  answersTo,
  inboxDeps,
  type KeptMail,
  inboundMails,
  receive,
  replyAddress,
} from '../../support/inbound';
import { type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { hiddenOf, visitor } from '../../support/pages';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
let ana: Visitor;
beforeAll(async () => {
  await addLogin(db.pool, 'ana', 'assistant', 'en');
  await addLogin(db.pool, 'rea', 'read_only', 'fr');
  ana = await loggedIn(server.url, 'ana');
});

async function asked(): Promise<{ of: SeededCase; from: string; to: string }> {
  const { supplier, contact } = await seedContact(db.pool);
  const of = await seedCase(db.pool, { supplier, contact });
  const { mail } = await seedLetter(db.pool, contact, [of]);
  return { of, from: `${supplier}@example.org`, to: await replyAddress(db.pool, mail) };
}
const take = (patch: Partial<Parameters<typeof aReply>[0]> & { from: string; to: string }): Promise<KeptMail> =>
  receive(inboxDeps(db.pool), aReply({ body: 'B\nCapteur encrassé.', ...patch }));
const stateOf = async (id: number): Promise<string | undefined> =>
  (await inboundMails(db.pool)).find((mail) => mail.id === id)?.state;

test('a doubtful reply is seen with its reason and confirmed in one click; it then waits for approval like any answer', async () => {
  const { of, from, to } = await asked();
  const mail = await take({ from, to, verdict: null });
  const list = wordsOf((await ana.get('/mails')).text);
  expect(list).toContain('The sender is not verified.');
  const page = await ana.get(`/mails/${mail.id}`);
  expect(page.text).toMatch(/<option value="eliminate" selected/);
  expect(wordsOf(page.text)).toContain('Capteur encrassé.');
  const done = await ana.post(`/mails/${mail.id}/confirm`, {
    number: of.number,
    answer: 'eliminate',
    comment: 'Capteur encrassé.',
  });
  expect([done.status, done.headers.get('location')]).toEqual([303, `/mails/${mail.id}?done=mail-answer`]);
  expect(await answersTo(db.pool, of.id)).toEqual([
    { code: 'eliminate', comment: 'Capteur encrassé.', author: 'person:ana', file: null },
  ]);
  expect(await stateOf(mail.id)).toBe('applied');
  const twice = await ana.post(`/mails/${mail.id}/confirm`, { number: of.number, answer: 'confirmed_real' });
  expect(twice.status).toBe(409);
  expect(await answersTo(db.pool, of.id)).toHaveLength(1);
});

test('it is discarded with a reason only, and its bytes stay to be read', async () => {
  const { of, from, to } = await asked();
  const mail = await take({ from, to, verdict: null });
  const refused = await ana.post(`/mails/${mail.id}/discard`, { number: of.number, why: ' ' });
  expect([refused.status, refused.text.includes(`href="#why-${of.number}"`)]).toEqual([422, true]);
  expect((await ana.post(`/mails/${mail.id}/discard`, { number: of.number, why: 'sent by mistake' })).status).toBe(303);
  expect([await stateOf(mail.id), await answersTo(db.pool, of.id)]).toEqual(['discarded', []]);
  expect(wordsOf((await ana.get(`/mails/${mail.id}`)).text)).toContain('sent by mistake');
  const raw = await ana.get(`/mails/${mail.id}/raw`);
  expect(raw.text).toContain('Capteur encrassé.');
  expect([raw.headers.get('content-disposition'), raw.headers.get('x-content-type-options')]).toEqual([
    `attachment; filename=mail-${mail.id}.eml`,
    'nosniff',
  ]);
});

test('a remark is kept with its case as a note, and is no answer', async () => {
  const { of, from, to } = await asked();
  const mail = await take({ from, to, verdict: null, body: 'Je regarde demain.' });
  expect((await ana.post(`/mails/${mail.id}/remark`, { number: of.number })).status).toBe(303);
  const note = await firstRow(
    db.pool,
    z.object({ text: z.string(), visibility: z.string() }),
    'select text, visibility from message where case_id = $1',
    [of.id],
  );
  expect(note).toEqual({ text: expect.stringContaining('Je regarde demain.'), visibility: 'internal' });
  expect([await stateOf(mail.id), await answersTo(db.pool, of.id)]).toEqual(['noted', []]);
});

const openTasks = async (id: number): Promise<string[]> =>
  (
    await rows(
      db.pool,
      z.object({ code: z.string() }),
      'select code from task where case_id = $1 and done_at is null order by code',
      [id],
    )
  ).map(({ code }) => code);

test('words that stand in the conversation already are kept once, and what was read is no task any more', async () => {
  const { of, from, to } = await asked();
  const mail = await take({ from, to, body: 'Je regarde demain.' });
  expect(await openTasks(of.id)).toContain('message');
  const page = wordsOf((await ana.get(`/cases/${of.number}`)).text);
  expect(page).toMatch(/Mail received.*Re: Thalassa to confirm.*No letter from A to E/);
  expect((await ana.post(`/mails/${mail.id}/remark`, { number: of.number })).status).toBe(303);
  expect(
    await rows(db.pool, z.object({ text: z.string() }), 'select text from message where case_id = $1', [of.id]),
  ).toEqual([{ text: 'Je regarde demain.' }]);
  expect(await openTasks(of.id)).not.toContain('message');
  expect(wordsOf((await ana.get(`/cases/${of.number}`)).text)).toMatch(/Mail received.*Re: Thalassa kept/);
});

test('two confirmations of one proposal at once are one answer, and the second hears that it was decided', async () => {
  const { of, from, to } = await asked();
  const mail = await take({ from, to, verdict: null });
  const both = await Promise.all(
    ['eliminate', 'confirmed_real'].map((answer) =>
      ana.post(`/mails/${mail.id}/confirm`, { number: of.number, answer }),
    ),
  );
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
  expect(await answersTo(db.pool, of.id)).toHaveLength(1);
});

test('who unsubscribes is written to no more once a person has said so; their case is the desk’s', async () => {
  const { of, from, to } = await asked();
  const mail = await take({ from, to, body: '', head: ['Subject: unsubscribe'] });
  expect(await stateOf(mail.id)).toBe('proposed');
  expect(wordsOf((await ana.get(`/mails/${mail.id}`)).text)).toMatch(/Wants no more letters.*Write no more/);
  const both = await Promise.all([1, 2].map(() => ana.post(`/mails/${mail.id}/stop`)));
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
  expect(
    await firstRow(
      db.pool,
      z.object({ refused: z.boolean(), declined: z.boolean() }),
      'select refused_at is not null as refused, declined_at is not null as declined from contact where lower(email) = $1',
      [from],
    ),
  ).toEqual({ refused: false, declined: true });
  expect(await stateOf(mail.id)).toBe('noted');
  expect(await openTasks(of.id)).toEqual(['contact_declined']);
  expect(wordsOf((await ana.get(`/cases/${of.number}`)).text)).toMatch(/wants no more mail/);
  const other = await asked();
  const plain = await take({ from: other.from, to: other.to, verdict: null });
  expect((await ana.post(`/mails/${plain.id}/stop`)).status).toBe(409);
});

test('a mail that became a request is put to a case, then answers it; one that is not there is refused', async () => {
  const { of } = await asked();
  const mail = await take({ from: 'stranger@example.org', to: 'qualite@example.org' });
  const list = await ana.get('/mails?tab=answers');
  expect(wordsOf(list.text)).toContain('A new request.');
  const [, number = ''] = /href="\/tickets\/(T-[\d-]+)"/.exec(list.text) ?? [];
  expect((await ana.get(`/tickets/${number}`)).status).toBe(200);
  expect((await ana.post(`/mails/${mail.id}/assign`, { number: 'A-2026-99999' })).status).toBe(422);
  expect((await ana.post(`/mails/${mail.id}/assign`, { number: of.number.toLowerCase() })).status).toBe(303);
  expect((await ana.post(`/mails/${mail.id}/confirm`, { number: of.number, answer: 'eliminate' })).status).toBe(303);
  expect(await answersTo(db.pool, of.id)).toHaveLength(1);
});

test('what was set aside is put to a request, or becomes one, once', async () => {
  const first = await take({ from: 'ines@example.org', to: 'qualite@example.org', body: 'Where is leg 2?' });
  const page = await ana.get(`/mails/${first.id}`);
  const [, number = ''] = /href="\/tickets\/(T-[\d-]+)"/.exec(page.text) ?? [];
  const machine = ['Auto-Submitted: auto-generated'];
  const form = await take({
    from: 'form@example.org',
    to: 'qualite@example.org',
    body: 'Leg 3, by the form.',
    head: machine,
  });
  expect(form.state).toBe('filed');
  expect((await ana.post(`/mails/${form.id}/assign`, { number: 'T-2026-99999' })).status).toBe(422);
  const put = await ana.post(`/mails/${form.id}/assign`, { number });
  expect([put.status, put.headers.get('location')]).toEqual([303, `/mails/${form.id}?done=mail-ticket`]);
  expect(wordsOf((await ana.get(`/tickets/${number}`)).text)).toContain('Leg 3, by the form.');
  const other = await take({
    from: 'form@example.org',
    to: 'qualite@example.org',
    body: 'Leg 4, by the form.',
    head: machine,
  });
  expect((await ana.post(`/mails/${other.id}/ticket`)).status).toBe(303);
  expect((await ana.post(`/mails/${other.id}/ticket`)).status).toBe(409);
  expect((await ana.get(`/mails/${other.id}`)).text).toMatch(/href="\/tickets\/T-/);
});

test('what is hostile is in sight with its reason, runs nothing and is shown as text', async () => {
  const mail = await take({
    from: 'x@example.org',
    to: 'qualite@example.org',
    body: '<script>alert(1)</script>',
    head: ['From: y@example.org', 'Subject: <img src=x onerror=alert(1)>'],
  });
  expect(wordsOf((await ana.get('/mails?tab=quarantine')).text)).toContain('Two senders.');
  const page = await ana.get(`/mails/${mail.id}`);
  expect(page.text).not.toMatch(/<script>alert|<img src=x/);
  expect((await ana.post(`/mails/${mail.id}/discard`, { why: 'spam' })).status).toBe(303);
  expect(await stateOf(mail.id)).toBe('discarded');
});

test('an answer that needs what the mail lacks is refused beside its field, and nothing is decided', async () => {
  const { of, from, to } = await asked();
  const mail = await take({ from, to, verdict: null });
  for (const answer of ['', 'corrected_data', 'need_info']) {
    const refused = await ana.post(`/mails/${mail.id}/confirm`, { number: of.number, answer, comment: '' });
    expect(refused.status).toBe(422);
  }
  expect([await stateOf(mail.id), await answersTo(db.pool, of.id)]).toEqual(['proposed', []]);
});

test('a reader sees and decides nothing; what is not there is not found', async () => {
  const { of, from, to } = await asked();
  const mail = await take({ from, to, verdict: null });
  const reader = await loggedIn(server.url, 'rea');
  const page = await reader.get(`/mails/${mail.id}`);
  expect([page.status, page.text.includes('/confirm')]).toEqual([200, false]);
  expect((await reader.post(`/mails/${mail.id}/confirm`, { number: of.number, answer: 'eliminate' })).status).toBe(403);
  for (const path of ['/mails/0', '/mails/x', '/mails/99999999', '/mails/99999999/raw', `/mails/${mail.id}/files/1`])
    expect((await ana.get(path)).status).toBe(404);
  expect((await ana.post(`/mails/${mail.id}/constructor`)).status).toBe(404);
});

async function askedOfTwo() {
  const { supplier, contact } = await seedContact(db.pool);
  const cases = [await seedCase(db.pool, { supplier, contact }), await seedCase(db.pool, { supplier, contact })];
  const { mail, token } = await seedLetter(db.pool, contact, cases);
  return { cases, token, from: `${supplier}@example.org`, to: await replyAddress(db.pool, mail) };
}

test('a doubtful reply to a letter about several is confirmed for all in one click, as one answer to approve', async () => {
  const { cases, from, to } = await askedOfTwo();
  const mail = await take({ from, to, verdict: null });
  const page = await ana.get(`/mails/${mail.id}`);
  expect(wordsOf(page.text)).toContain('Confirm for all 2 cases');
  const unsaid = await ana.post(`/mails/${mail.id}/confirm-all`, { answer: '' });
  expect([unsaid.status, await answersTo(db.pool, cases[0]?.id ?? 0)]).toEqual([422, []]);
  const all = { answer: 'eliminate', comment: 'Capteur encrassé.' };
  const done = await ana.post(`/mails/${mail.id}/confirm-all`, all);
  expect([done.status, done.headers.get('location')]).toEqual([303, `/mails/${mail.id}?done=mail-all`]);
  for (const { id } of cases)
    expect(await answersTo(db.pool, id)).toMatchObject([{ code: 'eliminate', author: 'person:ana' }]);
  const sets = await rows(
    db.pool,
    z.object({ id: z.string() }),
    'select distinct answer_set as id from answer where case_id = any($1::bigint[])',
    [cases.map(({ id }) => id)],
  );
  expect(sets).toHaveLength(1);
  expect(await stateOf(mail.id)).toBe('applied');
  expect((await ana.post(`/mails/${mail.id}/confirm-all`, all)).status).toBe(409);
});

test('what a later certain answer of the same contact overtakes is withdrawn, and said so; a doubtful one withdraws nothing', async () => {
  const { cases, from, to } = await askedOfTwo();
  const first = await take({ from, to, verdict: null });
  const other = await take({ from, to, verdict: null, body: 'C\nPas sûr.' });
  expect([await stateOf(first.id), await stateOf(other.id)]).toEqual(['proposed', 'proposed']);
  const certain = await take({ from, to, body: 'B pour tous\nCapteur encrassé.' });
  expect(await stateOf(certain.id)).toBe('applied');
  for (const { id } of [first, other]) {
    expect(await stateOf(id)).toBe('discarded');
    expect(wordsOf((await ana.get(`/mails/${id}`)).text)).toContain('The same person has answered since.');
    const told = await rows(
      db.pool,
      z.object({ actor: z.string() }),
      `select actor from event where type = 'inbound.superseded' and subject = $1`,
      [`inbound/${id}`],
    );
    expect(told).toHaveLength(cases.length);
  }
});

test('an answer on the page withdraws what a doubtful mail of the same contact proposed for that case, and for no other', async () => {
  const { cases, token, from, to } = await askedOfTwo();
  const [one, two] = cases;
  const mail = await take({ from, to, verdict: null, body: 'C pour tous\nPas sûr.' });
  const page = visitor(server.url);
  const review = await page.post(`/s/${token}/answer`, { case: one?.number ?? '', answer: 'flags_accepted' });
  const receipt = await page.post(`/s/${token}/answer`, hiddenOf(review));
  expect([review.status, receipt.status]).toEqual([200, 200]);
  const stands = await rows(
    db.pool,
    z.object({ caseId: z.number(), state: z.string() }),
    'select case_id as "caseId", state from inbound_case where inbound = $1 order by case_id',
    [mail.id],
  );
  expect(stands).toEqual([
    { caseId: one?.id, state: 'discarded' },
    { caseId: two?.id, state: 'proposed' },
  ]);
  expect(await stateOf(mail.id)).toBe('proposed');
  expect((await ana.post(`/mails/${mail.id}/confirm`, { number: one?.number ?? '', answer: 'eliminate' })).status).toBe(
    409,
  );
  expect(await answersTo(db.pool, one?.id ?? 0)).toMatchObject([{ code: 'flags_accepted' }]);
});
