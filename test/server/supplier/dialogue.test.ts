import { revokeLinks } from '../../../db/links';
import { eraseMessage } from '../../../db/conversation/messages';
import { hashToken, linkToken } from '../../../domain/link';
import type { ServerDeps } from '../../../server/deps';
import { performVerb } from '../../../server/verbs';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { LINK_KEY, type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { hiddenOf, type Page, startSupplierPages, textOf, visitor } from '../../support/pages';
import { addPerson, serverDeps, type TestServer } from '../../support/server';

const db = useDatabase();
const HOUR_MS = 3_600_000;
let now = AT;
let deps: ServerDeps;
let server: TestServer;
beforeAll(async () => {
  deps = serverDeps(db.pool, { clock: () => now });
  server = await startSupplierPages(deps);
  await addPerson(db.pool, 'alix');
});
beforeEach(() => {
  now = AT;
});
afterAll(() => server.stop());

const letter = async (count = 1) => {
  const who = await seedContact(db.pool);
  const cases: SeededCase[] = [];
  for (let n = 0; n < count; n += 1) cases.push(await seedCase(db.pool, who));
  const [first] = cases;
  if (!first) throw new Error('a letter about no case');
  return { ...(await seedLetter(db.pool, who.contact, cases)), cases, first, ...who };
};
const rows = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await db.pool.query(sql, values)).rows;
const phaseOf = async ({ id }: SeededCase): Promise<unknown> =>
  (await rows('select phase from anomaly_case where id = $1', [id]))[0]?.['phase'];
type Fields = Record<string, string | string[]>;
/** The first page's form with these fields, then its confirmation; `times` presses at once. */
const confirm = async (path: string, fields: Fields, times = 1): Promise<{ asked: Page; done: Page[] }> => {
  const who = visitor(server.url);
  const asked = await who.post(path, fields);
  const done = await Promise.all(Array.from({ length: times }, () => who.post(path, hiddenOf(asked))));
  return { asked, done };
};
const answer = (token: string, fields: Fields) => confirm(`/s/${token}/answer`, fields);
const alix = { actor: { kind: 'person', id: 'alix' }, role: 'assistant' } as const;

test('both sides write on a case: the supplier by the page, the desk by a letter that also shows there', async () => {
  const { token, first } = await letter();
  const words = 'Le capteur a été <b>changé</b>.';
  const { asked, done } = await confirm(`/s/${token}/message`, { case: first.number, text: words }, 4);
  expect(asked.html).toContain('&lt;b>changé');
  expect(done.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await rows('select side, via, text from message where case_id = $1', [first.id])).toEqual([
    { side: 'supplier', via: 'page', text: words },
  ]);
  expect(await phaseOf(first)).toBe('acknowledged');
  const open = `select code from task where case_id = $1 and done_at is null`;
  expect(await rows(open, [first.id])).toEqual([{ code: 'message' }]);
  expect((await performVerb(deps, alix, first.number, 'reply', { comment: 'Quel jour ?' })).ok).toBe(true);
  expect(await rows(open, [first.id])).toEqual([]);
  expect(
    await rows('select mc.reason, m.text from mail_case mc join message m on m.id = mc.comment where mc.case_id = $1', [
      first.id,
    ]),
  ).toEqual([{ reason: 'reply', text: 'Quel jour ?' }]);
  const page = textOf(await visitor(server.url).get(`/s/${token}`));
  expect(page.indexOf('changé')).toBeLessThan(page.indexOf('Quel jour ?'));
  const events = JSON.stringify(await rows(`select data from event where subject = $1`, [`case/${first.id}`]));
  for (const said of ['changé', 'Quel jour']) expect(events).not.toContain(said);
});

test('a question instead of an answer is answered by the desk, and the supplier is asked again', async () => {
  const { token, first } = await letter();
  const { done } = await answer(token, { answer: 'need_info', comment: 'Quel capteur ?' });
  expect(done.map(textOf)).toEqual([expect.stringContaining('Une personne du centre vous répond')]);
  expect(await phaseOf(first)).toBe('answered');
  await performVerb(deps, alix, first.number, 'reply', { comment: 'Le 3421.' });
  expect(await phaseOf(first)).toBe('notified');
  const page = await visitor(server.url).get(`/s/${token}`);
  expect([page.html.includes('name="answer"'), textOf(page).includes('Le 3421.')]).toEqual([true, true]);
  expect(textOf(await visitor(server.url).get(`/s/${token}?case=${first.number}`))).toMatch(/Quel capteur \?/);
});

test('an internal note stays with the desk, and erased words leave the page while the log still names the row', async () => {
  const { token, first } = await letter();
  await performVerb(deps, alix, first.number, 'note', { comment: 'Secret du bureau' });
  await confirm(`/s/${token}/message`, { case: first.number, text: 'Mon numéro est 0600' });
  const [message] = await rows(`select id from message where case_id = $1 and visibility = 'public'`, [first.id]);
  const look = async (): Promise<string> => textOf(await visitor(server.url).get(`/s/${token}`));
  expect(await look()).toContain('0600');
  expect(await look()).not.toContain('Secret');
  expect(await eraseMessage(db.pool, Number(message?.['id']), alix.actor, AT)).toBe(true);
  expect(await eraseMessage(db.pool, Number(message?.['id']), alix.actor, AT)).toBe(false);
  expect(await look()).not.toContain('0600');
  expect(await rows(`select data from event where type = 'case.write' and subject = $1`, [`case/${first.id}`])).toEqual(
    [{ data: expect.objectContaining({ message: Number(message?.['id']) }) }],
  );
});

test('an answer can be taken back for a day while nothing is decided; what was sent again since has no effect', async () => {
  const { token, first } = await letter();
  const given = await answer(token, { answer: 'eliminate' });
  expect(given.done[0]?.html).toContain(`/s/${token}/undo`);
  const undo = await confirm(`/s/${token}/undo`, { case: first.number }, 3);
  expect(undo.done.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await phaseOf(first)).toBe('acknowledged');
  const withdrawn = await rows(`select count(*)::int as n from event where type = 'case.withdraw' and subject = $1`, [
    `case/${first.id}`,
  ]);
  expect(withdrawn).toEqual([{ n: 1 }]);
  const replayed = await visitor(server.url).post(`/s/${token}/answer`, hiddenOf(given.asked));
  expect(textOf(replayed)).toContain('Réponse annulée');
  expect(await phaseOf(first)).toBe('acknowledged');
  await answer(token, { answer: 'confirmed_real' });
  now = new Date(AT.getTime() + 25 * HOUR_MS);
  expect((await visitor(server.url).get(`/s/${token}`)).html).not.toContain(`/s/${token}/undo`);
  expect((await confirm(`/s/${token}/undo`, { case: first.number })).done[0]?.status).toBe(409);
  expect(await phaseOf(first)).toBe('answered');
});

test('an approval of an answer that was taken back is refused', async () => {
  const { token, first } = await letter();
  await answer(token, { answer: 'confirmed_real' });
  await confirm(`/s/${token}/undo`, { case: first.number });
  const told = await performVerb(deps, alix, first.number, 'approve', { answer_version: 1 });
  expect(told).toMatchObject({ ok: false, status: 409 });
});

test('a draft is there again, also from a later letter, and gone once it is sent', async () => {
  const { token, first, contact } = await letter();
  const kept = await confirm(`/s/${token}/answer`, {
    deed: 'save',
    case: first.number,
    answer: 'eliminate',
    comment: 'au port',
  });
  expect(textOf(kept.done[0]!)).toContain('Brouillon gardé');
  expect(await phaseOf(first)).toBe('notified');
  const again = await seedLetter(db.pool, contact, [first], { reason: 'reminder' });
  for (const one of [token, again.token]) {
    const { html } = await visitor(server.url).get(`/s/${one}`);
    expect(html).toMatch(/value="eliminate"[^>]*checked/);
    expect(html).toContain('au port</textarea>');
  }
  const other = await letter();
  expect((await visitor(server.url).get(`/s/${other.token}`)).html).not.toContain('au port');
  await answer(again.token, { answer: 'eliminate', comment: 'au port' });
  expect(await rows('select scope from draft where scope = $1', [first.number])).toEqual([]);
});

test('"not for me" names the right person, "later" its own day', async () => {
  const { token, first } = await letter();
  const who = visitor(server.url);
  const asked = await who.post(`/s/${token}/answer`, { deed: 'not_mine' });
  const wrong = await who.post(`/s/${token}/answer`, { ...hiddenOf(asked), right_email: 'x@' });
  expect([wrong.status, wrong.html.includes('id="right_email"')]).toEqual([422, true]);
  await who.post(`/s/${token}/answer`, {
    ...hiddenOf(asked),
    right_name: 'Yann Kerbrat',
    right_email: 'yann@example.org',
  });
  expect(await rows('select code, right_name, right_email from answer where case_id = $1', [first.id])).toEqual([
    { code: 'wrong_recipient', right_name: 'Yann Kerbrat', right_email: 'yann@example.org' },
  ]);
  const later = await who.post(`/s/${token}/answer`, { deed: 'remind' });
  await who.post(`/s/${token}/answer`, { ...hiddenOf(later), again_on: '2026-05-04' });
  expect(
    await rows('select planned_on from answer where case_id = $1 order by version desc limit 1', [first.id]),
  ).toEqual([{ planned_on: '2026-05-04' }]);
});

/** The token of the mail that this forward made, as its letter carries it. */
const tokenOf = async (email: string): Promise<string> => {
  const [mail] = await rows('select id from mail where to_email = $1', [email]);
  return linkToken(LINK_KEY, String(mail?.['id']));
};
const forward = (token: string, number: string, email: string, may = 'answer') =>
  confirm(`/s/${token}/forward`, { case: number, name: 'Yann Kerbrat', email, may }, 2);

test('a link is passed on once, with its own token and no more rights; the chain is seen and ends from above', async () => {
  const { token, first } = await letter();
  const { done } = await forward(token, first.number, 'yann@example.org', 'read');
  expect(done.map(({ status }) => status)).toEqual([200, 200]);
  const reader = await tokenOf('yann@example.org');
  expect(await rows(`select count(*)::int as n from mail where to_email = 'yann@example.org'`)).toEqual([{ n: 1 }]);
  const seen = await visitor(server.url).get(`/s/${reader}`);
  expect([seen.status, seen.html.includes('name="answer"')]).toEqual([200, false]);
  expect((await visitor(server.url).post(`/s/${reader}/answer`, { answer: 'eliminate' })).status).toBe(403);
  await forward(reader, first.number, 'maud@example.org', 'answer');
  const lesser = await tokenOf('maud@example.org');
  expect((await visitor(server.url).post(`/s/${lesser}/answer`, { answer: 'eliminate' })).status).toBe(403);
  await confirm(`/s/${lesser}/message`, { case: first.number, text: 'Je regarde' });
  expect(textOf(await visitor(server.url).get(`/s/${token}`))).toContain('Je regarde');
  const list = await visitor(server.url).get(`/s/${token}/forward`);
  expect(textOf(list)).toMatch(/yann@example.org.*maud@example.org/);
  const guest = /name="guest" value="(\d+)"/.exec(list.html)?.[1] ?? '';
  await confirm(`/s/${token}/revoke`, { guest });
  for (const one of [reader, lesser]) expect((await visitor(server.url).get(`/s/${one}`)).status).toBe(410);
  expect((await visitor(server.url).get(`/s/${token}`)).status).toBe(200);
  expect((await visitor(server.url).post(`/s/${reader}/fresh`, {})).status).toBe(200);
  expect(await rows(`select kind from mail where to_email = 'yann@example.org' and state = 'pending'`)).toEqual([]);
  const events = JSON.stringify(await rows(`select data from event where type like 'link.%'`));
  expect(events).not.toContain('example.org');
});

test('a colleague answers by their own link, three times over at most, and nobody passes on what they do not hold', async () => {
  const { token, first } = await letter();
  const other = await letter();
  expect((await forward(token, other.first.number, 'eve@example.org')).asked.status).toBe(403);
  expect((await forward(token, first.number, 'eve@example.org, bob@example.org')).asked.status).toBe(422);
  expect((await forward(token, first.number, 'a..b@example.org')).asked.status).toBe(422);
  let held = token;
  for (const name of ['g1', 'g2', 'g3']) {
    await forward(held, first.number, `${name}@example.org`);
    held = await tokenOf(`${name}@example.org`);
  }
  expect((await forward(held, first.number, 'g4@example.org')).asked.status).toBe(422);
  await answer(held, { answer: 'confirmed_real' });
  const [given] = await rows('select author from answer where case_id = $1', [first.id]);
  expect(given?.['author']).toMatch(/^guest:\d+$/);
  await db.pool.query(
    `update contact set valid_until = '2026-03-01' where id = (select contact from anomaly_case where id = $1)`,
    [first.id],
  );
  expect((await visitor(server.url).get(`/s/${held}`)).status).toBe(410);
});

test('restricted data are passed on within the organisation only', async () => {
  const { token, first } = await letter();
  await db.pool.query(
    `insert into dataset (code, name, access_rule) values ('closed', 'Closed', 'organisation') on conflict do nothing`,
  );
  await db.pool.query(`update anomaly_case set dataset = 'closed' where id = $1`, [first.id]);
  expect((await forward(token, first.number, 'yann@elsewhere.example.org')).asked.status).toBe(422);
  expect((await forward(token, first.number, 'closed@example.org')).done[0]?.status).toBe(200);
});

test('a link that is revoked for a case opens the others of its letter still', async () => {
  const { token, cases } = await letter(2);
  const [one, two] = cases;
  await revokeLinks(db.pool, one!.id, AT);
  const page = await visitor(server.url).get(`/s/${token}`);
  expect([page.status, page.html.includes(one!.number), page.html.includes(two!.number)]).toEqual([200, false, true]);
  await answer(token, { answer: 'eliminate', case: [one!.number, two!.number] });
  expect([await phaseOf(one!), await phaseOf(two!)]).toEqual(['notified', 'answered']);
  await revokeLinks(db.pool, two!.id, AT);
  expect((await visitor(server.url).get(`/s/${token}`)).status).toBe(410);
  expect(await rows('select revoked_at from link where token_hash = $1', [hashToken(token)])).toEqual([
    { revoked_at: null },
  ]);
});

test('the page of a case that was opened again tells each round; one that was opened once does not', async () => {
  const { token, first } = await letter();
  expect(textOf(await visitor(server.url).get(`/s/${token}?lang=en`))).not.toContain('The story so far');
  const happened = (day: number, type: string, data = {}) =>
    db.pool.query(`insert into event (at, type, subject, actor, data) values ($1, $2, $3, 'clock', $4)`, [
      new Date(Date.UTC(2026, 1, day)),
      type,
      `case/${first.id}`,
      data,
    ]);
  await happened(1, 'case.opened');
  await happened(2, 'case.answer');
  await happened(3, 'case.publish');
  await happened(4, 'case.applied');
  await happened(5, 'case.reopen', { why: 'regression' });
  const page = textOf(await visitor(server.url).get(`/s/${token}?lang=en`));
  expect(page).toContain('The story so far');
  expect(page).toMatch(/opened on .*1 February 2026, answered on .*the corrected data failed again on 5 February 2026/);
  expect(textOf(await visitor(server.url).get(`/s/${token}?lang=fr`))).toMatch(/rouvert le 5 février 2026/);
});
