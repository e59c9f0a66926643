import { type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { type Page, startSupplierPages, textOf, visitor } from '../../support/pages';
import { serverDeps, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let now = AT;
beforeAll(async () => {
  server = await startSupplierPages({ ...serverDeps(db.pool), clock: () => now });
});
afterAll(() => server.stop());
beforeEach(() => {
  now = AT;
});

interface Letter {
  token: string;
  of: SeededCase;
  supplier: string;
  hash: string;
}
async function letter(who?: { supplier: string; contact: number }): Promise<Letter & { contact: number }> {
  const by = who ?? (await seedContact(db.pool));
  const of = await seedCase(db.pool, by);
  const { token, mail } = await seedLetter(db.pool, by.contact, [of]);
  const found = await db.pool.query<{ hash: string }>(
    `select encode(token_hash, 'hex') as hash from link where mail = $1`,
    [mail],
  );
  return { ...by, token, of, hash: found.rows[0]?.hash ?? '' };
}
/** As if this much had been sent today already. */
const used = (key: string, amount: number) =>
  db.pool.query('insert into rate_count (key, window_start, used) values ($1, $2, $3)', [key, now, amount]);
let files = 0;
const fresh = (bytes = 100): File => {
  files += 1;
  return new File([`%PDF-1.7 ${files} `.padEnd(bytes, 'x')], `rapport-${files}.pdf`);
};
const send = ({ token }: Letter, file = fresh()): Promise<Page> =>
  visitor(server.url).post(`/s/${token}/answer`, { answer: 'eliminate', file });
const stored = async (): Promise<number> => (await db.pool.query('select from file')).rowCount ?? 0;

const MB = 1024 * 1024;
const DAILY: [string, string, (of: Letter) => string, number, string][] = [
  ['60 files of one link', 'files', ({ hash }) => `link ${hash}`, 60, 'avec ce lien'],
  ['200 MB of one link', 'bytes', ({ hash }) => `link ${hash}`, 200 * MB, 'avec ce lien'],
  ['60 files of one case', 'files', ({ of }) => `case ${of.id}`, 60, 'pour cette anomalie'],
  ['200 MB of one case', 'bytes', ({ of }) => `case ${of.id}`, 200 * MB, 'pour cette anomalie'],
  ['300 files of one supplier', 'files', ({ supplier }) => `supplier ${supplier}`, 300, 'par votre organisme'],
  ['1 GB of one supplier', 'bytes', ({ supplier }) => `supplier ${supplier}`, 1000 * MB, 'par votre organisme'],
];

test.each(DAILY)('%s a day and no more, until tomorrow', async (_, kind, keyOf, max, words) => {
  const of = await letter();
  await used(`${kind} ${keyOf(of)}`, kind === 'files' ? max - 1 : max - 100);
  expect((await send(of)).status).toBe(200);
  const before = await stored();
  const page = await send(of);
  expect([page.status, textOf(page)]).toEqual([422, expect.stringContaining(words)]);
  expect(page.html).toMatch(/value="eliminate"[^>]* checked|checked[^>]* value="eliminate"/);
  expect(await stored()).toBe(before);
  now = new Date(AT.getTime() + 86_400_000);
  expect((await send(of)).status).toBe(200);
});

test('what is here already counts nothing: the same file is taken however often it comes', async () => {
  const of = await letter();
  const file = fresh();
  await used(`files link ${of.hash}`, 59);
  for (let turn = 0; turn < 3; turn += 1) expect((await send(of, file)).status).toBe(200);
  expect((await send(of)).status).toBe(422);
});

test('one supplier who has sent too much leaves the others be, and letters of theirs share it', async () => {
  const mine = await letter();
  await used(`files supplier ${mine.supplier}`, 300);
  const alsoMine = await letter(mine);
  const theirs = await letter();
  expect([(await send(mine)).status, (await send(alsoMine)).status, (await send(theirs)).status]).toEqual([
    422, 422, 200,
  ]);
});
