import { adviceForMail, adviceOfMail } from '../../../db/advice/given';
import { placeEvents } from '../../../db/events';
import { run } from '../../../db/query';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { seedCase, seedContact, seedLetter } from '../../support/letters';
import { hiddenOf, textOf, visitor } from '../../support/pages';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
const later = (ms: number): void => {
  server.at = new Date(server.at.getTime() + ms);
};
beforeEach(() => {
  server.at = AT;
});

async function letterWithAdvice() {
  const who = await seedContact(db.pool, 'fr');
  const of = await seedCase(db.pool, who, { check: 'qartod.spike_test' });
  const { mail, token } = await seedLetter(db.pool, who.contact, [of]);
  await adviceForMail(db.pool, mail, [of.id], AT);
  const reader = visitor(server.url);
  const page = await reader.get(`/s/${token}`);
  const form = page.html.slice(page.html.indexOf(`action="/s/${token}/advice"`));
  return {
    mail,
    token,
    reader,
    page,
    who,
    of,
    hidden: hiddenOf({ ...page, html: form.slice(0, form.indexOf('</form>')) }),
  };
}
const helped = async (mail: string) => (await adviceOfMail(db.pool, mail))[0]?.helped;

test('good practice is public in both languages, without script or log-in; what is not published is 404', async () => {
  const reader = visitor(server.url);
  const list = await reader.get('/advice?lang=en');
  expect(list.status).toBe(200);
  expect(list.html).not.toContain('<script');
  for (const [, path = ''] of list.html.matchAll(/href="(\/advice\/[^"]+)"/g))
    expect([path, (await reader.get(path)).status]).toEqual([path, 200]);
  expect(textOf(await reader.get('/advice/clock?lang=fr'))).toContain('temps universel (UTC)');
  expect(textOf(await reader.get('/advice/clock?lang=en'))).toContain('Set each clock to UTC');
  for (const odd of ['none', '..%2Fclock', 'x'.repeat(3000)])
    expect((await reader.get(`/advice/${odd}`)).status).toBe(404);
});

test('one click on the page of a letter says whether its advice helped, and may be changed', async () => {
  const { mail, token, reader, page, hidden } = await letterWithAdvice();
  expect(textOf(page)).toContain('Ce conseil vous a-t-il aidé ?');
  later(5000);
  expect(textOf(await reader.post(`/s/${token}/advice`, { ...hidden, helped: 'yes' }))).toContain(
    'Vous avez répondu : oui',
  );
  expect(await helped(mail)).toBe(true);
  await reader.post(`/s/${token}/advice`, { ...hidden, helped: 'no' });
  expect(await helped(mail)).toBe(false);
});

test('a machine that opens the page and presses every button at once says nothing', async () => {
  const { mail, token, reader, hidden } = await letterWithAdvice();
  for (const answer of ['yes', 'no'])
    expect(textOf(await reader.post(`/s/${token}/advice`, { ...hidden, helped: answer }))).toContain(
      'Appuyez encore une fois',
    );
  expect(await helped(mail)).toBeNull();
});

test('a forged page, another letter’s advice and another link say nothing', async () => {
  const { mail, token, reader, hidden } = await letterWithAdvice();
  const other = await letterWithAdvice();
  later(5000);
  await reader.post(`/s/${token}/advice`, { ...hidden, nonce: String(other.hidden['nonce']), helped: 'yes' });
  expect((await reader.post(`/s/${token}/advice`, { ...hidden, code: 'clock', helped: 'yes' })).status).toBe(422);
  expect((await reader.post(`/s/dql_${'A'.repeat(43)}/advice`, { ...hidden, helped: 'yes' })).status).toBe(404);
  const foreign = { headers: { 'sec-fetch-site': 'cross-site' } };
  expect((await reader.post(`/s/${token}/advice`, { ...hidden, helped: 'yes' }, foreign)).status).toBe(403);
  expect(await helped(mail)).toBeNull();
});

test('a supplier sees figures of their own cases only, none of restricted data, and each leads to its cases', async () => {
  const { token, reader, who, of } = await letterWithAdvice();
  const other = await letterWithAdvice();
  const secret = await seedCase(db.pool, who, { dataset: 'secret' });
  await run(
    db.pool,
    `insert into dataset (code, name, access_rule) values ('secret', 's', 'organisation') on conflict do nothing`,
  );
  await run(
    db.pool,
    `insert into event (at, type, subject, actor, data) select $1, 'case.opened', 'case/' || c.id, 'clock', '{"added":3}' from anomaly_case c`,
    [AT],
  );
  await placeEvents(db.pool);
  const page = await reader.get(`/s/${token}/statistics`);
  expect(page.status).toBe(200);
  const [, href = ''] = /href="([^"]+)"[^>]*aria-label="Questions ouvertes : 1"/.exec(page.html) ?? [];
  const list = await reader.get(href.replaceAll('&amp;', '&'));
  expect(list.html).toContain(of.number);
  expect(list.html).not.toContain(secret.number);
  expect(list.html).not.toContain(other.of.number);
  const asked = await reader.get(`/s/${token}/statistics/cases?supplier=${other.who.supplier}&figure=episodes`);
  expect(asked.html).not.toContain(other.of.number);
  const csv = await reader.get(`/s/${token}/statistics.csv?dialect=excel_fr`);
  expect(csv.html.charCodeAt(0) === 0xfeff || csv.html.startsWith('check;')).toBe(true);
  expect(csv.html).not.toContain(other.who.supplier);
});
