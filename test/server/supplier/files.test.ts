import { createHash, randomBytes } from 'node:crypto';
import { fileOfAnswer, readFileChunks } from '../../../db/files';
import { displayName } from '../../../server/uploads';
import { type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { useDatabase } from '../../support/database';
import { hiddenOf, type Page, startSupplierPages, textOf, visitor } from '../../support/pages';
import { serverDeps, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
beforeAll(async () => {
  server = await startSupplierPages(serverDeps(db.pool));
});
afterAll(() => server.stop());

const letter = async (): Promise<{ token: string; of: SeededCase }> => {
  const who = await seedContact(db.pool);
  const of = await seedCase(db.pool, who);
  return { of, ...(await seedLetter(db.pool, who.contact, [of])) };
};
const csv = (text: string | Buffer<ArrayBuffer>, name = 'corrige.csv'): File =>
  new File([text], name, { type: 'text/csv' });
const send = (token: string, file: File, answer = 'corrected_data', who = visitor(server.url)): Promise<Page> =>
  who.post(`/s/${token}/answer`, { answer, file });

test('a correction is checked row by row against the anomaly, all wrong rows are shown and nothing is kept of them', async () => {
  const { token, of } = await letter();
  const page = await send(
    token,
    csv(
      'time;value [degC]\n2026-03-01T09:36:00Z;17,5\n2026-03-01T09:43:12Z;dix-sept\n2026-03-05T00:00:00Z;17\nhier;17\n2026-03-01T09:36:00Z;18\n',
    ),
  );
  expect(page.status).toBe(422);
  const said = textOf(page);
  expect(said).toContain('4 lignes sont refusées, 1 est bonne');
  for (const why of [
    '« dix-sept » n’est pas un nombre',
    'est hors de l’anomalie',
    '« hier » n’est pas une date',
    'est déjà en ligne 2',
  ])
    expect(said.replaceAll('\u00a0', ' ')).toContain(why);
  expect(page.html).toMatch(/<th scope="row">3<\/th>/);
  expect((await db.pool.query('select from answer where case_id = $1', [of.id])).rowCount).toBe(0);
});

test('the unit of an anomaly that came without a curve holds for its correction too', async () => {
  const who = await seedContact(db.pool);
  const of = await seedCase(db.pool, who, { evidence: [] });
  await db.pool.query(
    `update anomaly set doc = doc || '{"observed":{"value":31.2,"unit":"degC"}}' where case_id = $1`,
    [of.id],
  );
  const { token } = await seedLetter(db.pool, who.contact, [of]);
  const page = await send(token, csv('time,value,unit\n2026-03-01T09:36:00Z,17.5,kg\n'));
  expect([page.status, textOf(page)]).toEqual([422, expect.stringContaining('« kg »')]);
});

test('good rows are counted on the review page and kept with the answer, the file whole in Postgres', async () => {
  const { token, of } = await letter();
  const who = visitor(server.url);
  const text = 'time,value\r\n2026-03-01T09:36:00Z,17.5\r\n2026-03-01T09:43:12Z,17.6\r\n';
  const review = await send(token, csv(`\ufeff${text}`, 'C:\\fakepath\\tempé corrigé.csv'), 'corrected_data', who);
  expect(review.status).toBe(200);
  expect(textOf(review)).toContain('tempé corrigé.csv');
  expect(textOf(review)).toContain('2 lignes corrigent des mesures');
  const receipt = await who.post(`/s/${token}/answer`, hiddenOf(review));
  expect(receipt.status).toBe(200);
  const { rows } = await db.pool.query(
    'select line, time, value, old_value, old_flag from corrected_row where answer = (select id from answer where case_id = $1) order by line',
    [of.id],
  );
  expect(rows).toEqual([
    { line: 2, time: new Date('2026-03-01T09:36:00Z'), value: 17.5, old_value: 24.5, old_flag: '4' },
    { line: 3, time: new Date('2026-03-01T09:43:12Z'), value: 17.6, old_value: 25, old_flag: '4' },
  ]);
  const file = await fileOfAnswer(db.pool, of.id, 1);
  expect(file?.name).toBe('tempé corrigé.csv');
  const chunks: Buffer[] = [];
  for await (const chunk of readFileChunks(db.pool, file!.sha256)) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe(`\ufeff${text}`);
});

test('tables that cannot be read, other units and other kinds of file are refused in words', async () => {
  const { token } = await letter();
  for (const [file, said] of [
    [csv('a;b\n1;2\n'), 'il faut une colonne time et une colonne value ; colonne « time » ; ligne 1'],
    [csv('time;value [m]\n2026-03-01T09:36:00Z;17\n'), 'n’est pas celle de l’anomalie'],
    [csv('time;value;parameter\n2026-03-01T09:36:00Z;17;PSAL\n'), 'n’est pas celui de l’anomalie'],
    [csv('time;value\n'), 'aucune ligne'],
    [csv('time;value\n"2026'), 'guillemets'],
    [new File(['%PDF-1.7'], 'lettre.pdf'), 'viennent dans un fichier CSV, ODV ou NetCDF'],
  ] as const) {
    const page = await send(token, file);
    expect([page.status, textOf(page).replaceAll(/[\u00a0\u202f]/g, ' ')]).toEqual([
      422,
      expect.stringContaining(said),
    ]);
  }
});

test('a file is what its cleaned name says, or it is refused', async () => {
  const { token } = await letter();
  for (const [file, status] of [
    [new File(['%PDF-1.7 x'], 'rapport.pdf'), 200],
    [new File([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])], 'photo.PNG'), 200],
    [csv(Buffer.from('température;1\n', 'latin1') as Buffer<ArrayBuffer>, 'excel.csv'), 200],
    [new File(['MZ,this is text'], 'notes.txt'), 200],
    [new File(['<script>'], 'rapport.pdf'), 422],
    [csv(Buffer.from('a\0b') as Buffer<ArrayBuffer>), 422],
    [new File(['x'], 'page.html'), 422],
    [new File(['x'], 'run.csv.exe'), 422],
    [new File(['x'], 'a.csv\u200b.php'), 422],
    [new File(['x'], '.csv'), 422],
    [new File([], 'vide.csv'), 422],
  ] as const)
    expect([file.name, (await send(token, file, 'eliminate')).status]).toEqual([file.name, status]);
});

test('a name is shown without its path, invisible characters and excess', () => {
  expect(displayName('../../etc/passwd')).toBe('passwd');
  expect(displayName('C:\\temp\\\u202egpj.csv\u200b')).toBe('gpj.csv');
  expect(displayName(`${'é'.repeat(300)}.csv`)).toHaveLength(120);
  expect(displayName(`${'a'.repeat(300)}.csv`)).toMatch(/^a+\.csv$/);
});

test('a file over 20 MB is 413 with a page that says so, and nothing is kept', async () => {
  const { token } = await letter();
  const big = randomBytes(21 * 1024 * 1024) as Buffer<ArrayBuffer>;
  const page = await send(token, new File([big], 'grand.txt'), 'eliminate');
  expect(page.status).toBe(413);
  expect(textOf(page)).toContain('Fichier trop grand');
  expect((await db.pool.query('select from file where size > 20000000')).rowCount).toBe(0);
});

test('a file of several chunks is whole, and a sealed file of another link is not taken', async () => {
  const { token, of } = await letter();
  const who = visitor(server.url);
  const bytes = Buffer.concat([Buffer.from('%PDF-'), randomBytes(3_000_000)]) as Buffer<ArrayBuffer>;
  const review = await send(token, new File([bytes], 'rapport.pdf'), 'eliminate', who);
  const { kept_file: sealed } = hiddenOf(review);
  await who.post(`/s/${token}/answer`, hiddenOf(review));
  const file = await fileOfAnswer(db.pool, of.id, 1);
  const hash = createHash('sha256');
  for await (const chunk of readFileChunks(db.pool, file!.sha256)) hash.update(chunk);
  expect(hash.digest()).toEqual(createHash('sha256').update(bytes).digest());
  expect(file!.size).toBe(bytes.length);
  const other = await letter();
  const stolen = await who.post(`/s/${other.token}/answer`, { answer: 'eliminate', kept_file: sealed ?? '' });
  expect(textOf(stolen)).not.toContain('rapport.pdf');
});

test('markup in names and comments stays text', async () => {
  const { token } = await letter();
  const evil = '"><img src=x onerror=alert(1)>\u202e</textarea><script>alert(1)</script>';
  const who = visitor(server.url);
  const review = await who.post(`/s/${token}/answer`, {
    answer: 'eliminate',
    comment: evil,
    file: csv('x', `${evil}.csv`),
  });
  expect(review.html).not.toMatch(/<(img|script)/);
  expect(review.html).not.toContain('\u202e');
  const form = await who.post(`/s/${token}/answer`, { comment: evil, answer: evil, cause: evil, planned_on: evil });
  expect(form.status).toBe(422);
  expect(form.html).not.toMatch(/<(img|script>alert)/);
});
