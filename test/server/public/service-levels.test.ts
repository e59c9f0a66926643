import { useDatabase } from '../../support/database';
import { desk } from '../../support/desk';
import { AT } from '../../support/facts';
import { visitor } from '../../support/pages';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
const { person, ask, answer } = desk(db);

test('everybody reads what is promised and how it is kept, in both languages, and nothing about anybody', async () => {
  await person('ana', 'assistant', ['1'], AT);
  for (let n = 0; n < 6; n += 1) {
    const id = await ask(AT, { type: n === 5 ? 'alert' : 'information' });
    await answer(id, 'ana', new Date(AT.getTime() + 60_000));
  }
  server.at = new Date(AT.getTime() + 120_000);
  const reader = visitor(server.url);
  const { html } = await reader.get('/sla?lang=en');
  for (const words of ['Service levels', 'First answer', '100%', 'fewer than 5', 'Paris time', '6 requests are open'])
    expect(html).toContain(words);
  expect(html).not.toMatch(/<script|ana@|>ana<|ines/i);
  expect((await reader.get('/sla')).html).toContain('Niveaux de service');
  const { body } = await server.call('GET', '/api/v1/service-levels');
  expect(body).toMatchObject({ open: 6, open_breached: 0 });
  expect(body['attained']).toEqual([
    { month: AT.toISOString().slice(0, 7), kind: 'response', type: 'information', met: 5, breached: 0, percent: 100 },
    { month: AT.toISOString().slice(0, 7), kind: 'response', type: 'rest', met: null, breached: null, percent: null },
  ]);
});
