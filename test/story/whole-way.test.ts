import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { anAnomaly, type Api, api, type Wire } from '../support/api';
import { axeFaults } from '../support/barriers';
import { openBrowser, withoutScript } from '../support/browser';
import { type Demo, demoDirectory, eventually, removeDirectory, startDemo } from '../support/demo';

let dataDir: string;
let demo: Demo;
let call: Api;
let browser: Browser;

beforeAll(async () => {
  dataDir = await demoDirectory();
  [demo, browser] = await Promise.all([startDemo(dataDir), openBrowser()]);
  call = api(demo.url, demo.api_key);
}, 150_000);
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await removeDirectory(dataDir);
});

/** Posts an anomaly of a parameter of its own, so that it opens a case of its own. */
async function openCase(parameter: string): Promise<string> {
  const posted = await call('POST', '/api/v1/anomalies', anAnomaly({ supplier: demo.supplier_code, parameter }));
  expect(posted).toMatchObject({ status: 200, body: { received: 1, created: 1, rejected: 0, errors: [] } });
  return String(posted.body.cases?.[0]);
}
const caseOf = async (number: string): Promise<Wire> => (await call('GET', `/api/v1/cases/${number}`)).body;
const inPhase = (number: string, phase: string): Promise<Wire> =>
  eventually(`${number} ${phase}`, async () => {
    const found = await caseOf(number);
    return found['phase'] === phase ? found : null;
  });
interface Mail {
  to: string;
  subject: string;
  text: string;
  links: string[];
}
const mails = async (): Promise<Mail[]> => (await (await fetch(`${demo.mailbox_url}.json`)).json()) as Mail[];
const letterAbout = (number: string): Promise<Mail> =>
  eventually(`letter about ${number}`, async () => (await mails()).find(({ subject }) => subject.includes(number)));
const linkIn = ({ links }: Mail): string => links.find((link) => link.includes('/s/')) ?? 'no link';

async function logIn(role: string): Promise<Page> {
  const login = demo.logins.find((one) => one.role === role);
  const page = await (await withoutScript(browser)).newPage();
  await page.goto(`${demo.url}/login`);
  await page.fill('input[type=email]', login?.email ?? '');
  await page.fill('input[type=password]', login?.password ?? '');
  await page.click('main button[type=submit]');
  await page.waitForURL(`${demo.url}/`);
  return page;
}

test('what the demo promises: logins, a supplier link that waits for its answer, a console, a mailbox', async () => {
  const page = await (await withoutScript(browser)).newPage();
  const opened = await page.goto(demo.supplier_link);
  expect(opened?.status()).toBe(200);
  expect(await page.locator('input[type=radio][name=answer]').count()).toBeGreaterThanOrEqual(10);
  expect(await page.locator('figure svg, svg[role=img]').count()).toBeGreaterThanOrEqual(1);
  expect(demo.printed()).toContain(demo.supplier_link);
  expect((await mails()).length).toBeGreaterThan(0);
  expect((await call('GET', '/api/v1/suppliers')).body.items?.length).toBeGreaterThan(0);
});

test('from a report to an applied correction, through every hand', async () => {
  const number = await openCase('PSAL');
  expect(await inPhase(number, 'triage')).toMatchObject({ turn: 'desk' });

  const desk = await logIn('assistant');
  await desk.goto(`${demo.url}/cases/${number}`);
  await desk.click('form[action$="/send"] button[type=submit]');
  const letter = await letterAbout(number);
  expect(letter.subject).toMatch(new RegExp(`\\[[^\\]]*${number}\\]`));
  expect(letter.text.split('\n')).toContain(linkIn(letter));

  const supplier = await (await withoutScript(browser)).newPage();
  await supplier.goto(linkIn(letter));
  await supplier.check('input[name=answer][value=sensor_intervention]');
  await supplier.fill('textarea[name=comment]', 'Capteur nettoyé à l’escale.');
  await supplier.click('form button[type=submit] >> nth=0');
  expect(await supplier.textContent('main')).toContain('Capteur nettoyé à l’escale.');
  await supplier.click('form button[type=submit] >> nth=0');
  expect(await supplier.textContent('main')).toContain(number);
  expect(await inPhase(number, 'answered')).toMatchObject({ turn: 'desk' });

  await desk.reload();
  expect(await desk.textContent('main')).toContain('Capteur nettoyé à l’escale.');
  await desk.click('form[action$="/approve"] button[type=submit]');
  await inPhase(number, 'applying');
  const decision = await eventually(`decision on ${number}`, async () => {
    const decisions = await call('GET', '/api/v1/decisions?after=');
    return decisions.body.items?.find((one) => one['case'] === number);
  });
  expect(decision).toMatchObject({
    answer: 'sensor_intervention',
    outcome: 'sensor_repaired',
    changes: [{ old_flag: '4', new_flag: '4' }],
  });
  await desk.reload();
  expect(await desk.textContent('main')).toMatch(/pas encore appliqu|non appliqu/i);

  const applied = await call('POST', `/api/v1/decisions/${decision?.['id']}/applied`, { data_version: '2' });
  expect(applied.status).toBe(200);
  await inPhase(number, 'verifying');
  const clean = await call(
    'POST',
    '/api/v1/anomalies?source=story&dataset=story-leg&complete=true&data_version=2&checks=qartod.spike_test',
    `${JSON.stringify(anAnomaly({ supplier: demo.supplier_code, parameter: 'TEMP', data_version: '2' }))}\n`,
    { 'content-type': 'application/x-ndjson' },
  );
  expect(clean.status).toBe(200);
  expect(await inPhase(number, 'closed')).toMatchObject({ outcome: 'sensor_repaired', turn: 'none' });
});

test.each(['odv-ctd.txt', 'netcdf/argo-R9900001_017.nc'])(
  '%s, posted without a word of what it is, becomes a case that shows its profile',
  async (file) => {
    const posted = await fetch(`${demo.url}/api/v1/reports?source=story&dataset=${encodeURIComponent(file)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.api_key}`, 'content-type': 'application/octet-stream' },
      body: Uint8Array.from(await readFile(join('samples/formats', file))),
    });
    expect(posted.status).toBe(200);
    const numbers = ((await posted.json()) as { cases: string[] }).cases;
    const about = await Promise.all(numbers.map(caseOf));
    const temperature = about.find(({ parameter }) => parameter === 'TEMP');

    const desk = await logIn('assistant');
    await desk.goto(`${demo.url}/cases/${String(temperature?.['number'])}`);
    const profile = desk.locator('#evidence ~ [role=region]', { hasText: 'Immersion' }).first();
    expect(await profile.locator('svg title').first().textContent()).toMatch(/^Température/);
    expect(await profile.locator('svg path[data-flag="4"]').first().isVisible()).toBe(true);
    const picture = await desk.goto(
      new URL((await profile.locator('a').first().getAttribute('href')) ?? '', demo.url).href,
    );
    expect(picture?.headers()['content-type']).toContain('image/svg+xml');
  },
);

test('an elimination asks for two different persons, and says so', async () => {
  const number = await openCase('DOXY');
  await call('POST', `/api/v1/cases/${number}/send`, {});
  const supplier = await (await withoutScript(browser, 'en')).newPage();
  await supplier.goto(`${linkIn(await letterAbout(number))}?lang=en`);
  await supplier.check('input[name=answer][value=eliminate]');
  await supplier.click('form button[type=submit] >> nth=0');
  await supplier.click('form button[type=submit] >> nth=0');
  await inPhase(number, 'answered');

  const [first, second] = [await logIn('assistant'), await logIn('manager')];
  for (const page of [first, second]) await page.goto(`${demo.url}/cases/${number}`);
  await first.click('form[action$="/approve"] button[type=submit]');
  expect(await caseOf(number)).toMatchObject({ phase: 'answered' });
  await first.goto(`${demo.url}/cases/${number}`);
  if ((await first.locator('form[action$="/approve"]').count()) > 0) {
    await first.click('form[action$="/approve"] button[type=submit]');
    expect(await caseOf(number)).toMatchObject({ phase: 'answered' });
  }
  await second.click('form[action$="/approve"] button[type=submit]');
  await inPhase(number, 'applying');
});

test('a correction whose rows do not fit is shown row by row before anything is accepted', async () => {
  const number = await openCase('CNDC');
  await call('POST', `/api/v1/cases/${number}/send`, {});
  const page = await (await withoutScript(browser)).newPage();
  const link = `${linkIn(await letterAbout(number))}?lang=fr`;
  await page.goto(link);
  await page.check('input[name=answer][value=corrected_data]');
  await page.setInputFiles('input[name=file]', {
    name: 'correction.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('time;value\n2026-03-02T10:11:00Z;35,2\n2026-05-02T10:11:00Z;35,2\n2026-03-02T10:12:00Z;abc\n'),
  });
  await page.click('form button[type=submit] >> nth=0');
  expect(await page.title()).toMatch(/^Erreur/);
  expect(await page.locator('main table').first().textContent()).toMatch(
    /3.*est hors de l’anomalie.*4.*n’est pas un nombre/,
  );
  expect(await caseOf(number)).toMatchObject({ phase: 'notified' });

  await page.goto(link);
  await page.check('input[name=answer][value=corrected_data]');
  await page.setInputFiles('input[name=file]', {
    name: 'correction.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('time;value\n2026-03-02T10:11:00Z;35,2\n2026-03-02T10:12:00Z;35,3\n'),
  });
  await page.click('form button[type=submit] >> nth=0');
  await page.click('form button[type=submit] >> nth=0');
  await inPhase(number, 'answered');
});

test.each([
  ['fr', 1280],
  ['en', 1280],
  ['fr', 320],
] as const)('no barrier on any page in %s at %i px, and nothing wider than the window', async (language, width) => {
  const context = await browser.newContext({
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    viewport: { width, height: 900 },
  });
  const page = await context.newPage();
  await page.goto(`${demo.url}/login`);
  const login = demo.logins.find(({ role }) => role === 'administrator') ?? demo.logins[0];
  const found = await axeFaults(page);
  await page.fill('input[type=email]', login?.email ?? '');
  await page.fill('input[type=password]', login?.password ?? '');
  await page.click('main button[type=submit]');
  const number = String((await call('GET', '/api/v1/cases?limit=1&phase=notified')).body.items?.[0]?.['number']);
  const paths = [
    '/',
    `/cases/${number}`,
    '/registers',
    '/registers/contacts',
    '/registers/contacts/import',
    '/rota',
    '/rota/plan',
    '/absences',
    '/topics/physics',
    '/people/marc',
    '/account',
    '/mailbox',
  ];
  for (const url of [`${demo.supplier_link}?lang=${language}`, ...paths.map((path) => `${demo.url}${path}`)]) {
    expect([url, (await page.goto(url))?.status()]).toEqual([url, 200]);
    found.push(...(await axeFaults(page)));
    if ((await page.evaluate<number>('document.documentElement.scrollWidth')) > width)
      found.push(`${url} is wider than ${width} px`);
  }
  expect(found).toEqual([]);
  await context.close();
});

test('a worker that dies is there again, and no letter is lost', async () => {
  const [pid] = (await readFile(join(dataDir, 'work.pid'), 'utf8')).split(' ');
  process.kill(Number(pid), 'SIGKILL');
  const number = await openCase('DOX2');
  await call('POST', `/api/v1/cases/${number}/send`, {});
  expect(linkIn(await letterAbout(number))).toContain('/s/');
  expect(demo.printed()).toContain('The worker has stopped (SIGKILL) and is started again.');
});

test('a second start keeps everything', async () => {
  const before = (await call('GET', '/api/v1/cases?limit=200')).body.items ?? [];
  const inbox = (await mails()).length;
  await demo.stop();
  demo = await startDemo(dataDir);
  call = api(demo.url, demo.api_key);
  const after = (await call('GET', '/api/v1/cases?limit=200')).body.items ?? [];
  expect(after.map((one) => one['number'])).toEqual(before.map((one) => one['number']));
  expect((await mails()).length).toBeGreaterThanOrEqual(inbox);
  expect((await fetch(demo.supplier_link)).status).toBe(200);
}, 150_000);
