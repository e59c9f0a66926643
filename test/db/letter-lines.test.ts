import { z } from 'zod';
import { readLetterAgenda } from '../../db/letter-agenda';
import { writeLetters } from '../../db/letter-lines';
import { readAgenda } from '../../db/cases';
import { liveCases } from '../../db/mails';
import { firstRow, inTransaction, rows, run } from '../../db/query';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { aSupplier, openCase, say } from '../support/stories';

const db = useDatabase();
const GATHER_MS = 2_000;
const later = new Date(AT.getTime() + GATHER_MS);

async function threeWaiting(): Promise<{ contact: number; cases: number[] }> {
  const supplier = await aSupplier(db.pool);
  const [contact = 0] = supplier.contacts;
  const cases: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const id = await openCase(db.pool, { at: AT, supplier, trusted: true });
    await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, AT);
    await say(db.pool, id, 'clock', { type: 'letter_due' }, AT);
    cases.push(id);
  }
  return { contact, cases };
}
const mailsTo = (contact: number) =>
  rows(db.pool, z.object({ id: z.string() }), 'select id from mail where contact = $1', [contact]);
const write = (contact: number, at: Date) => inTransaction(db.pool, (tx) => writeLetters(tx, contact, at));

test('cases that wait for one contact leave in one letter, without those whose reason has gone', async () => {
  const { contact, cases } = await threeWaiting();
  await say(db.pool, cases[1] ?? 0, 'desk', { type: 'close', outcome: 'duplicate' }, AT);
  expect((await readLetterAgenda(db.pool, contact)).next).toEqual({ step: 'writeLetters', dueAtMs: later.getTime() });
  expect(await write(contact, later)).toBe(true);
  const [mail, ...more] = await mailsTo(contact);
  expect(more).toEqual([]);
  expect((await liveCases(db.pool, mail?.id ?? '')).map(({ caseId }) => caseId)).toEqual([cases[0], cases[2]]);
  expect(await readLetterAgenda(db.pool, contact)).toEqual({ closed: true, next: null });
});

test('a letter is written once, however often and whenever the step comes', async () => {
  const { contact } = await threeWaiting();
  expect(await write(contact, new Date(AT.getTime() - 1))).toBe(false);
  const done = await Promise.all([write(contact, later), write(contact, later), write(contact, later)]);
  expect(done.filter(Boolean)).toHaveLength(1);
  expect(await mailsTo(contact)).toHaveLength(1);
  const contactRow = await firstRow(
    db.pool,
    z.object({ next_step: z.string().nullable(), next_due_at: z.date().nullable() }),
    'select next_step, next_due_at from contact where id = $1',
    [contact],
  );
  expect(contactRow).toEqual({ next_step: null, next_due_at: null });
});

test('when every reason has gone the lines are dropped and nothing is written', async () => {
  const { contact, cases } = await threeWaiting();
  for (const id of cases) await say(db.pool, id, 'desk', { type: 'close', outcome: 'duplicate' }, AT);
  expect(await write(contact, later)).toBe(true);
  expect(await mailsTo(contact)).toEqual([]);
  expect(await run(db.pool, 'select from letter_line where contact = $1', [contact])).toBe(0);
});

const nextOf = (contact: number) =>
  firstRow(db.pool, z.object({ at: z.date().nullable() }), 'select next_due_at as at from contact where id = $1', [
    contact,
  ]).then((row) => row?.at ?? null);

test('what comes by night waits until morning, and something critical takes it along at once', async () => {
  const supplier = await aSupplier(db.pool);
  const [contact = 0] = supplier.contacts;
  await run(db.pool, `update contact set quiet_from = '06:00', quiet_until = '12:00', zone = 'UTC' where id = $1`, [
    contact,
  ]);
  const asked = async (severity: 'error' | 'critical', at: Date): Promise<number> => {
    const id = await openCase(db.pool, { at, supplier, severity, trusted: true });
    await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, at);
    await say(db.pool, id, 'clock', { type: 'letter_due' }, at);
    return id;
  };
  const quiet = await asked('error', AT);
  expect(await nextOf(contact)).toEqual(new Date('2026-03-02T12:00:00Z'));
  expect(await write(contact, later)).toBe(false);
  const urgent = await asked('critical', AT);
  expect(await nextOf(contact)).toEqual(later);
  expect(await write(contact, later)).toBe(true);
  const [mail] = await mailsTo(contact);
  expect((await liveCases(db.pool, mail?.id ?? '')).map(({ caseId }) => caseId)).toEqual([quiet, urgent]);
});

test('what comes in the minute of a letter waits for the next minute', async () => {
  const { contact } = await threeWaiting();
  await write(contact, later);
  const supplier = await firstRow(
    db.pool,
    z.object({ code: z.string() }),
    'select supplier as code from contact where id = $1',
    [contact],
  );
  const id = await openCase(db.pool, {
    at: later,
    supplier: { code: supplier?.code ?? '', contacts: [contact] },
    severity: 'critical',
    trusted: true,
  });
  await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, later);
  await say(db.pool, id, 'clock', { type: 'letter_due' }, later);
  expect(await nextOf(contact)).toEqual(new Date(later.getTime() + 60_000));
});

test('a letter that waits for the morning is not called unsent, nor is its case overdue', async () => {
  const supplier = await aSupplier(db.pool);
  const [contact = 0] = supplier.contacts;
  await run(db.pool, `update contact set digest_at = '06:00', zone = 'UTC' where id = $1`, [contact]);
  const id = await openCase(db.pool, { at: AT, supplier, trusted: true });
  await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, AT);
  await say(db.pool, id, 'clock', { type: 'letter_due' }, AT);
  const morning = new Date('2026-03-03T06:00:00Z');
  const hourAfter = { step: 'raiseUnsentLetter', dueAtMs: morning.getTime() + 3_600_000 };
  expect((await readAgenda(db.pool, id)).next).toEqual(hourAfter);
  const due = await firstRow(
    db.pool,
    z.object({ at: z.date() }),
    'select next_due_at as at from anomaly_case where id = $1',
    [id],
  );
  expect(due?.at.getTime()).toBe(hourAfter.dueAtMs);
  expect(await write(contact, morning)).toBe(true);
  expect(await mailsTo(contact)).toHaveLength(1);
  expect((await readAgenda(db.pool, id)).next).toEqual(hourAfter);
});
