import { z } from 'zod';
import { contactBounced } from '../../db/bounces';
import { firstRow, inTransaction, run } from '../../db/query';
import { caseWorkflowId } from '../../workflows/messages';
import { useDatabase } from '../support/database';
import { answer, aSupplier, factsOf, openCase, openTasks } from '../support/stories';
import { useTime } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);
const DAY_MS = 86_400_000;
const YEAR = 365;
const now = (): Date => time.clock();
const reasons = (): string[] => time.outbox.map(({ subject }) => subject.replaceAll(/ \d+/g, ''));

const eventsInHistory = async (id: number): Promise<number> => {
  const found = await firstRow(
    db.pool,
    z.object({ number: z.string() }),
    'select number from anomaly_case where id = $1',
    [id],
  );
  const history = await time.env.client.workflow.getHandle(caseWorkflowId(found?.number ?? '')).fetchHistory();
  return history.events?.length ?? 0;
};

test('what waits for a contact leaves together at their hour, and something critical takes it along at once', async () => {
  const supplier = await aSupplier(db.pool);
  const digestAt = new Date(now().getTime() + 6 * 3_600_000).toISOString().slice(11, 16);
  await run(db.pool, `update contact set digest_at = $2, zone = 'UTC' where id = $1`, [supplier.contacts[0], digestAt]);
  await run(db.pool, 'update policy set grouping_wait_warning_ms = 0, grouping_wait_error_ms = 0');
  const open = (severity: 'warning' | 'critical') =>
    openCase(db.pool, { at: now(), supplier, severity, trusted: true });
  const ids = [await open('warning'), await open('warning'), await open('warning')];
  await time.pass(0.2);
  expect(time.outbox).toEqual([]);
  await time.pass(0.1);
  expect(reasons()).toEqual(['first, first, first']);
  expect(await openTasks(db.pool, ids[0] ?? 0)).toEqual([]);
  await open('warning');
  await time.settled();
  await open('critical');
  await time.settled();
  expect(reasons()).toEqual(['first, first, first', 'first, first']);
});

test('a supplier who names a day in four years is asked again on it, and the run that waited stayed small', async () => {
  const supplier = await aSupplier(db.pool);
  const id = await openCase(db.pool, { at: now(), supplier, severity: 'critical', trusted: true });
  await time.settled();
  const askAgainAt = new Date(now().getTime() + 4 * YEAR * DAY_MS);
  const author = `contact:${supplier.contacts[0]}`;
  await answer(db.pool, id, { code: 'deferred', version: 1, author, askAgainAt }, now());
  await time.pass(30);
  const before = await eventsInHistory(id);
  await time.pass(4 * YEAR - 31);
  expect(await eventsInHistory(id)).toBe(before);
  await time.pass(2);
  expect(reasons()).toEqual(['first', 'asked_again']);
  expect(await eventsInHistory(id)).toBeLessThan(100);
});

test('a policy that reminds every three years is kept for ten, then the desk has the case', async () => {
  await run(
    db.pool,
    `insert into policy (code, name, grouping_wait_critical_ms, remind_after_ms, reminders_max, escalate_after_ms) values ('slow', 'slow', 0, $1, 2, $1)`,
    [3 * YEAR * DAY_MS],
  );
  const id = await openCase(db.pool, {
    at: now(),
    supplier: await aSupplier(db.pool),
    severity: 'critical',
    trusted: true,
  });
  await run(db.pool, `update anomaly_case set policy = 'slow' where id = $1`, [id]);
  await time.pass(8 * YEAR);
  expect(reasons()).toEqual(['first', 'reminder', 'reminder']);
  await time.pass(2 * YEAR);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'notified', atDesk: true });
  expect(await openTasks(db.pool, id)).toEqual(['no_answer']);
  expect(await eventsInHistory(id)).toBeLessThan(120);
});

test('a letter that comes back days after it was taken turns the case to the next contact', async () => {
  const supplier = await aSupplier(db.pool, 2);
  const id = await openCase(db.pool, { at: now(), supplier, severity: 'critical', trusted: true });
  await time.pass(2);
  const mail = await firstRow(
    db.pool,
    z.object({ id: z.string() }),
    'select mail as id from mail_case where case_id = $1',
    [id],
  );
  await inTransaction(db.pool, (tx) => contactBounced(tx, { mailId: mail?.id ?? '', kind: 'hard', at: now() }));
  await time.settled();
  expect(time.outbox.map(({ to }) => to.name)).toEqual(['Contact 1', 'Contact 2']);
  expect((await factsOf(db.pool, id)).escalationLevel).toBe(1);
});
