import { inTransaction } from '../../../db/query';
import { openTicket } from '../../../db/tickets/open';
import { readTickets } from '../../../db/tickets/ticket-row';
import { addLogin, PASSWORD, Visitor } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
beforeAll(async () => {
  server = await startServer(serverDeps(db.pool));
  await addLogin(db.pool, 'marie', 'manager', 'en');
  await addLogin(db.pool, 'anne', 'assistant', 'fr');
});
afterAll(() => server.stop());

const logIn = async (code: string): Promise<Visitor> => {
  const visitor = new Visitor(server.url);
  await visitor.get('/login');
  await visitor.post('/login', { email: `${code}@example.org`, password: PASSWORD });
  return visitor;
};
const HOURS = '08:00-18:00';
const longDays = {
  name: 'Heures ouvrées',
  zone: 'Europe/Paris',
  ...Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, HOURS])),
  public_holidays: 'FR',
};
const dueOf = async (id: number): Promise<number | null> => {
  const [ticket] = await readTickets(db.pool, [id]);
  return ticket?.facts.clocks.find(({ clock }) => clock.kind === 'resolution')?.clock.dueAtMs ?? null;
};

test('a manager edits a calendar, sees its history, and puts running clocks on it after looking at what that does', async () => {
  const { id, number } = await inTransaction(db.pool, (tx) =>
    openTicket(tx, {
      type: 'information',
      channel: 'web',
      topic: null,
      cruise: null,
      subject: null,
      text: 'Bonjour',
      requester: null,
      actor: { kind: 'clock' },
      at: AT,
    }),
  );
  const before = await dueOf(id);
  const marie = await logIn('marie');
  expect((await marie.get('/calendars')).headers.get('location')).toBe('/registers/calendars');
  await marie.get('/registers/calendars/office');
  expect((await marie.post('/registers/calendars/office', longDays)).status).toBe(303);
  const { text } = await marie.get('/registers/calendars/office');
  expect(text).toContain('History');
  expect(text).toContain('Monday: 09:00-12:30, 13:30-17:30 → 08:00-18:00');
  expect(await dueOf(id)).toBe(before);

  const path = '/calendars/office/clocks';
  expect((await marie.get(path)).status).toBe(200);
  const from = AT.toISOString().slice(0, 16);
  const preview = await marie.post(path, { from, step: 'preview' });
  expect(preview.text).toContain('2 clocks would go on by version 2');
  expect(preview.text).toContain(number);
  expect(await dueOf(id)).toBe(before);
  const seal = /name="seal" value="([\w-]+)"/.exec(preview.text)?.[1] ?? '';
  expect((await marie.post(path, { from, step: 'apply', seal: 'other' })).status).toBe(200);
  expect((await marie.post(path, { from, step: 'apply', seal })).status).toBe(303);
  expect(await dueOf(id)).toBeLessThan(before ?? 0);
  expect((await marie.post(path, { from: 'soon', step: 'preview' })).status).toBe(422);
});

test('a manager edits a service level, and gives running clocks its targets after looking at what that does', async () => {
  const { id, number } = await inTransaction(db.pool, (tx) =>
    openTicket(tx, {
      type: 'information',
      channel: 'web',
      topic: null,
      cruise: null,
      subject: null,
      text: 'Bonjour',
      requester: null,
      actor: { kind: 'clock' },
      at: AT,
    }),
  );
  const before = await dueOf(id);
  const marie = await logIn('marie');
  const path = '/sla-policies/normal/clocks';
  expect((await marie.get('/registers/sla-policies/normal')).text).toContain(path);
  expect((await marie.get(path)).text).toContain('No running clock is left');
  const edited = { name: 'Demande', rank: '70', priorities: 'normal', calendar: 'office' };
  const targets = { response_minutes: '300', update_minutes: '900', resolution_minutes: '1200' };
  const saved = await marie.post('/registers/sla-policies/normal', { ...edited, ...targets });
  expect(saved.status).toBe(303);
  const { text } = await marie.get(path);
  expect(text).toContain('would go on by version 2');
  expect(text).toContain(number);
  expect(text).toMatch(/37\sh\s30\smin → 20\sh/);
  expect(await dueOf(id)).toBe(before);
  expect((await marie.post(path, { seal: 'other' })).status).toBe(200);
  expect(await dueOf(id)).toBe(before);
  const seal = /name="seal" value="([\w-]+)"/.exec(text)?.[1] ?? '';
  const done = await marie.post(path, { seal });
  expect(done.status).toBe(303);
  expect((await marie.get(done.headers.get('location') ?? '')).text).toContain('now go by this service level');
  expect(await dueOf(id)).toBeLessThan(before ?? 0);
  expect((await marie.post(path, { seal })).text).toContain('No running clock is left');
  expect((await marie.get('/sla-policies/nowhere/clocks')).status).toBe(404);
});

test('an assistant reads calendars and service levels, and changes neither', async () => {
  const anne = await logIn('anne');
  expect((await anne.get('/registers/sla-policies')).text).toContain('Alerte ou incident, urgent');
  expect((await anne.get('/registers/calendars/office')).text).not.toContain('/calendars/office/clocks');
  expect((await anne.get('/calendars/office/clocks')).status).toBe(403);
  expect((await anne.get('/registers/sla-policies/normal')).text).not.toContain('/sla-policies/normal/clocks');
  expect((await anne.get('/sla-policies/normal/clocks')).status).toBe(403);
  expect((await anne.post('/sla-policies/normal/clocks', { seal: 'any' })).status).toBe(403);
  expect((await anne.post('/registers/calendars/office', longDays)).status).toBe(403);
});

test('hours that nobody could mean are refused beside their field', async () => {
  const marie = await logIn('marie');
  await marie.get('/registers/calendars/office');
  const { status, text } = await marie.post('/registers/calendars/office', { ...longDays, tuesday: 'all day' });
  expect(status).toBe(422);
  expect(text).toContain('id="tuesday-fault"');
});
