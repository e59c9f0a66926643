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
    ...['letter_due day 1', 'letter_sent day 1'],
    ...['letter_due day 8', 'letter_sent day 8'],
    ...['letter_due day 15', 'letter_sent day 15'],
    'escalate day 22',
    ...['letter_due day 22', 'letter_sent day 22'],
    ...['letter_due day 29', 'letter_sent day 29'],
    ...['letter_due day 36', 'letter_sent day 36'],
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
});
