import { z } from 'zod';
import { recordFailedStep } from '../../../db/deliveries/steps';
import { raiseFailedLetters, writeLetters } from '../../../db/letter-lines';
import { firstRow, inTransaction } from '../../../db/query';
import { raiseTask } from '../../../db/tasks';
import { openTicket } from '../../../db/tickets/open';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { serverDeps, startServer, type TestServer } from '../../support/server';
import { aSupplier, openCase, say } from '../../support/stories';

const db = useDatabase();
let server: TestServer;
let assistant: Visitor;
let reader: Visitor;
beforeAll(async () => {
  await addLogin(db.pool, 'enid', 'assistant', 'en');
  await addLogin(db.pool, 'rita', 'read_only', 'fr');
  server = await startServer(serverDeps(db.pool, { clock: () => AT }));
  assistant = await loggedIn(server.url, 'enid');
  reader = await loggedIn(server.url, 'rita');
});
afterAll(() => server.stop());

const idOf = async (sql: string) => (await firstRow(db.pool, z.object({ id: z.number() }), sql))?.id ?? 0;
const page = async (visitor = assistant) => wordsOf((await visitor.get('/tasks')).text);

test('what failed of an expected delivery or of a letter stands on the desk once, without a case, until it is seen to', async () => {
  expect(await page()).toContain('Nothing waits');
  const delivery = await idOf(
    `insert into expectation (code, name, due_rule) values ('tides', 'Tides of Brest', 'daily') returning id`,
  );
  await recordFailedStep(db.pool, delivery, 'openDue', AT);
  await recordFailedStep(db.pool, delivery, 'openDue', AT);
  expect(await page()).toMatch(/Expected delivery Tides of Brest .* An automatic step has failed/);
  const id = await idOf('select id from task where done_at is null');
  expect((await reader.post(`/tasks/${id}/done`, {})).status).toBe(403);
  expect(await page(reader)).toContain('Livraison attendue Tides of Brest');
  expect((await assistant.post(`/tasks/${id}/done`, {})).status).toBe(303);
  expect(await page()).toContain('Nothing waits');
  expect((await assistant.post(`/tasks/${id}/done`, {})).status).toBe(404);
});

test('a task about a letter ends when the letter is written; one about a case leads to it and ends with its phase', async () => {
  const supplier = await aSupplier(db.pool);
  const [contact = 0] = supplier.contacts;
  const asked = await openCase(db.pool, { at: AT, supplier, trusted: true });
  await say(db.pool, asked, 'clock', { type: 'grouping_wait_over' }, AT);
  await say(db.pool, asked, 'clock', { type: 'letter_due' }, AT);
  await inTransaction(db.pool, (tx) => raiseFailedLetters(tx, contact, AT));
  const triaged = await openCase(db.pool, { at: AT, supplier });
  await say(db.pool, triaged, 'clock', { type: 'grouping_wait_over' }, AT);
  const before = (await assistant.get('/tasks')).text;
  expect(wordsOf(before)).toMatch(/Letters to Contact 1 .* An automatic step has failed .* Sort this case/);
  expect(before).toMatch(/<a href="\/cases\/A-2026-\d+">/);
  const soon = new Date(AT.getTime() + 3_600_000);
  expect(await inTransaction(db.pool, (tx) => writeLetters(tx, contact, soon))).toBe(true);
  await say(db.pool, triaged, 'desk', { type: 'dismiss' }, AT);
  expect(await page()).toContain('Nothing waits');
});

test('a task about a ticket leads to it', async () => {
  const { id, number } = await openTicket(db.pool, {
    type: 'incident',
    channel: 'web',
    topic: null,
    cruise: null,
    subject: null,
    text: 'The portal is down.',
    requester: { email: 'nora@example.org', name: null, language: 'en', organisation: null },
    actor: { kind: 'service', id: 'help' },
    at: AT,
  });
  await raiseTask(db.pool, `ticket/${id}`, 'step_failed', AT);
  expect((await assistant.get('/tasks')).text).toContain(`<a href="/tickets/${number}">${number}</a>`);
});
