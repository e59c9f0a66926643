import { z } from 'zod';
import { makeHold } from '../../db/holds/keep';
import { firstRow, rows, run } from '../../db/query';
import { useDatabase } from '../support/database';
import { answer, aSupplier, factsOf, openCase, openTasks, say, storyOf } from '../support/stories';
import { useTime } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);
const DAY_MS = 86_400_000;
const now = (): Date => time.clock();

test('a new case waits for its group, then stands before an assistant', async () => {
  const id = await openCase(db.pool, { at: now(), supplier: await aSupplier(db.pool) });
  await time.pass(0.9);
  expect((await factsOf(db.pool, id)).phase).toBe('collecting');
  await time.pass(0.2);
  expect((await factsOf(db.pool, id)).phase).toBe('triage');
  expect(await openTasks(db.pool, id)).toEqual(['triage']);
  expect(time.outbox).toEqual([]);
});

test('a silent supplier of a trusted source is asked, reminded twice, the next contact likewise, then the desk; and may still answer', async () => {
  const supplier = await aSupplier(db.pool, 2);
  const id = await openCase(db.pool, { at: now(), supplier, trusted: true });
  await time.pass(60);
  expect(await storyOf(db.pool, id)).toEqual([
    'grouping_wait_over day 1',
    'letter_due day 1',
    'letter_sent day 1',
    'letter_due day 8',
    'letter_sent day 8',
    'letter_due day 15',
    'letter_sent day 15',
    'escalate day 22',
    'letter_due day 22',
    'letter_sent day 22',
    'letter_due day 29',
    'letter_sent day 29',
    'letter_due day 36',
    'letter_sent day 36',
    'escalate day 43',
  ]);
  expect(time.outbox.map(({ to, subject }) => `${subject.split(' ')[0]} ${to.name}`)).toEqual([
    'first Contact 1',
    'reminder Contact 1',
    'reminder Contact 1',
    'escalation Contact 2',
    'reminder Contact 2',
    'reminder Contact 2',
  ]);
  expect(await openTasks(db.pool, id)).toEqual(['no_answer']);
  await answer(
    db.pool,
    id,
    { code: 'confirmed_real', version: 1, author: `contact:${supplier.contacts[1]}`, askAgainAt: null },
    now(),
  );
  expect((await factsOf(db.pool, id)).phase).toBe('answered');
  expect(await openTasks(db.pool, id)).toEqual([]);
  await time.keepHistory('silent-supplier', id);
});

/** A case whose first letter has just left. */
async function asked(opening: { trusted?: boolean; ownerEmail?: string } = {}, contacts = 1) {
  const supplier = await aSupplier(db.pool, contacts);
  const id = await openCase(db.pool, { at: now(), supplier, severity: 'critical', trusted: true, ...opening });
  await time.settled();
  return { id, supplier, author: `contact:${supplier.contacts[0]}` };
}

test('a snoozed case is left alone until the hold is over', async () => {
  const { id } = await asked();
  await say(db.pool, id, 'desk', { type: 'snooze', until: new Date(now().getTime() + 20 * DAY_MS) }, now());
  await time.pass(19);
  expect(time.outbox).toHaveLength(1);
  await time.pass(2);
  expect(await storyOf(db.pool, id)).toEqual([
    'grouping_wait_over day 0',
    'letter_due day 0',
    'letter_sent day 0',
    'snooze day 0',
    'letter_due day 20',
    'letter_sent day 20',
  ]);
  await time.keepHistory('snoozed', id);
});

test('a supplier who names a day is asked again on that day', async () => {
  const { id, author } = await asked();
  const askAgainAt = new Date(now().getTime() + 40 * DAY_MS);
  await answer(db.pool, id, { code: 'deferred', version: 1, author, askAgainAt }, now());
  await time.pass(39);
  expect(time.outbox).toHaveLength(1);
  await time.pass(2);
  expect(time.outbox.map(({ subject }) => subject.split(' ')[0])).toEqual(['first', 'asked_again']);
  expect((await factsOf(db.pool, id)).phase).toBe('notified');
  await time.keepHistory('deferred', id);
});

test('an elimination waits for a second person, is published by the workflow, chased until the receipt, and closed unverified', async () => {
  const { id, author } = await asked({ ownerEmail: 'owner@example.org' });
  await answer(db.pool, id, { code: 'eliminate', version: 1, author, askAgainAt: null }, now());
  await say(db.pool, id, 'desk', { type: 'approve', version: 1, approver: 'person:a' }, now());
  await time.pass(3);
  expect((await factsOf(db.pool, id)).phase).toBe('answered');
  await say(db.pool, id, 'desk', { type: 'approve', version: 1, approver: 'person:b' }, now());
  expect(await decisionsOf(id)).toEqual([]);
  await time.settled();
  expect(await decisionsOf(id)).toEqual(['eliminated']);
  await time.pass(15);
  expect(time.outbox.map(({ to }) => to.address).slice(1)).toEqual(['owner@example.org']);
  expect(await openTasks(db.pool, id)).toEqual(['receipt_missing']);
  await say(db.pool, id, 'pipeline', { type: 'applied' }, now());
  await time.pass(31);
  expect((await storyOf(db.pool, id)).slice(4)).toEqual([
    'approve day 0',
    'approve day 3',
    'decision.published day 3',
    'publish day 3',
    'chase day 10',
    'chase day 17',
    'applied day 18',
    'verification_over day 48',
  ]);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'closed', outcome: 'eliminated' });
  expect(await time.runStatus(id)).toBe('COMPLETED');
  await time.keepHistory('eliminated', id);
});

test('a closed case that is opened again gets a fresh run', async () => {
  const { id } = await asked();
  await say(db.pool, id, 'desk', { type: 'close', outcome: 'duplicate' }, now());
  await time.settled();
  await eventually(async () => (await time.runStatus(id)) === 'COMPLETED');
  await say(db.pool, id, 'desk', { type: 'reopen' }, now());
  await time.settled();
  expect(await time.runStatus(id)).toBe('RUNNING');
  await say(db.pool, id, 'desk', { type: 'send' }, now());
  await time.pass(8);
  expect(time.outbox.map(({ subject }) => subject.split(' ')[0])).toEqual(['first', 'first', 'reminder']);
});

test('a hold until resolved lets its case go by itself once all has been quiet, also when its supplier was told before', async () => {
  const { id } = await asked();
  const found = await firstRow(
    db.pool,
    z.object({ source: z.string() }),
    'select source from anomaly_case where id = $1',
    [id],
  );
  const hold = {
    kind: 'until_resolved' as const,
    matchers: [{ field: 'source' as const, op: 'is' as const, value: found?.source ?? '' }],
    startsAt: now(),
    endsAt: new Date(now().getTime() + 60 * DAY_MS),
    quietMs: 2 * DAY_MS,
    reason: 'being repaired',
  };
  await makeHold(db.pool, hold, { kind: 'person', id: 'anne' }, now());
  await time.pass(10);
  await say(db.pool, id, 'pipeline', { type: 'recover' }, now());
  await time.pass(1.9);
  expect(time.outbox.map(({ subject }) => subject.split(' ')[0])).toEqual(['first']);
  await time.pass(0.5);
  expect(time.outbox.map(({ subject }) => subject.split(' ')[0])).toEqual(['first', 'all_resolved']);
  await time.pass(1);
  expect(time.outbox.map(({ subject }) => subject.split(' ')[0])).toEqual(['first', 'all_resolved', 'reminder']);
});

test('pokes that come twice, late or for no reason change nothing', async () => {
  const { id } = await asked();
  const before = await storyOf(db.pool, id);
  await run(db.pool, `insert into outbox (kind, subject_id) select 'case', $1 from generate_series(1, 30)`, [id]);
  await run(db.pool, `insert into outbox (kind, subject_id) values ('contact', 1), ('case', 1)`);
  await time.settled();
  await time.pass(6);
  expect(await storyOf(db.pool, id)).toEqual(before);
  await time.pass(2);
  expect(time.outbox).toHaveLength(2);
});

test('a contact whose letter is refused for good is passed over at once, and the next one asked', async () => {
  time.answer.send = async ({ to }) => (to.name === 'Contact 1' ? { refused: '550 no such user' } : 'sent');
  const { id, supplier } = await asked({}, 2);
  await time.settled();
  expect(await factsOf(db.pool, id)).toMatchObject({ contact: String(supplier.contacts[1]), escalationLevel: 1 });
  expect(time.outbox.map(({ to }) => to.name)).toEqual(['Contact 2']);
  expect(await openTasks(db.pool, id)).toEqual([]);
  const flagged = await rows(
    db.pool,
    z.object({ id: z.number() }),
    'select id from contact where refused_at is not null and supplier = $1',
    [supplier.code],
  );
  expect(flagged).toEqual([{ id: supplier.contacts[0] }]);
});

test('a letter that cannot leave for an hour is a task, and deadlines count from when it left', async () => {
  time.answer.send = async () => ({ later: '451 try again' });
  const { id } = await asked();
  await time.pass(0.1);
  expect(await openTasks(db.pool, id)).toEqual(['letter_unsent']);
  time.answer.send = async () => 'sent';
  await time.pass(6.9);
  expect(await openTasks(db.pool, id)).toEqual([]);
  expect(time.outbox).toHaveLength(1);
  const { letterSentAt } = await factsOf(db.pool, id);
  await time.pass(1);
  const reminder = await firstRow(
    db.pool,
    z.object({ at: z.date() }),
    `select at from event where subject = 'case/' || $1::text and type = 'case.letter_due' order by id desc limit 1`,
    [id],
  );
  const waited = (reminder?.at.getTime() ?? 0) - (letterSentAt?.getTime() ?? 0);
  expect(waited).toBeGreaterThanOrEqual(7 * DAY_MS);
  expect(waited).toBeLessThan(7 * DAY_MS + 5_000);
});

test('a step that keeps failing stands on the desk, and is done when it can be', async () => {
  await run(
    db.pool,
    `create function break_letters() returns trigger language plpgsql as $$ begin raise 'broken'; end $$`,
  );
  await run(
    db.pool,
    'create trigger broken before insert on letter_line for each row execute function break_letters()',
  );
  const id = await openCase(db.pool, {
    at: now(),
    supplier: await aSupplier(db.pool),
    severity: 'critical',
    trusted: true,
  });
  await eventually(async () => (await run(db.pool, 'select from outbox')) === 0);
  await time.env.sleep('1 hour');
  expect(await openTasks(db.pool, id)).toEqual(['step_failed']);
  expect(await time.runStatus(id)).toBe('RUNNING');
  await run(db.pool, 'drop trigger broken on letter_line');
  await time.env.sleep('2 hours');
  await time.settled();
  expect(await openTasks(db.pool, id)).toEqual([]);
  expect(time.outbox).toHaveLength(1);
  await time.keepHistory('failing-step', id);
});

const decisionsOf = async (id: number): Promise<string[]> =>
  (await rows(db.pool, z.object({ outcome: z.string() }), 'select outcome from decision where case_id = $1', [id])).map(
    ({ outcome }) => outcome,
  );

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('never came true');
}
