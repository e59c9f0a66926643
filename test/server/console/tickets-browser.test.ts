import type { Browser, Page } from 'playwright-core';
import { openTicket } from '../../../db/tickets/open';
import { axeFaults } from '../../support/barriers';
import { openBrowser, withoutScript } from '../../support/browser';
import { addLogin, PASSWORD } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let browser: Browser;
let number = '';
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool));
  browser = await openBrowser();
  await addLogin(db.pool, 'alix');
  await addLogin(db.pool, 'enid', 'administrator', 'en');
  ({ number } = await openTicket(db.pool, {
    type: 'data_request',
    channel: 'mail',
    topic: 'access',
    cruise: null,
    subject: 'Profils CTD de PELGAS 2019',
    text: 'Bonjour,\n\nOù trouver les profils CTD ?',
    quoted:
      '> Le 2 mars, le centre a écrit :\n> https://www.example.org/un-chemin-bien-trop-long-pour-une-petite-fenetre-de-telephone',
    requester: { email: 'nora.kerbrat@example.org', name: 'Nora Kerbrat', language: 'fr', organisation: 'IUEM' },
    actor: { kind: 'service', id: 'test' },
    at: AT,
  }));
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function logIn(page: Page, code: string): Promise<void> {
  await page.goto(`${server.url}/login`);
  await page.fill('input[type=email]', `${code}@example.org`);
  await page.fill('input[type=password]', PASSWORD);
  await page.click('main button[type=submit]');
}

test('from the inbox to the ticket, the reply and its end, without script', async () => {
  const context = await withoutScript(browser);
  const page = await context.newPage();
  await logIn(page, 'alix');
  await page.click('header nav >> text=Demandes');
  await page.click('text=Sans personne');
  await page.click(`text=${number}`);
  await page.click('#do-take button');
  await page.waitForSelector('text=La demande est à vous.');
  await page.selectOption('#reply-canned', 'data-link');
  await page.click('text=Insérer');
  expect(await page.inputValue('#reply-text')).toMatch(/^Bonjour Nora Kerbrat,/);
  await page.click('.reply button >> text=/^Envoyer$/');
  await page.waitForSelector('text=La réponse part par courriel.');
  expect(await page.textContent('#talk ~ ol')).toContain('pas encore parti');
  await page.click('#do-close summary');
  await page.click('#do-close button');
  expect(await page.textContent('#next')).toContain('Close');
  await context.close();
});

test.each([
  ['alix', 1280],
  ['enid', 320],
] as const)('no barrier for %s at %i px, and nothing wider than the window', async (code, width) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'fr-FR' });
  const page = await context.newPage();
  await logIn(page, code);
  const found: string[] = [];
  for (const path of [
    '/',
    '/tickets?tab=all',
    `/tickets/${number}`,
    '/tickets/new',
    '/canned-answers',
    '/search?q=pelgas',
    '/requesters/1',
  ]) {
    expect([path, (await page.goto(server.url + path))?.status()]).toEqual([path, 200]);
    found.push(...(await axeFaults(page)));
    if ((await page.evaluate<number>('document.documentElement.scrollWidth')) > width)
      found.push(`${path} is too wide`);
  }
  expect(found).toEqual([]);
  await context.close();
});
