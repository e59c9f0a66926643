import type { Browser } from 'playwright-core';
import { barriers } from '../../support/barriers';
import { openBrowser } from '../../support/browser';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { deliver, deskDoes, deskSays } from '../../support/requester-way';
import { addPerson, serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool));
  browser = await openBrowser();
  await addPerson(db.pool, 'alix');
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const lastTicket = async (): Promise<number> =>
  (await db.pool.query('select id from ticket order by id desc limit 1')).rows[0].id;
const resolved = { type: 'resolve', closesAt: new Date(AT.getTime() + 7 * 86_400_000) } as const;

test.each([
  ['fr', 320],
  ['en', 1280],
] as const)(
  'no barrier on the pages of who asks in %s at %i px, and nothing wider than the window',
  async (language, width) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const found: string[] = [];
    const look = async (): Promise<void> => void found.push(...(await barriers(page)));
    for (const path of ['/sla', '/contacts', '/advice', '/help']) {
      await page.goto(`${server.url}${path}?lang=${language}`);
      await look();
    }
    await page.click('details summary');
    await look();
    await page.fill('#email', 'nora@');
    await page.click('form button');
    await look();
    await page.fill('#text', `Où sont les profils ? https://www.example.org/${'un-chemin-bien-trop-long-'.repeat(4)}`);
    await page.fill('#email', `nora.${language}@example.org`);
    await page.click('form button');
    await look();

    const id = await lastTicket();
    const mail = (await deliver(db.pool)).find(({ to }) => to === `nora.${language}@example.org`);
    const mine = `${server.url}/t/${mail?.token}?lang=${language}`;
    await page.goto(mine);
    await look();
    await deskSays(db.pool, id, 'Les voici : https://doi.example.org/1');
    await deskDoes(db.pool, id, resolved);
    await deliver(db.pool);
    await page.goto(mine);
    await look();
    await page.fill('#text', 'Et la radiale 4 ?');
    await page.click('form[action$=message] button');
    await look();
    await page.goto(mine);
    await page.click('form[action$=confirm] button');
    await look();
    await page.click('form button >> nth=0');
    await look();
    await page.goto(mine);
    await look();
    await page.click('button[value="2"]');
    await look();
    await page.goto(`${server.url}/t/dql_${'x'.repeat(43)}?lang=${language}`);
    await look();
    expect(found).toEqual([]);
    await context.close();
  },
);
