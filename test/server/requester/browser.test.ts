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

/** A line at sea: bits a second, and what one way and back takes. */
const LINE = { bitsPerS: 64_000, roundTripMs: 700 };
const USABLE_WITHIN_MS = 5_000;

test('at sea the form and the page of a request come in one piece each, soon enough to be used, and a question gets through', async () => {
  const context = await withoutScript(browser);
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  const bytesPerS = LINE.bitsPerS / 8;
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LINE.roundTripMs,
    downloadThroughput: bytesPerS,
    uploadThroughput: bytesPerS,
  });
  let bytes: number[] = [];
  line.on('Network.loadingFinished', ({ encodedDataLength }) => {
    if (encodedDataLength > 0) bytes.push(encodedDataLength);
  });
  const weighed = async (address: string): Promise<void> => {
    bytes = [];
    await page.goto(address, { waitUntil: 'networkidle' });
    const [only = 0, ...more] = bytes;
    expect([address, more]).toEqual([address, []]);
    // Two ways and back: the connection and the page.
    expect(2 * LINE.roundTripMs + (only / bytesPerS) * 1000).toBeLessThan(USABLE_WITHIN_MS);
  };
  await weighed(`${server.url}/help`);
  await page.fill('#text', 'Bonjour,\n\nLa marée de Molène est-elle en ligne ?');
  await page.fill('#email', 'quart@example.org');
  await page.click('text=Envoyer ma question');
  await page.waitForSelector('text=Votre demande est enregistrée');
  const mail = (await deliver(db.pool)).find(({ to }) => to === 'quart@example.org');
  await weighed(`${server.url}/t/${mail?.token}`);
  expect(await page.textContent('main')).toContain('La marée de Molène');
  const { rows } = await db.pool.query('select subject from ticket order by id desc limit 1');
  expect(rows[0].subject).toBe('La marée de Molène est-elle en ligne ?');
  await context.close();
});

test('the form weighs 12 KB at most before anything is pressed together', async () => {
  for (const language of ['fr', 'en']) {
    const response = await fetch(`${server.url}/help?lang=${language}`);
    expect(Buffer.byteLength(await response.text())).toBeLessThan(12_000);
  }
});
