import { contentOf, useDatabase } from '../../support/database';
import { type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { hiddenOf, type Page, startSupplierPages, visitor } from '../../support/pages';
import { serverDeps, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
beforeAll(async () => {
  server = await startSupplierPages(serverDeps(db.pool));
});
afterAll(() => server.stop());

const everything = (): Promise<Record<string, unknown>> => contentOf(db.pool);
const letter = async (): Promise<{ token: string; cases: SeededCase[] }> => {
  const who = await seedContact(db.pool);
  const cases = [await seedCase(db.pool, who), await seedCase(db.pool, who)];
  return { ...(await seedLetter(db.pool, who.contact, cases)), cases };
};

interface FoundForm {
  path: string;
  html: string;
}
const formsOf = ({ html }: Page): FoundForm[] =>
  [...html.matchAll(/<form[^>]* action="([^"]+)"[^>]*>.*?<\/form>/gs)].map(([whole, path = '']) => ({
    path,
    html: whole,
  }));
const linksOf = ({ html }: Page): string[] =>
  [...html.matchAll(/href="(\/s\/[^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
const buttonsOf = ({ html }: FoundForm): Record<string, string>[] => [
  {},
  ...[...html.matchAll(/<button[^>]* name="(\w+)" value="(\w+)"/g)].map(([, name = '', value = '']) => ({
    [name]: value,
  })),
];
/** What a scanner puts into every field that it sees. */
const stuffed = ({ html }: FoundForm): Record<string, string> =>
  Object.fromEntries([
    ...[...html.matchAll(/<(?:textarea|input)[^>]* name="(\w+)"/g)]
      .filter(([tag]) => !/type="(?:hidden|radio|checkbox|file)"/.test(tag))
      .map(([, name = '']) => [name, name === 'email' ? 'robot@example.org' : 'robot']),
    ...[...html.matchAll(/type="radio" name="(\w+)" value="(\w+)"/g)].map(([, name = '', value = '']) => [name, value]),
  ]);

test('a robot that opens every page and link, by GET, HEAD and OPTIONS, changes nothing', async () => {
  const { token } = await letter();
  const before = await everything();
  const who = visitor(server.url);
  const seen = new Set<string>();
  const waiting = [
    `/s/${token}`,
    ...['answer', 'message', 'undo', 'forward', 'revoke', 'wide', 'fresh'].map((p) => `/s/${token}/${p}`),
  ];
  for (let path = waiting.pop(); path !== undefined && seen.size < 40; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const page = await who.get(path);
    expect(page.status).toBeLessThan(500);
    for (const method of ['HEAD', 'OPTIONS']) expect((await who.get(path, { method })).status).toBeLessThan(500);
    waiting.push(...linksOf(page));
  }
  expect(seen.size).toBeGreaterThan(8);
  expect(await everything()).toEqual(before);
});

test('a robot that fills in and submits every form of every page, by every button, changes nothing', async () => {
  const { token, cases } = await letter();
  const before = await everything();
  const pages = [
    `/s/${token}`,
    ...cases.map(({ number }) => `/s/${token}?case=${number}`),
    `/s/${token}/forward`,
    `/s/${token}/wide?case=${cases[0]!.number}`,
  ];
  let submitted = 0;
  for (const path of pages) {
    const page = await visitor(server.url).get(path);
    expect(page.status).toBe(200);
    for (const form of formsOf(page))
      for (const button of buttonsOf(form))
        for (const fields of [{}, stuffed(form)]) {
          const hidden = hiddenOf({ ...page, html: form.html });
          const { status } = await visitor(server.url).post(form.path, { ...hidden, ...fields, ...button });
          expect(status).toBeLessThan(500);
          submitted += 1;
        }
  }
  expect(submitted).toBeGreaterThan(30);
  expect(await everything()).toEqual(before);
});

test('an altered token, and a review page of another link, open and do nothing', async () => {
  const { token, cases } = await letter();
  const other = await letter();
  const before = await everything();
  const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  for (const path of ['', '/forward', '/wide'])
    expect((await visitor(server.url).get(`/s/${altered}${path}`)).status).toBe(404);
  for (const path of ['answer', 'message', 'undo', 'forward', 'revoke', 'wide'])
    expect((await visitor(server.url).post(`/s/${altered}/${path}`, { case: cases[0]!.number })).status).toBe(404);
  const asked = await visitor(server.url).post(`/s/${other.token}/message`, {
    case: other.cases[0]!.number,
    text: 'bonjour',
  });
  const { nonce = '' } = hiddenOf(asked);
  const stolen = await visitor(server.url).post(`/s/${token}/message`, { case: cases[0]!.number, text: 'x', nonce });
  expect(stolen.html).toContain('name="nonce"');
  for (const path of ['message', 'undo', 'forward', 'wide']) {
    const foreign = await visitor(server.url).post(
      `/s/${token}/${path}`,
      { case: cases[0]!.number, text: 'x', name: 'n', email: 'n@example.org' },
      { headers: { 'sec-fetch-site': 'cross-site' } },
    );
    expect(foreign.status).toBe(403);
  }
  expect(await everything()).toEqual(before);
});

test('answers, messages and withdrawals that race give each one effect', async () => {
  const { token, cases } = await letter();
  const [first] = cases;
  const number = first!.number;
  const who = visitor(server.url);
  const asked = await who.post(`/s/${token}/answer`, { case: number, answer: 'eliminate' });
  const said = await who.post(`/s/${token}/message`, { case: number, text: 'bonjour' });
  const all = Array.from({ length: 6 }, () => [
    who.post(`/s/${token}/answer`, hiddenOf(asked)),
    who.post(`/s/${token}/message`, hiddenOf(said)),
  ]).flat();
  expect(new Set((await Promise.all(all)).map(({ status }) => status))).toEqual(new Set([200]));
  const count = async (sql: string): Promise<number> => (await db.pool.query(sql, [first!.id])).rows.length;
  expect(await count('select from answer where case_id = $1')).toBe(1);
  expect(await count('select from message where case_id = $1')).toBe(1);
  expect(await count(`select from event where subject = 'case/' || $1 and type = 'case.answer'`)).toBe(1);
});
