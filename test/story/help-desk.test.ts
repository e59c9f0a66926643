import type { Browser, Page } from 'playwright-core';
import { openBrowser, withoutScript } from '../support/browser';
import { type Demo, demoDirectory, eventually, removeDirectory, startDemo } from '../support/demo';

let dataDir: string;
let demo: Demo;
let browser: Browser;
beforeAll(async () => {
  dataDir = await demoDirectory();
  [demo, browser] = await Promise.all([startDemo(dataDir), openBrowser()]);
}, 150_000);
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await removeDirectory(dataDir);
});

interface Mail {
  to: string;
  subject: string;
  text: string;
  links: string[];
}
/** What went by SMTP to the mailbox, the newest first. */
const mailTo = (who: (to: string) => boolean, says: string): Promise<Mail> =>
  eventually(`mail that says ${says}`, async () => {
    const all = (await (await fetch(`${demo.mailbox_url}.json`)).json()) as Mail[];
    return all.find(({ to, subject, text }) => who(to) && `${subject}\n${text}`.includes(says));
  });
const linkIn = ({ links }: Mail): string => links.find((link) => link.includes('/t/')) ?? 'no link';

async function logIn(email: string): Promise<Page> {
  const login = demo.logins.find((one) => one.email === email);
  const page = await (await withoutScript(browser)).newPage();
  await page.goto(`${demo.url}/login`);
  await page.fill('input[type=email]', email);
  await page.fill('input[type=password]', login?.password ?? '');
  await page.click('main button[type=submit]');
  await page.waitForURL(`${demo.url}/`);
  return page;
}

test('a question by the form, passed on by level 1, answered by level 2, confirmed and judged by who asked', async () => {
  const asker = await (await withoutScript(browser)).newPage();
  await asker.goto(`${demo.url}/help`);
  await asker.fill('#text', 'Bonjour,\n\nQuelle échelle de salinité pour la radiale de Molène ?\n\nMerci');
  await asker.fill('#email', 'gwenn@example.org');
  await asker.click('text=Envoyer ma question');
  await asker.waitForSelector('text=Votre demande est enregistrée');
  const number = /T-\d{4}-\d{5}/.exec((await asker.textContent('main')) ?? '')?.[0] ?? '';
  const confirmation = await mailTo((to) => to === 'gwenn@example.org', 'Votre demande est enregistrée');
  expect(confirmation.text).toContain(number);
  await asker.goto(linkIn(confirmation));
  await asker.waitForSelector('text=Quelle échelle de salinité');

  const turn = await mailTo(
    (to) => to !== 'gwenn@example.org',
    `La demande ${number} est à vous. gwenn@example.org écrit`,
  );
  expect(turn.subject).toBe(`[${number}] Quelle échelle de salinité pour la radiale de Molène ?`);
  const first = await logIn(turn.to);
  await first.goto(`${demo.url}/tickets?tab=level1`);
  await first.click(`text=${number}`);
  expect(await first.textContent('#next')).toMatch(/Ouverte, niveau 1.*Demandée à .*, qui ne l’a pas encore prise/s);
  await first.click('#do-take summary');
  await first.click('#do-take button');
  await first.waitForSelector('text=La demande est à vous.');
  expect(await first.textContent('#next')).toContain('Tenue par');
  await first.click('#do-transfer summary');
  await first.selectOption('#transfer-to', 'level:2');
  await first.fill('#do-transfer textarea', 'Je ne connais pas cette radiale.');
  await first.click('#do-transfer button[type=submit]');
  await first.waitForSelector('text=La demande est transmise.');

  const passedOn = await mailTo(
    (to) => to !== 'gwenn@example.org' && to !== turn.to,
    `La demande ${number} est à vous`,
  );
  const second = await logIn(passedOn.to);
  await second.goto(`${demo.url}/tickets?tab=mine`);
  await second.click(`text=${number}`);
  expect(await second.textContent('#talk ~ ol')).toContain('Je ne connais pas cette radiale.');
  await second.fill('#reply-text', 'Bonjour,\n\nL’échelle pratique de 1978.');
  await second.click('text=Envoyer et résoudre');
  await second.waitForSelector('text=la demande est résolue');

  const answer = await mailTo((to) => to === 'gwenn@example.org', 'L’échelle pratique de 1978.');
  expect(answer.text).not.toContain('Je ne connais pas cette radiale.');
  await asker.goto(linkIn(answer));
  expect(await asker.textContent('main')).toContain('L’échelle pratique de 1978.');
  expect(await asker.textContent('main')).not.toContain('Je ne connais pas');
  await asker.click('text=Oui, ma question a sa réponse');
  await asker.click('button:has-text("Confirmer")');
  await asker.waitForSelector('text=La demande est close');
  const closed = await mailTo((to) => to === 'gwenn@example.org', 'est close');
  await asker.goto(linkIn(closed));
  await asker.fill('#opinion', 'Merci, c’était rapide.');
  await asker.click('text=Très bien');
  await asker.waitForSelector('text=votre avis est enregistré');

  await second.goto(`${demo.url}/tickets/${number}`);
  expect(await second.textContent('#next')).toContain('Close');
  expect(await second.textContent('main')).toMatch(/Très bien.*Merci, c’était rapide\./s);
}, 200_000);
