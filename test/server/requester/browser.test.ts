import type { Browser } from 'playwright-core';
import { openBrowser, withoutScript } from '../../support/browser';
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

test('without script: a question, its mail, the link, the answer read, confirmed, and an opinion', async () => {
  const context = await withoutScript(browser);
  const page = await context.newPage();
  await page.goto(`${server.url}/help`);
  await page.fill('#text', 'Où trouver les profils de PELGAS 2024 ?');
  await page.fill('#email', 'nora@');
  await page.click('text=Envoyer ma question');
  expect(await page.title()).toMatch(/^Erreur/);
  await page.fill('#email', 'nora@example.org');
  await page.click('text=Envoyer ma question');
  await page.waitForSelector('text=Votre demande est enregistrée');

  const [mail] = await deliver(db.pool);
  const { rows } = await db.pool.query('select id from ticket');
  await deskSays(db.pool, rows[0].id, 'Les voici : https://doi.example.org/1');
  await deskDoes(db.pool, rows[0].id, { type: 'resolve', closesAt: new Date(AT.getTime() + 7 * 86_400_000) });
  await deliver(db.pool);

  await page.goto(`${server.url}/t/${mail?.token}`);
  await page.waitForSelector('text=Les voici');
  await page.click('text=Oui, ma question a sa réponse');
  await page.click('button:has-text("Confirmer")');
  await page.waitForSelector('text=La demande est close');
  await page.click('text=Revenir à la demande');
  await page.click('text=Très bien');
  await page.waitForSelector('text=votre avis est enregistré');
  const { rows: kept } = await db.pool.query(
    'select t.state, f.score from ticket t join ticket_feedback f on f.ticket = t.id',
  );
  expect(kept).toEqual([{ state: 'closed', score: 5 }]);
  await context.close();
});

test('the form weighs 12 KB at most before anything is pressed together', async () => {
  for (const language of ['fr', 'en']) {
    const response = await fetch(`${server.url}/help?lang=${language}`);
    expect(Buffer.byteLength(await response.text())).toBeLessThan(12_000);
  }
});
