import { readCases, saveFacts } from '../../../db/case-row';
import { tellReopened } from '../../../db/ingest/reopen';
import { findSummary } from '../../../db/case-list';
import { inTransaction, run } from '../../../db/query';
import { type CaseFacts, PHASES, type Phase } from '../../../domain/case';
import { allowed } from '../../../domain/case-rules';
import { may, VERBS } from '../../../domain/permissions';
import { ROLES } from '../../../domain/words';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { seedCase, seedContact, type SeededCase } from '../../support/letters';
import { serverDeps, startServer, type TestServer } from '../../support/server';
import { answer, say } from '../../support/stories';

const db = useDatabase();
let server: TestServer;
let now = new Date(AT.getTime() + 3 * 86_400_000);
const visitors: Record<string, Visitor> = {};
let supplier: { supplier: string; contact: number };

beforeAll(async () => {
  server = await startServer(serverDeps(db.pool, { clock: () => now }));
  for (const role of ROLES) await addLogin(db.pool, role, role);
  await addLogin(db.pool, 'second', 'assistant');
  await addLogin(db.pool, 'english', 'assistant', 'en');
  for (const code of [...ROLES, 'second', 'english']) visitors[code] = await loggedIn(server.url, code);
  supplier = await seedContact(db.pool);
});
afterAll(() => server.stop());

const as = (code: string): Visitor => visitors[code]!;
async function put({ id }: SeededCase, patch: Partial<CaseFacts>): Promise<void> {
  const [found] = await readCases(db.pool, [id]);
  if (found) await saveFacts(db.pool, found, { ...found.facts, ...patch });
}
const aCaseIn = async (phase: Phase, patch: Partial<CaseFacts> = {}): Promise<SeededCase> => {
  const made = await seedCase(db.pool, supplier);
  await put(made, { phase, ...patch });
  return made;
};
const answered = async (
  code: Parameters<typeof answer>[2]['code'],
  version = 1,
  of?: SeededCase,
): Promise<SeededCase> => {
  const made = of ?? (await seedCase(db.pool, supplier));
  await answer(db.pool, made.id, { code, version, author: `contact:${supplier.contact}`, askAgainAt: null }, now);
  return made;
};
const phaseOf = async ({ number }: SeededCase) => (await findSummary(db.pool, number))?.phase;
const verbsOn = (html: string): string[] =>
  [...html.matchAll(/action="\/cases\/A-2026-\d+\/([\w-]+)"/g)].map((m) => m[1] ?? '').sort();
/** Opens the page, then sends one of its forms. */
async function act(code: string, { number }: SeededCase, verb: string, fields: Record<string, string> = {}) {
  await as(code).get(`/cases/${number}`);
  return as(code).post(`/cases/${number}/${verb}`, fields);
}

test.each(PHASES)(
  'a case in %s offers what the table allows the desk, and nothing to who only reads',
  async (phase) => {
    const { number } = await aCaseIn(phase);
    const events: readonly string[] = allowed(phase, 'desk');
    const expected = VERBS.filter(
      (verb) => verb !== 'revoke-link' && events.includes(verb.replaceAll('-', '_')),
    ).sort();
    expect(verbsOn((await as('assistant').get(`/cases/${number}`)).text)).toEqual(expected);
    expect(verbsOn((await as('read_only').get(`/cases/${number}`)).text)).toEqual([]);
  },
);

test.each(ROLES)('%s may press exactly the buttons of the role, and the server checks it again', async (role) => {
  const of = await answered('flags_accepted');
  await as(role).get('/account');
  for (const verb of VERBS) {
    if (may(role, verb)) continue;
    const refused = await as(role).post(`/cases/${of.number}/${verb}`, {
      comment: 'x',
      until: '2026-04-01',
      answer: 'flags_accepted',
    });
    expect([verb, refused.status]).toEqual([verb, 403]);
    expect(wordsOf(refused.text)).toContain('Votre rôle ne permet pas cette action');
  }
  const { text } = await as(role).get(`/cases/${of.number}`);
  expect(verbsOn(text).includes('approve')).toBe(role !== 'read_only');
  expect(text.includes('href="/policy"')).toBe(role === 'manager' || role === 'administrator');
  expect(await phaseOf(of)).toBe('answered');
});

test('the page says what is wrong, shows it, names who is written to and why, and what comes next', async () => {
  const { number } = await seedCase(db.pool, supplier);
  await put({ id: (await findSummary(db.pool, number))!.id, number }, {});
  const { text } = await as('assistant').get(`/cases/${number}`);
  const words = wordsOf(text);
  expect(text).toMatch(/<svg[^>]*role="img"/);
  expect(words).toContain('Thalassa');
  expect(words).toMatch(/Température : 18 valeurs trop hautes le 1er mars 2026, 09:36–11:38 TU/);
  expect(words).toContain('Anne Le Goff');
  expect(words).toContain('Pourquoi cette personne : sa plateforme');
  expect(words).toMatch(/La suite : rappel, faute de réponse\. 9 mars 2026.*\(heure de Paris\)/);
  expect(text).toContain('<html lang="fr">');
  const english = await as('english').get(`/cases/${number}`);
  expect(english.text).toContain('<html lang="en">');
  expect(wordsOf(english.text)).toMatch(/Next: reminder, for want of an answer\. 9 Mar 2026.*\(Paris time\)/);
});

test('a case that does not exist, or is no number at all, is not found', async () => {
  for (const path of [
    '/cases/A-2026-99999',
    '/cases/x',
    '/cases/A-2026-00001%00',
    '/cases/A-2026-99999/answers/1/file',
  ])
    expect([400, 404]).toContain((await as('assistant').get(path)).status);
  const gone = await as('assistant').get('/cases/A-2026-99999');
  expect(wordsOf(gone.text)).toContain('Aucun cas ne porte ce numéro. Revenir à la liste des cas');
  expect(wordsOf((await as('english').get('/cases/A-2026-99999')).text)).toContain('No case has this number');
  await as('assistant').get('/account');
  expect((await as('assistant').post('/cases/A-2026-99999/send')).status).toBe(404);
  expect((await as('assistant').post('/cases/A-2026-99999/explode')).status).toBe(404);
});

test('a click does the deed, says so, and the page shows the new state', async () => {
  const of = await aCaseIn('triage');
  const sent = await act('assistant', of, 'send');
  expect([sent.status, sent.headers.get('location')]).toEqual([303, `/cases/${of.number}?done=send`]);
  const page = wordsOf((await as('assistant').get(`/cases/${of.number}?done=send`)).text);
  expect(page).toContain('La lettre est préparée et part tout de suite');
  expect(page).toMatch(/Nom assistant : envoie au fournisseur/);
  expect(page).toMatch(/Première lettre préparée pour genavir-\d+@example\.org/);
  expect(await phaseOf(of)).toBe('notified');
});

test('note, assign, snooze, reroute and close take what their forms carry', async () => {
  const other = await seedContact(db.pool);
  const of = await aCaseIn('triage');
  expect((await act('assistant', of, 'note', { comment: 'Vu avec le bord.' })).status).toBe(303);
  expect((await act('assistant', of, 'assign', { to: 'second' })).status).toBe(303);
  expect((await act('assistant', of, 'snooze', { until: '2026-04-01' })).status).toBe(303);
  expect((await act('assistant', of, 'reroute', { to: other.supplier })).status).toBe(303);
  const words = wordsOf((await as('assistant').get(`/cases/${of.number}`)).text);
  expect(words).toContain('Vu avec le bord.');
  expect(words).toContain('confie le cas à Nom second');
  expect(words).toContain('en pause jusqu’au 1er avr. 2026');
  expect(words).toContain(other.supplier);
  expect((await act('manager', of, 'close', { reason: 'false_positive' })).status).toBe(303);
  expect(await findSummary(db.pool, of.number)).toMatchObject({ phase: 'closed', outcome: 'false_positive' });
});

test('a form that lacks something comes back filled, with the fault named first and linked to its field', async () => {
  const of = await aCaseIn('notified');
  const refused = await act('assistant', of, 'answer', { answer: 'deferred', comment: 'Rappellera.' });
  expect(refused.status).toBe(422);
  expect(refused.text).toMatch(/<title>Erreur : /);
  expect(refused.text).toContain('<a href="#answer-planned_on">');
  expect(refused.text).toContain('Rappellera.</textarea>');
  expect(refused.text).toMatch(/<option value="deferred" selected/);
  const past = await act('assistant', of, 'answer', { answer: 'deferred', planned_on: '2025-01-01' });
  expect(wordsOf(past.text)).toContain('Choisissez un jour à venir');
  const held = await act('assistant', of, 'snooze', { until: '2020-01-01' });
  expect([held.status, wordsOf(held.text).includes('Choisissez un jour à venir')]).toEqual([422, true]);
  expect(await phaseOf(of)).toBe('notified');
});

test('what is too late is refused with what is possible instead', async () => {
  const of = await aCaseIn('closed', { outcome: 'no_action' });
  await as('assistant').get('/account');
  const refused = await as('assistant').post(`/cases/${of.number}/send`);
  expect(refused.status).toBe(409);
  expect(wordsOf(refused.text)).toMatch(/Ce n’est pas possible maintenant\. Possible dans cet état : .*Rouvrir/);
});

test('an elimination waits for a second person, who sees who was first', async () => {
  const of = await answered('eliminate');
  expect(wordsOf((await as('assistant').get(`/cases/${of.number}`)).text)).toContain('deux personnes différentes');
  const first = await act('assistant', of, 'approve', { answer_version: '1' });
  expect(first.headers.get('location')).toBe(`/cases/${of.number}?done=approve-half`);
  expect(await phaseOf(of)).toBe('answered');
  const again = await act('assistant', of, 'approve', { answer_version: '1' });
  expect([again.status, wordsOf(again.text).includes('il faut une deuxième personne')]).toEqual([409, true]);
  expect(wordsOf((await as('second').get(`/cases/${of.number}`)).text)).toContain('Déjà approuvée par Nom assistant');
  expect((await act('second', of, 'approve', { answer_version: '1' })).headers.get('location')).toContain(
    'done=approve',
  );
  expect(await phaseOf(of)).toBe('approved');
});

test('nobody approves or sends back an answer that a newer one has replaced', async () => {
  const of = await answered('flags_accepted');
  const page = await as('assistant').get(`/cases/${of.number}`);
  expect(page.text).toContain('name="answer_version" value="1"');
  await answered('confirmed_real', 2, of);
  for (const verb of ['approve', 'reject']) {
    const stale = await as('assistant').post(`/cases/${of.number}/${verb}`, { answer_version: '1', comment: 'Non.' });
    expect([verb, stale.status]).toEqual([verb, 409]);
    expect(wordsOf(stale.text)).toContain('Une réponse plus récente est arrivée');
    expect(stale.text).toContain('name="answer_version" value="2"');
  }
  expect(await phaseOf(of)).toBe('answered');
});

test('nobody acts on a case that has changed since the page was shown; a note is taken all the same', async () => {
  const of = await aCaseIn('triage');
  const seen = /name="seen" value="([^"]*)"/.exec((await as('assistant').get(`/cases/${of.number}`)).text)?.[1] ?? '';
  expect((await act('second', of, 'send')).status).toBe(303);
  const late = await as('assistant').post(`/cases/${of.number}/dismiss`, { seen, comment: 'Déjà vu.' });
  expect(late.status).toBe(409);
  expect(wordsOf(late.text)).toContain('Ce cas a changé pendant que vous lisiez cette page. Rien n’a été fait.');
  expect(late.text).toContain('name="seen" value="notified"');
  expect(await phaseOf(of)).toBe('notified');
  expect((await as('assistant').post(`/cases/${of.number}/note`, { seen, comment: 'Vu.' })).status).toBe(303);
});

test('with nobody to write to, the page offers no letter but opens the choice of a contact', async () => {
  const of = await aCaseIn('triage', { contact: null });
  const { text } = await as('assistant').get(`/cases/${of.number}`);
  expect(verbsOn(text)).not.toContain('send');
  expect(text).toMatch(/<details id="do-reroute" open/);
  expect(wordsOf(text)).toContain('Personne à qui écrire pour l’instant');
});

test('a rejection goes back to the supplier with its reason', async () => {
  const of = await answered('cannot_correct');
  expect((await act('assistant', of, 'reject', { answer_version: '1' })).status).toBe(422);
  expect(
    (await act('assistant', of, 'reject', { answer_version: '1', comment: 'Joignez la fiche d’étalonnage.' })).status,
  ).toBe(303);
  const words = wordsOf((await as('assistant').get(`/cases/${of.number}`)).text);
  expect(words).toContain('Joignez la fiche d’étalonnage.');
  expect(words).toContain('Lettre de renvoi préparée');
});

test('an answer by telephone is kept in the name of who took the call, who may not approve an elimination', async () => {
  const of = await aCaseIn('notified', { atDesk: true });
  const fields = { answer: 'eliminate', cause: 'biofouling', comment: 'Capteur encrassé, à jeter.' };
  expect((await act('assistant', of, 'answer', fields)).status).toBe(303);
  const words = wordsOf((await as('assistant').get(`/cases/${of.number}`)).text);
  expect(words).toContain('Version 1 : Les données sont à éliminer');
  expect(words).toContain('Cause : salissure biologique');
  expect(words).toMatch(/Nom assistant, le/);
  const own = await act('assistant', of, 'approve', { answer_version: '1' });
  expect([own.status, wordsOf(own.text).includes('Vous avez écrit cette réponse')]).toEqual([409, true]);
});

test('corrected values by telephone come with a file whose rows are checked, and the file is handed out as a file only', async () => {
  const of = await aCaseIn('notified');
  const path = `/cases/${of.number}/answer`;
  const send = async (name: string, text: string) => {
    await as('assistant').get(`/cases/${of.number}`);
    return as('assistant').upload(path, { answer: 'corrected_data' }, { name, text });
  };
  expect(wordsOf((await act('assistant', of, 'answer', { answer: 'corrected_data' })).text)).toContain(
    'Joignez le fichier',
  );
  const wrong = await send('c.csv', 'time;value\n2026-03-01T10:00:00Z;abc\n2030-01-01T00:00:00Z;17,2\n');
  expect(wrong.status).toBe(422);
  expect(wordsOf(wrong.text)).toMatch(/Ligne 2 : « abc » n’est pas un nombre/);
  expect(wordsOf(wrong.text)).toMatch(/Ligne 3 : .* hors de l’anomalie/);
  expect((await send('c.exe', 'x')).status).toBe(422);
  expect((await send('c.csv', '')).status).toBe(422);
  expect(await phaseOf(of)).toBe('notified');
  const right = 'time;value\n2026-03-01T10:00:00Z;17,1\n2026-03-01T10:07:12Z;17,2\n';
  expect((await send('correction <b>.csv', right)).status).toBe(303);
  const page = await as('assistant').get(`/cases/${of.number}`);
  expect(wordsOf(page.text)).toContain('2 valeurs corrigées');
  expect(page.text).not.toContain('<b>.csv');
  const file = await as('read_only').get(`/cases/${of.number}/answers/1/file`);
  expect([file.status, file.text]).toEqual([200, right]);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="correction/);
  expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await as('assistant').get(`/cases/${of.number}/answers/2/file`)).status).toBe(404);
});

test('a decision says that it is not applied until the receipt has come', async () => {
  const of = await answered('confirmed_real');
  await put(of, { phase: 'applying', publishedAt: now });
  const id = '00000000-0000-4000-8000-000000000001';
  await run(
    db.pool,
    `insert into decision (id, case_id, answer, outcome, changes, approved_by, at)
     select $1, $2, id, 'expected_phenomenon', '[]', '{person:manager}', $3 from answer where case_id = $2`,
    [id, of.id, now],
  );
  const before = wordsOf((await as('assistant').get(`/cases/${of.number}`)).text);
  expect(before).toContain('pas encore appliquée');
  expect(before).toContain('Phénomène réel d’après la version 1 de la réponse, approuvée par Nom manager');
  await run(
    db.pool,
    `insert into receipt (decision, kind, data_version, actor, at) values ($1, 'applied', 'v7', 'service:qc', $2)`,
    [id, now],
  );
  await put(of, { phase: 'verifying' });
  const after = wordsOf((await as('assistant').get(`/cases/${of.number}`)).text);
  expect(after).not.toContain('pas encore appliquée');
  expect(after).toContain('version des données v7');
});

test('what strangers wrote is shown as text, whatever it is', async () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;
  const of = await aCaseIn('triage');
  await run(db.pool, `update anomaly set doc = doc || jsonb_build_object('message', $2::text) where case_id = $1`, [
    of.id,
    evil,
  ]);
  await run(db.pool, `update anomaly_case set check_code = $2, sensor = $2, cruise = $2 where id = $1`, [of.id, evil]);
  await run(
    db.pool,
    `insert into message (case_id, author, visibility, text, at) values ($1, 'contact:1', 'public', $2, $3)`,
    [of.id, evil, now],
  );
  for (const path of [
    `/cases/${of.number}`,
    '/?turn=all',
    `/?turn=all&q=${encodeURIComponent(evil)}&supplier=${encodeURIComponent(evil)}`,
    `/cases/${of.number}?done=${encodeURIComponent(evil)}`,
  ]) {
    const { status, text } = await as('assistant').get(path);
    expect([path, status, /<script|<img/.test(text)]).toEqual([path, 200, false]);
  }
});

test('many anomalies come in pages', async () => {
  const of = await aCaseIn('triage');
  await run(
    db.pool,
    `insert into anomaly (fingerprint, content_hash, case_id, source, dataset, check_code, severity, first_seen, last_seen, doc)
     select sha256(($1 || n)::bytea), '', $2, 's', 'd', 'spike_test', 'error', $3, $3, jsonb_build_object('message', 'numéro ' || n) from generate_series(1, 150) n`,
    [of.number, of.id, now],
  );
  const first = await as('assistant').get(`/cases/${of.number}`);
  const more = /href="([^"]*\?anomalies=\d+)#anomalies"/.exec(first.text)?.[1] ?? '';
  expect(wordsOf(first.text)).not.toContain('numéro 150');
  const second = await as('assistant').get(more);
  expect(wordsOf(second.text)).toContain('numéro 150');
  expect(second.text).not.toContain('?anomalies=');
  expect((await as('assistant').get(`/cases/${of.number}?anomalies=x`)).status).toBe(200);
});

test('the story of a case that was opened again has a heading and a line for each round, one asked once has none', async () => {
  const of = await answered('corrected_data');
  const day = (n: number): Date => new Date(AT.getTime() + n * 86_400_000);
  const told: [Parameters<typeof say>[2], Parameters<typeof say>[3], number][] = [
    ['desk', { type: 'approve', version: 1, approver: 'person:second' }, 4],
    ['clock', { type: 'publish' }, 4],
    ['pipeline', { type: 'applied' }, 5],
  ];
  for (const [side, event, n] of told) await say(db.pool, of.id, side, event, day(n));
  expect((await as('english').get(`/cases/${of.number}`)).text).not.toContain('Round 1');
  await inTransaction(db.pool, (tx) =>
    tellReopened(tx, new Map([[of.id, { why: 'regression', runId: 'run-2' }]]), {
      actor: { kind: 'service', id: 'qc' },
      at: day(6),
    }),
  );
  const { text } = await as('english').get(`/cases/${of.number}`);
  expect([...text.matchAll(/<h3>(Round \d)<\/h3><p>([^<]*)/g)].map((found) => found.slice(1))).toEqual([
    [
      'Round 1',
      'answered on 5 March 2026, decided on 6 March 2026, applied to the data on 7 March 2026, the corrected data failed again on 8 March 2026',
    ],
    ['Round 2', 'opened again on 8 March 2026'],
  ]);
  const [first = '', second = ''] = text.split('<h3>Round 2</h3>');
  expect(first.match(/<ol class="time">.*?<\/ol>/s)?.[0]).toContain('<li>');
  expect(wordsOf(second.match(/<ol class="time">.*?<\/ol>/s)?.[0] ?? '')).toContain('opened the case again');
  expect((await as('assistant').get(`/cases/${of.number}`)).text).toMatch(
    /<h3>Épisode 1<\/h3><p>réponse le 5 mars 2026, décision le 6 mars 2026, appliqué aux données le 7 mars 2026, nouvel échec des données corrigées le 8 mars 2026</,
  );
});
