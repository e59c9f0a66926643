import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { publishDecision } from '../../../db/decisions';
import { readCases } from '../../../db/case-row';
import { inTransaction } from '../../../db/query';
import type { Evidence } from '../../../domain/anomaly';
import { AT } from '../../support/facts';
import { openBrowser, withoutScript } from '../../support/browser';
import { aDayWithPeaks, type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { useDatabase } from '../../support/database';
import { hiddenOf, type Page, textOf, visitor } from '../../support/pages';
import { addKey, serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(serverDeps(db.pool, { proxyHops: 1 })), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

type Seed = Parameters<typeof seedCase>[2];
const letter = async (seed: Seed = {}, language: 'fr' | 'en' = 'fr'): Promise<{ token: string; of: SeededCase }> => {
  const who = await seedContact(db.pool, language);
  const of = await seedCase(db.pool, who, seed);
  return { of, ...(await seedLetter(db.pool, who.contact, [of])) };
};
/** A second stretch of the same case, from `start` to `end`; its id. */
const another = async ({ id }: SeededCase, start: string, end: string): Promise<string> =>
  (
    await db.pool.query(
      `insert into anomaly (fingerprint, content_hash, case_id, source, dataset, check_code, parameter, severity, time_start, time_end, first_seen, last_seen, doc)
       select sha256(fingerprint || 'x'), content_hash, case_id, source, dataset, check_code, parameter, severity, $2, $3, first_seen, last_seen, doc
         from anomaly where case_id = $1 limit 1 returning uuid`,
      [id, start, end],
    )
  ).rows[0].uuid;
const csv = (text: string, name = 'corrige.csv'): File => new File([text], name, { type: 'text/csv' });
const plain = (page: Page): string => textOf(page).replaceAll(/[\u00a0\u202f]/g, ' ');
const send = (token: string, fields: Record<string, string | File>, who = visitor(server.url)): Promise<Page> =>
  who.post(`/s/${token}/answer`, { answer: 'corrected_data', ...fields });
const answers = async ({ id }: SeededCase): Promise<number> =>
  (await db.pool.query('select from answer where case_id = $1', [id])).rowCount ?? 0;
const api = async (path: string, key: string) =>
  fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } });

const GOOD = 'time,value\n2026-03-01T09:36:00Z,17.5\n2026-03-01T09:43:12Z,17.6\n';

describe('without script, in Chromium', () => {
  test.each([
    ['fr', 'Modèle CSV', 'Valeurs corrigées', 'Réponse enregistrée', /Ligne 2 : 99 est hors de la plage \(12 à 21\)/],
    ['en', 'CSV template', 'Corrected values', 'Answer recorded', /Line 2: 99 is outside the range \(12 to 21\)/],
  ] as const)(
    'the template of %s is filled in, sent, read and confirmed',
    async (language, template, title, recorded, finding) => {
      const { token, of } = await letter({}, language);
      const context = await withoutScript(browser, language);
      const page = await context.newPage();
      await page.goto(`${server.url}/s/${token}`);
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`text=${template}`)]);
      const lines = readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\r\n');
      expect(download.suggestedFilename()).toBe(`${of.number}.csv`);
      expect(lines).toHaveLength(19);
      const by = language === 'fr' ? ';' : ',';
      const filled = lines.map((line, i) =>
        (i === 0 ? line : line.replace(new RegExp(`${by}${by}?$`), `${by}${i === 1 ? 99 : 17 + i / 10}${by}`)).replace(
          /(\d)\.(\d+[;]$)/,
          '$1,$2',
        ),
      );
      await page.check('input[value=corrected_data]');
      await page.setInputFiles('input[name=file]', {
        name: 'corrigé.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(filled.join('\r\n')),
      });
      await page.click('button[type=submit] >> nth=0');
      await page.waitForSelector(`h2:has-text("${title}")`);
      const said = (await page.textContent('main'))?.replaceAll(/[\u00a0\u202f]/g, ' ') ?? '';
      expect(said).toMatch(finding);
      expect(await page.locator('main figure svg').count()).toBe(2);
      await page.click('button[type=submit] >> nth=0');
      await page.waitForSelector(`text=${recorded}`);
      expect(await answers(of)).toBe(1);
      await context.close();
    },
  );
});

test('the pictures before and after stand on the same axes, and the pages stay small', async () => {
  const { token } = await letter();
  const who = visitor(server.url);
  const form = await who.get(`/s/${token}`);
  const rows = Array.from({ length: 18 }, (_, i) =>
    `${aDayWithPeaks().points[80 + i]?.t};${17 + i / 100}\n`.replace('.', ','),
  );
  const review = await send(token, { file: csv(`time;value\n${rows.join('').replaceAll(/,000Z/g, 'Z')}`) }, who);
  expect(review.status).toBe(200);
  for (const page of [form, review]) expect(gzipSync(page.html).length).toBeLessThan(15_000);
  const ticks = [...review.html.matchAll(/<svg.*?<\/svg>/gs)].map(([svg]) =>
    [...svg.matchAll(/<path d="M46 ([\d.]+)H632"/g)].map(([, y]) => y),
  );
  expect(ticks).toHaveLength(2);
  expect(ticks[0]).toEqual(ticks[1]);
  const [before, after] = [...review.html.matchAll(/<svg.*?<\/svg>/gs)].map(([svg]) => svg);
  expect([before, after].map((svg) => [svg?.includes('data-flag="4"'), svg?.includes('data-flag="5"')])).toEqual([
    [true, false],
    [false, true],
  ]);
});

test('rows between two anomalies are named by their line, and nothing is taken', async () => {
  const { token, of } = await letter();
  await another(of, '2026-03-01T14:00:00Z', '2026-03-01T15:00:00Z');
  const page = await send(token, {
    file: csv('time;value\n2026-03-01T09:36:00Z;17\n2026-03-01T12:30:00Z;17\n2026-03-01T14:30:00Z;17\n'),
  });
  expect(page.status).toBe(422);
  expect(plain(page)).toMatch(/3 time 1er mars 2026, 12:30 TU n’est dans aucune des 2 anomalies/);
  expect(await answers(of)).toBe(0);
});

test('what was typed and the file are still there when something else is wrong, and the file need not be sent again', async () => {
  const { token, of } = await letter();
  const who = visitor(server.url);
  const wrong = await send(
    token,
    { file: csv(GOOD), cause: 'sensor_drift', comment: 'Étalonnage', planned_on: '2026-02-31' },
    who,
  );
  expect(wrong.status).toBe(422);
  expect(plain(wrong)).toContain('Fichier gardé : corrige.csv');
  expect(wrong.html).toContain('Étalonnage</textarea>');
  const review = await send(token, { ...(hiddenOf(wrong) as Record<string, string>), comment: 'Étalonnage' }, who);
  expect(plain(review)).toContain('2 lignes corrigent des mesures');
  const back = await who.post(`/s/${token}/answer`, { ...hiddenOf(review), edit: '1' });
  expect(plain(back)).toContain('Fichier gardé : corrige.csv');
  await who.post(`/s/${token}/answer`, hiddenOf(review));
  expect(await answers(of)).toBe(1);
});

/** So many more anomalies of the same case, a day apart. */
const more = ({ id }: SeededCase, count: number) =>
  db.pool.query(
    `insert into anomaly (fingerprint, content_hash, case_id, source, dataset, check_code, parameter, severity, time_start, time_end, first_seen, last_seen, doc)
     select sha256(fingerprint || n::text::bytea), content_hash, case_id, source, dataset, check_code, parameter, severity,
            time_start + n * interval '1 day', time_end + n * interval '1 day', first_seen, last_seen, doc
       from anomaly, generate_series(1, $2) n where case_id = $1`,
    [id, count],
  );

test('one file corrects a case of 5,000 anomalies, and names the one row that is wrong', async () => {
  const { token, of } = await letter({}, 'en');
  await more(of, 4999);
  const start = Date.parse('2026-03-01T09:36:00Z');
  const row = (n: number): string => `${new Date(start + n * 86_400_000).toISOString()},${17 + (n % 7) / 10}\n`;
  const text = `time,value\n${Array.from({ length: 5000 }, (_, n) => row(n)).join('')}`;
  const wrong = await send(token, { file: csv(`${text}${row(5000)}`) });
  expect([wrong.status, /in none of the 5,?000 anomalies/.test(plain(wrong))]).toEqual([422, true]);
  const who = visitor(server.url);
  const review = await send(token, { file: csv(text) }, who);
  expect(plain(review)).toContain('5,000 lines correct measurements');
  expect(plain(review)).toMatch(/2028\s+2030\s+2032/);
  expect(gzipSync(review.html).length).toBeLessThan(15_000);
  await who.post(`/s/${token}/answer`, hiddenOf(review));
  const { rows: kept } = await db.pool.query(
    `select count(distinct r.anomaly)::int as n from corrected_row r join answer a on a.id = r.answer where a.case_id = $1`,
    [of.id],
  );
  expect(kept).toEqual([{ n: 5000 }]);
});

test('of a case too large for one file, the page says how far a file reaches', async () => {
  const { token, of } = await letter({}, 'en');
  await more(of, 50_000);
  const review = plain(await send(token, { file: csv(GOOD) }));
  expect(review).toContain('1 of the 50001 anomalies is corrected');
  expect(review).toContain('A file corrects the first 50,000 anomalies of a case');
  const refused = await send(token, { file: csv(GOOD.replace('17.6', 'x')) });
  expect([refused.status, plain(refused).includes('A file corrects only the first 50,000 anomalies')]).toEqual([
    422,
    true,
  ]);
});

test('the same file twice counts once', async () => {
  const { token, of } = await letter();
  for (let times = 0; times < 2; times += 1) {
    const who = visitor(server.url);
    const receipt = await who.post(`/s/${token}/answer`, hiddenOf(await send(token, { file: csv(GOOD) }, who)));
    expect(plain(receipt)).toContain('Réponse enregistrée');
  }
  expect(await answers(of)).toBe(1);
  expect(
    (await db.pool.query('select from file where sha256 = $1', [createHash('sha256').update(GOOD).digest()])).rowCount,
  ).toBe(1);
});

test('more files than a case may have are refused', async () => {
  const { token, of } = await letter();
  await db.pool.query(`insert into rate_count (key, window_start, used) values ($1, $2, 60)`, [
    `files case ${of.id}`,
    AT,
  ]);
  const page = await send(token, { file: csv(`${GOOD}2026-03-01T09:50:24Z,17.7\n`) });
  expect([page.status, plain(page)]).toEqual([
    422,
    expect.stringContaining('ont été envoyés aujourd’hui pour cette anomalie'),
  ]);
});

const SHA = 'a'.repeat(64);
describe('a large file by reference', () => {
  test('is told to the supplier as not opened, kept, and named by the decision', async () => {
    const { token, of } = await letter();
    const who = visitor(server.url);
    const reference = {
      reference_url: 'https://data.example.org/leg 1.nc',
      reference_sha256: `SHA256:${SHA.toUpperCase()}`,
      reference_size: '5 000 000 000',
    };
    const review = await send(token, reference, who);
    expect(plain(review)).toContain(
      `https://data.example.org/leg%201.nc — SHA-256 ${SHA} — 5 000 Mo. Ses lignes n’ont pas été contrôlées`,
    );
    expect((await who.post(`/s/${token}/answer`, hiddenOf(review))).status).toBe(200);
    await publish(of);
    expect((await changesOf(of))[0]?.value_ref).toBe(`https://data.example.org/leg%201.nc#sha256=${SHA}`);
  });

  test.each([
    [{ reference_url: 'http://data.example.org/a', reference_sha256: SHA }, 'commence par https'],
    [{ reference_url: 'https://me:secret@data.example.org/a', reference_sha256: SHA }, 'sans mot de passe'],
    [{ reference_url: 'https://data.example.org/a' }, 'Donnez la somme SHA-256'],
    [{ reference_sha256: SHA }, 'Donnez l’adresse du fichier'],
    [{ reference_url: 'https://data.example.org/a', reference_sha256: 'abc' }, '64 chiffres'],
    [{ reference_url: 'https://data.example.org/a', reference_sha256: SHA, reference_size: 'gros' }, 'nombre d’octets'],
    [{ reference_url: 'https://data.example.org/a', reference_sha256: SHA, file: csv(GOOD) }, 'pas les deux'],
  ])('%j is refused', async (fields, said) => {
    const { token } = await letter();
    const page = await send(token, fields as Record<string, string | File>);
    expect([page.status, plain(page)]).toEqual([422, expect.stringContaining(said)]);
  });
});

async function publish({ id }: SeededCase): Promise<void> {
  await db.pool.query('update anomaly_case set answer_version = 1 where id = $1', [id]);
  await inTransaction(db.pool, async (tx) => {
    const [found] = await readCases(tx, [id], true);
    if (found) await publishDecision(tx, found, AT);
  });
}
const changesOf = async ({ id }: SeededCase) =>
  (await db.pool.query('select changes from decision where case_id = $1', [id])).rows[0].changes as {
    anomaly: string;
    old_flag: string;
    new_flag: string;
    value_ref: string | null;
  }[];

test('the pipeline reads the corrected values of each anomaly at the address that the decision names; the others keep their flag', async () => {
  const { token, of } = await letter();
  const other = await another(of, '2026-03-01T14:00:00Z', '2026-03-01T15:00:00Z');
  const who = visitor(server.url);
  await who.post(`/s/${token}/answer`, hiddenOf(await send(token, { file: csv(GOOD) }, who)));
  await publish(of);
  const changes = await changesOf(of);
  expect(changes.map(({ old_flag: before, new_flag: after }) => [before, after])).toEqual([
    ['4', '1'],
    ['4', '4'],
  ]);
  expect(changes[1]).toMatchObject({ anomaly: other, value_ref: null });
  const key = await addKey(db.pool, null, ['decide']);
  const answer = await api(changes[0]?.value_ref ?? '', key);
  const uuid = changes[0]?.anomaly;
  expect(await answer.text()).toBe(
    `anomaly,time,depth,lat,lon,parameter,old_value,new_value,unit,old_flag,new_flag,flag_scale,line\r\n` +
      `${uuid},2026-03-01T09:36:00.000Z,,46.266666666666666,-4.4,TEMP,24.5,17.5,degC,4,1,QARTOD,2\r\n` +
      `${uuid},2026-03-01T09:43:12.000Z,,46.27,-4.405,TEMP,25,17.6,degC,4,1,QARTOD,3\r\n`,
  );
  expect((await api(`/api/v1/cases/${of.number}/corrections/1?anomaly=${other}`, key)).status).toBe(200);
  expect((await api(`/api/v1/cases/${of.number}/corrections/2`, key)).status).toBe(404);
});

test('corrected values of a restricted dataset go to no key that only reads', async () => {
  await db.pool.query(
    `insert into dataset (code, name, access_rule) values ('secret', 'secret', 'by_negotiation') on conflict do nothing`,
  );
  const { token, of } = await letter({ dataset: 'secret' });
  const who = visitor(server.url);
  await who.post(`/s/${token}/answer`, hiddenOf(await send(token, { file: csv(GOOD) }, who)));
  const [reads, decides] = [await addKey(db.pool, null, ['read']), await addKey(db.pool, null, ['decide'])];
  const path = `/api/v1/cases/${of.number}/corrections/1`;
  expect([(await api(path, reads)).status, (await api(path, decides)).status]).toEqual([403, 200]);
  const told = async (key: string) =>
    ((await (await api(`/api/v1/cases/${of.number}`, key)).json()) as { answers: object[] }).answers[0];
  expect(await told(reads)).toMatchObject({ file: null, correction: null });
  expect(await told(decides)).toMatchObject({ correction: { rows: 2, failing: 0, url: path } });
});

const SAMPLES = join(__dirname, '../../../samples/formats/netcdf');
test('a file of the whole series corrects what it is asked about, and says which of its points concern nothing', async () => {
  const profile: Evidence = {
    kind: 'profile',
    scale: 'L20',
    parameter: 'TEMP',
    unit: 'degC',
    expected: null,
    items: [],
    points: [{ t: '2026-03-01T06:00:00Z', value: 99, flag: '4', z: 2 }],
  };
  const netcdf = readFileSync(join(SAMPLES, 'seadatanet-ctd.nc'));
  const { token, of } = await letter({ evidence: [profile] });
  await db.pool.query(
    `update anomaly set time_start = '2026-03-01T00:00:00Z', time_end = '2026-03-02T00:00:00Z' where case_id = $1`,
    [of.id],
  );
  const page = await send(token, { file: new File([netcdf as Buffer<ArrayBuffer>], 'ctd.nc') });
  expect([page.status, plain(page)]).toEqual([200, expect.stringMatching(/lignes? corrige.*ne concerne/)]);
  const odv = [
    '//SDN_parameter_mapping',
    '//<subject>SDN:LOCAL:TEMP</subject><object>SDN:P01::TEMPPR01</object><units>SDN:P06::UPAA</units>',
    [
      'Cruise',
      'Station',
      'Type',
      'yyyy-mm-ddThh:mm',
      'Longitude [degrees_east]',
      'Latitude [degrees_north]',
      'DEPTH [m]',
      'QV:SEADATANET',
      'TEMP [degC]',
      'QV:SEADATANET',
    ].join('\t'),
    ['C', 'S1', 'C', '2026-03-01T06:00', '-4', '48', '5', '1', '12.1', '1'].join('\t'),
    ['', '', '', '', '', '', '2', '1', '12.0', '1'].join('\t'),
  ].join('\n');
  const text = await send(token, { file: csv(odv, 'ctd.txt') });
  expect([text.status, plain(text)]).toEqual([
    200,
    expect.stringMatching(/1 ligne corrige.*1 ligne ne concerne aucune anomalie et n’est pas prise : 4/),
  ]);
});

test('a file that is no table, or another kind, is refused in words; a template names its own case only', async () => {
  const { token } = await letter();
  for (const [file, said] of [
    [
      new File([Buffer.from('\x89HDF\r\n\x1a\nbroken', 'latin1') as Buffer<ArrayBuffer>], 'a.nc'),
      'Le tableau ne se lit pas',
    ],
    [csv('time;value\n2026-03-01T09:36:00Z;=1+1\n'), 'est une formule'],
  ] as const) {
    const page = await send(token, { file });
    expect([page.status, plain(page)]).toEqual([422, expect.stringContaining(said)]);
  }
  const other = await letter();
  expect((await visitor(server.url).get(`/s/${token}/correction.csv?case=${other.of.number}`)).html).not.toContain(
    other.of.number,
  );
});
