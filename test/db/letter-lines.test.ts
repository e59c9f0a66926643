import { z } from 'zod';
import { readLetterAgenda, writeLetters } from '../../db/letter-lines';
import { liveCases } from '../../db/mails';
import { firstRow, inTransaction, rows, run } from '../../db/query';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { aSupplier, openCase, say } from '../support/stories';

const db = useDatabase();
const later = new Date(AT.getTime() + 1000);

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
  expect((await readLetterAgenda(db.pool, contact)).next).toEqual({ step: 'writeLetters', dueAtMs: AT.getTime() });
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
