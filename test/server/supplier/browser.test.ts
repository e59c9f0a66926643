import type { Browser, Page } from 'playwright-core';
import { addLogin, PASSWORD } from '../../support/console';
import { barriers } from '../../support/barriers';
import { openBrowser, withoutScript } from '../../support/browser';
import { useDatabase } from '../../support/database';
import { seedCase, seedContact, seedLetter } from '../../support/letters';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool));
  browser = await openBrowser();
  await addLogin(db.pool, 'alix');
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const letter = async (language: 'fr' | 'en' = 'fr', count = 1) => {
  const who = await seedContact(db.pool, language);
  const cases = [];
  for (let n = 0; n < count; n += 1) cases.push(await seedCase(db.pool, who));
  return { ...(await seedLetter(db.pool, who.contact, cases)), cases };
};
const phaseOf = async (id: number): Promise<string> =>
  (await db.pool.query('select phase from anomaly_case where id = $1', [id])).rows[0].phase;

/** Requests that a page has made, with the bytes of each as they went over the line. */
async function counted(page: Page): Promise<number[]> {
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  const bytes: number[] = [];
  line.on('Network.loadingFinished', ({ encodedDataLength }) => {
    if (encodedDataLength > 0) bytes.push(encodedDataLength); // the empty icon stands in the page itself
  });
  return bytes;
}

test('an answer takes three clicks without script, a request a page, 15 KB at most and 20 KB in all', async () => {
  const { token, cases } = await letter();
  const context = await withoutScript(browser);
  const page = await context.newPage();
  const bytes = await counted(page);
  // Its size is told a moment after the page is there.
  await page.goto(`${server.url}/s/${token}`, { waitUntil: 'networkidle' });
  expect(bytes).toHaveLength(1);
  expect(bytes[0]).toBeLessThanOrEqual(15_000);
  let clicks = 0;
  for (const target of ['#answer-0', 'form button >> nth=0', 'form button >> nth=0']) {
    await page.click(target);
    clicks += 1;
  }
  await page.waitForSelector('text=Réponse enregistrée');
  await page.waitForLoadState('networkidle');
  expect(await phaseOf(cases[0]?.id ?? 0)).toBe('answered');
  expect([clicks, bytes.length]).toEqual([3, 3]);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(20_000);
  await context.close();
});

test('where script runs, what was typed on a device is there again after the page was lost, and gone once it was sent', async () => {
  const { token } = await letter();
  const context = await browser.newContext({ locale: 'fr-FR' });
  const lost = await context.newPage();
  await lost.goto(`${server.url}/s/${token}`);
  await lost.check('#answer-1');
  await lost.fill('#comment', 'pompe arrêtée au port');
  await lost.close();
  const page = await context.newPage();
  await page.goto(`${server.url}/s/${token}`);
  expect(await page.isChecked('#answer-1')).toBe(true);
  expect(await page.inputValue('#comment')).toBe('pompe arrêtée au port');
  expect(await page.isVisible('#kept')).toBe(true);
  await page.click('form button >> nth=0');
  await page.click('form button >> nth=0');
  await page.waitForSelector('text=Réponse enregistrée');
  await page.goto(`${server.url}/s/${token}`);
  expect([await page.inputValue('#comment'), await page.isVisible('#kept')]).toEqual(['', false]);
  await context.close();
});

test.each([
  ['fr', 320],
  ['en', 1280],
] as const)(
  'no barrier on the pages of the dialogue in %s at %i px, and nothing wider than the window',
  async (language, width) => {
    const { token, cases } = await letter(language, 3);
    const [first] = cases;
    const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const found: string[] = [];
    const look = async (): Promise<void> => void found.push(...(await barriers(page)));
    const [list, one] = [`${server.url}/s/${token}`, `${server.url}/s/${token}?case=${first?.number}`];
    for (const path of [list, one, `${list}/forward`, `${list}/wide?case=${first?.number}`]) {
      await page.goto(path);
      await look();
    }
    await page.check('#answer-0');
    await page.click('form button >> nth=0');
    await look();
    await page.goto(one);
    await page.click('button[value=not_mine]');
    await look();
    await page.click('form button >> nth=0');
    await look();
    await page.goto(one);
    await page.click('details:has(#text) summary');
    await page.fill('#text', 'Le capteur a été changé.');
    await page.click('form:has(#text) button');
    await look();
    await page.click('form button >> nth=0');
    await page.goto(one);
    await look();
    await page.goto(`${server.url}/login`);
    await page.fill('input[type=email]', 'alix@example.org');
    await page.fill('input[type=password]', PASSWORD);
    await page.click('main button[type=submit]');
    for (const path of [`/cases/${first?.number}`, `/cases/${first?.number}/wide`]) {
      await page.goto(server.url + path);
      await look();
    }
    await page.selectOption('#wide-answer', 'eliminate');
    await page.click('main form button');
    await look();
    await page.click('main form button');
    await look();
    expect(found).toEqual([]);
    await context.close();
  },
);
