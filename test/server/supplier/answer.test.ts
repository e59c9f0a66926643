import { gzipSync } from 'node:zlib';
import type { ServerDeps } from '../../../server/deps';
import { AT } from '../../support/facts';
import { aDayWithPeaks, type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { contentOf, useDatabase } from '../../support/database';
import { hiddenOf, type Page, startSupplierPages, textOf, visitor } from '../../support/pages';
import { serverDeps, type TestServer } from '../../support/server';

const db = useDatabase();
let now = AT;
let deps: ServerDeps;
let server: TestServer;
beforeAll(async () => {
  deps = serverDeps(db.pool, { clock: () => now });
  server = await startSupplierPages(deps);
});
beforeEach(() => {
  now = AT;
});
afterAll(() => server.stop());

const letter = async (
  language: 'fr' | 'en' = 'fr',
  count = 1,
): Promise<{ token: string; cases: SeededCase[]; contact: number }> => {
  const who = await seedContact(db.pool, language);
  const cases: SeededCase[] = [];
  for (let n = 0; n < count; n += 1) cases.push(await seedCase(db.pool, who));
  return { ...(await seedLetter(db.pool, who.contact, cases)), cases, contact: who.contact };
};
const phaseOf = async ({ id }: SeededCase): Promise<string> =>
  (await db.pool.query('select phase from anomaly_case where id = $1', [id])).rows[0].phase;
const answersOf = async ({ id }: SeededCase) =>
  (
    await db.pool.query(
      'select version, code, cause, comment, planned_on, file_name, corrections from answer where case_id = $1 order by version',
      [id],
    )
  ).rows;
const tables = (): Promise<Record<string, unknown>> => contentOf(db.pool);
type Fields = Record<string, string | string[] | File>;
/** The form of the page with these fields, then the review page confirmed. */
const answer = async (
  token: string,
  fields: Fields,
  who = visitor(server.url),
  query = '',
): Promise<{ review: Page; receipt: Page }> => {
  const first = await who.get(`/s/${token}${query}`);
  const review = await who.post(`/s/${token}/answer`, { ...hiddenOf(first), ...fields });
  const receipt = await who.post(`/s/${token}/answer`, hiddenOf(review));
  return { review, receipt };
};

test.each([
  ['fr', 'Température : 18 valeurs trop hautes', 'Relire avant d’envoyer', 'Réponse enregistrée'],
  ['en', 'Temperature: 18 values too high', 'Check before sending', 'Answer recorded'],
] as const)(
  'a supplier reads, reviews and answers in %s without script',
  async (language, sentence, reviewed, recorded) => {
    const { token, cases } = await letter(language);
    const [only] = cases;
    const who = visitor(server.url);
    const first = await who.get(`/s/${token}`);
    expect(first.status).toBe(200);
    expect(textOf(first).replaceAll('\u00a0', ' ')).toContain(sentence);
    expect(first.html).toContain(`<html lang="${language}">`);
    expect(first.html.replace(/<script>[^<]*<\/script>/, '')).not.toMatch(/<script|javascript:| on\w+=/i);
    const fields = {
      answer: 'sensor_intervention',
      cause: 'sensor_failure',
      comment: 'Pompe <b>changée</b>',
      planned_on: '2026-03-20',
    };
    const { review, receipt } = await answer(token, fields, who);
    expect(review.status).toBe(200);
    expect(textOf(review)).toContain(reviewed);
    expect(review.html).toContain('Pompe &lt;b>changée&lt;/b>');
    expect(receipt.status).toBe(200);
    expect(textOf(receipt)).toContain(recorded);
    expect(textOf(receipt)).toContain(only!.number);
    expect(await phaseOf(only!)).toBe('answered');
    expect(await answersOf(only!)).toMatchObject([
      {
        version: 1,
        code: 'sensor_intervention',
        cause: 'sensor_failure',
        comment: 'Pompe <b>changée</b>',
        planned_on: '2026-03-20',
      },
    ]);
  },
);

test('looking, by GET or HEAD, and posting without confirming change nothing', async () => {
  const { token } = await letter();
  const who = visitor(server.url);
  const before = await tables();
  const first = await who.get(`/s/${token}`);
  await who.get(`/s/${token}?lang=en`);
  expect((await who.get(`/s/${token}`, { method: 'HEAD' })).status).toBe(200);
  expect((await who.get(`/s/${token}/answer`)).status).toBe(303);
  for (const deed of [{ answer: 'eliminate' }, { deed: 'acknowledge' }, { deed: 'not_mine' }, { deed: 'remind' }, {}])
    await who.post(`/s/${token}/answer`, { ...hiddenOf(first), ...deed });
  expect(await tables()).toEqual(before);
});

test('the page is one request of at most 15 KB compressed, says so to nobody else, and has its safety headers', async () => {
  const { token } = await letter();
  const { html, headers } = await visitor(server.url).get(`/s/${token}`);
  expect(gzipSync(html).length).toBeLessThanOrEqual(15_000);
  expect(html).not.toMatch(/<(script src|img|iframe|link rel="stylesheet")/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-robots-tag')).toContain('noindex');
  expect(headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+';/,
  );
  expect(headers.get('set-cookie')).toBeNull();
});

test('a case of many flagged stretches stays within the same bytes', async () => {
  const who = await seedContact(db.pool);
  const noisy = (n: number) =>
    Math.round(1000 * Math.abs(Math.sin(n * 12.9898) * 43758.5453 - Math.floor(Math.sin(n * 12.9898) * 43758.5453))) /
    1000;
  const stretches = Array.from({ length: 50 }, (_, k) => ({
    ...aDayWithPeaks(),
    points: Array.from({ length: 60 }, (_, i) => ({
      t: new Date(AT.getTime() + (k * 100 + i) * 5_000).toISOString(),
      value: 35 + noisy(k * 60 + i) * (i % 3 === 0 ? 4 : 1),
      flag: i % 3 === 0 ? '4' : '1',
      lat: -23 + (k * 60 + i) / 9_000,
      lon: -42 + (k * 60 + i) / 7_000,
    })),
  }));
  const many = await seedCase(db.pool, who, {
    evidence: [{ ...aDayWithPeaks(), points: stretches.flatMap(({ points }) => points) }],
  });
  const { token } = await seedLetter(db.pool, who.contact, [many]);
  const { html } = await visitor(server.url).get(`/s/${token}`);
  expect(html.match(/m-3-3l6 6m0-6l-6 6/g)?.length).toBeGreaterThanOrEqual(1000);
  expect(gzipSync(html).length).toBeLessThanOrEqual(15_000);
});

test('5,000 flagged points are all on the picture, which stays within the same bytes; what is cut is said', async () => {
  const who = await seedContact(db.pool);
  const noisy = (n: number) => Math.abs(Math.sin(n * 12.9898) * 43758.5453) % 1;
  const points = Array.from({ length: 5000 }, (_, i) => ({
    t: new Date(AT.getTime() + i * 60_000).toISOString(),
    value: Math.round((35 + noisy(i) * 4) * 1000) / 1000,
    flag: '4',
    lat: -23 + i / 9_000 + noisy(i + 7) / 10,
    lon: -42 + i / 7_000,
  }));
  const many = await seedCase(db.pool, who, { evidence: [{ ...aDayWithPeaks(), points, omitted: 12 }] });
  const { token } = await seedLetter(db.pool, who.contact, [many]);
  const { html } = await visitor(server.url).get(`/s/${token}`);
  expect(gzipSync(html).length).toBeLessThanOrEqual(15_000);
  const text = html.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');
  expect(text).toContain('mauvaise (5000)');
  expect(text).toContain('12 autres valeurs signalées ne sont pas dessinées.');
});

test('the same submission shows the same receipt; a newer answer supersedes; both are kept', async () => {
  const { token, cases } = await letter();
  const who = visitor(server.url);
  const { review, receipt } = await answer(token, { answer: 'confirmed_real' }, who);
  const again = await Promise.all([1, 2].map(() => who.post(`/s/${token}/answer`, hiddenOf(review))));
  expect(again.map(({ html }) => html)).toEqual([receipt.html, receipt.html]);
  expect(await answersOf(cases[0]!)).toHaveLength(1);
  await answer(token, { answer: 'eliminate', comment: 'au port' }, who);
  expect((await answersOf(cases[0]!)).map(({ code }) => code)).toEqual(['confirmed_real', 'eliminate']);
  expect(textOf(await who.get(`/s/${token}`))).toContain('Les données sont à éliminer');
});

test('two presses at once make one answer', async () => {
  const { token, cases } = await letter();
  const who = visitor(server.url);
  const first = await who.get(`/s/${token}`);
  const review = await who.post(`/s/${token}/answer`, { ...hiddenOf(first), answer: 'flags_accepted' });
  const pressed = await Promise.all([1, 2, 3, 4].map(() => who.post(`/s/${token}/answer`, hiddenOf(review))));
  expect(pressed.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await answersOf(cases[0]!)).toHaveLength(1);
});

test('after a decision an answer is refused with what was decided, but a known submission still shows its receipt', async () => {
  const { token, cases } = await letter();
  const who = visitor(server.url);
  const { review } = await answer(token, { answer: 'eliminate' }, who);
  const { id } = cases[0]!;
  await db.pool.query(`update anomaly_case set phase = 'applying' where id = $1`, [id]);
  await db.pool.query(
    `insert into decision (id, case_id, answer, outcome, changes, approved_by, at) select gen_random_uuid(), $1, id, 'eliminated', '[]', '{}', $2 from answer where case_id = $1`,
    [id, AT],
  );
  const page = await who.get(`/s/${token}`);
  expect(page.status).toBe(200);
  expect(textOf(page)).toContain('Données éliminées');
  expect(page.html).not.toContain('name="answer"');
  const late = await who.post(`/s/${token}/answer`, { answer: 'confirmed_real' });
  expect(late.status).toBe(409);
  expect(textOf(late)).toContain('Données éliminées');
  expect((await who.post(`/s/${token}/answer`, hiddenOf(review))).status).toBe(200);
  expect(await answersOf(cases[0]!)).toHaveLength(1);
});

test('what is missing is asked after on the form, with what was filled in kept', async () => {
  const { token, cases } = await letter();
  const who = visitor(server.url);
  const none = await who.post(`/s/${token}/answer`, { comment: 'je <i>réfléchis</i>' });
  expect(none.status).toBe(422);
  expect(none.html).toMatch(/<title>Erreur/);
  expect(none.html).toContain('href="#answer-0"');
  expect(none.html).toContain('je &lt;i>réfléchis');
  const wrong = await who.post(`/s/${token}/answer`, { answer: 'will_come', cause: 'moon', planned_on: '31/02/2026' });
  expect(wrong.status).toBe(422);
  for (const said of ['pas proposée ici', 'pas dans la liste', 'n’existe pas']) expect(textOf(wrong)).toContain(said);
  for (const [fields, said] of [
    [{ answer: 'need_info' }, 'Posez votre question'],
    [{ answer: 'deferred' }, 'Donnez une date'],
    [{ answer: 'deferred', planned_on: '2026-03-01' }, 'après aujourd’hui'],
    [{ answer: 'corrected_data' }, 'Joignez le fichier'],
  ] as const) {
    const page = await who.post(`/s/${token}/answer`, fields);
    expect([page.status, textOf(page)]).toEqual([422, expect.stringContaining(said)]);
  }
  expect(await answersOf(cases[0]!)).toHaveLength(0);
});

test('"I received it", "remind me" and "not for me" go over the review page too', async () => {
  const { token, cases } = await letter();
  const { receipt } = await answer(token, { deed: 'acknowledge' });
  expect(textOf(receipt)).toContain('Réception confirmée');
  expect(await phaseOf(cases[0]!)).toBe('acknowledged');
  const later = await answer(token, { deed: 'remind' });
  expect(textOf(later.receipt)).toContain('9 mars 2026');
  expect(await answersOf(cases[0]!)).toMatchObject([{ code: 'deferred', planned_on: '2026-03-09' }]);
  await answer(token, { deed: 'not_mine', comment: 'Voir le laboratoire' });
  expect((await answersOf(cases[0]!)).at(-1)).toMatchObject({
    code: 'wrong_recipient',
    comment: 'Voir le laboratoire',
  });
});

test('a letter about several: each alone, or one answer for those that are ticked', async () => {
  const { token, cases } = await letter('fr', 3);
  const who = visitor(server.url);
  const list = await who.get(`/s/${token}`);
  for (const { number } of cases) expect(list.html).toContain(`?case=${number}`);
  expect(textOf(list).match(/Envoyées le/g)).toHaveLength(1);
  await answer(token, { answer: 'confirmed_real' }, who, `?case=${cases[0]!.number}`);
  const none = await who.post(`/s/${token}/answer`, { lang: 'fr', answer: 'eliminate' });
  expect([none.status, textOf(none).includes('Cochez au moins une anomalie')]).toEqual([422, true]);
  expect(none.html).not.toMatch(/type="checkbox"[^>]* checked/);
  const { receipt } = await answer(token, { case: [cases[1]!.number, cases[2]!.number], answer: 'eliminate' }, who);
  for (const { number } of cases.slice(1)) expect(textOf(receipt)).toContain(number);
  expect(await Promise.all(cases.map(async (of) => (await answersOf(of)).map(({ code }) => code)))).toEqual([
    ['confirmed_real'],
    ['eliminate'],
    ['eliminate'],
  ]);
  expect((await who.post(`/s/${token}/answer`, { answer: 'eliminate' })).status).toBe(422);
  const other = await letter();
  expect((await who.post(`/s/${token}/answer`, { answer: 'eliminate', case: other.cases[0]!.number })).status).toBe(
    422,
  );
});

test('the files of a flow case are a table, and its answers come first', async () => {
  const who = await seedContact(db.pool);
  const flow = await seedCase(db.pool, who, {
    family: 'flow',
    check: 'file_missing',
    evidence: [
      {
        kind: 'files',
        scale: null,
        parameter: null,
        unit: null,
        expected: null,
        points: [],
        items: [{ name: 'leg3.csv', expected: '2026-03-01', found: null }],
      },
    ],
  });
  const { token } = await seedLetter(db.pool, who.contact, [flow]);
  const page = await visitor(server.url).get(`/s/${token}`);
  expect(textOf(page).replaceAll('\u00a0', ' ')).toMatch(/1 fichier manque le .* \(leg3\.csv\)/);
  expect(page.html.indexOf('value="sent_again"')).toBeLessThan(page.html.indexOf('value="sensor_intervention"'));
  await answer(token, { answer: 'will_come', planned_on: '2026-04-01' });
  expect(await answersOf(flow)).toMatchObject([{ code: 'will_come', planned_on: '2026-04-01' }]);
});

test('a page older than twelve hours, or of another link, is confirmed once more', async () => {
  const { token, cases } = await letter();
  const other = await letter();
  const who = visitor(server.url);
  const first = await who.get(`/s/${token}`);
  const review = await who.post(`/s/${token}/answer`, { ...hiddenOf(first), answer: 'flags_accepted' });
  const stolen = await who.post(`/s/${other.token}/answer`, { ...hiddenOf(review), case: other.cases[0]!.number });
  expect(textOf(stolen)).toContain('Relire avant d’envoyer');
  now = new Date(AT.getTime() + 13 * 3_600_000);
  const stale = await who.post(`/s/${token}/answer`, hiddenOf(review));
  expect(textOf(stale)).toContain('plus de douze heures');
  expect(await answersOf(cases[0]!)).toHaveLength(0);
  await who.post(`/s/${token}/answer`, hiddenOf(stale));
  expect(await answersOf(cases[0]!)).toHaveLength(1);
  expect(await answersOf(other.cases[0]!)).toHaveLength(0);
});

test('"change" on the review page comes back to the form with everything kept', async () => {
  const { token } = await letter();
  const who = visitor(server.url);
  const first = await who.get(`/s/${token}`);
  const review = await who.post(`/s/${token}/answer`, { ...hiddenOf(first), answer: 'eliminate', comment: 'à quai' });
  const form = await who.post(`/s/${token}/answer`, { ...hiddenOf(review), edit: '1' });
  expect(form.html).toContain('à quai');
  expect(form.html).toMatch(/value="eliminate"[^>]*checked/);
});
