import { z } from 'zod';
import { firstRow, rows, run } from '../../db/query';
import { flagContact } from '../../db/mails';
import { standingTasks } from '../../db/tasks';
import { editRow } from '../../db/registers';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { DESK } from '../support/posting';
import { aSupplier, openCase, say } from '../support/stories';

const db = useDatabase();

async function contactOf(supplier: { contacts: number[] }) {
  const row = await firstRow(
    db.pool,
    z.object({ code: z.string(), due: z.date().nullable(), refused: z.boolean() }),
    'select code, next_due_at as due, refused_at is not null as refused from contact where id = $1',
    [supplier.contacts[0]],
  );
  if (!row) throw new Error('no contact');
  return row;
}
const edit = (code: string, values: Record<string, string | number | null>) =>
  editRow(db.pool, { register: 'contacts', values, code, actor: DESK, at: AT });

test('new quiet hours hold back the letter that waits, and its workflow looks again', async () => {
  const supplier = await aSupplier(db.pool);
  const id = await openCase(db.pool, { at: AT, supplier, severity: 'error', trusted: true });
  await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, AT);
  await say(db.pool, id, 'clock', { type: 'letter_due' }, AT);
  const { code, due } = await contactOf(supplier);
  expect(due).toEqual(new Date(AT.getTime() + 2_000));
  await run(db.pool, 'delete from outbox');
  expect(await edit(code, { quiet_from: '06:00', quiet_until: '14:00', zone: 'UTC' })).toMatchObject({ ok: true });
  expect((await contactOf(supplier)).due).toEqual(new Date('2026-03-02T14:00:00Z'));
  expect(
    await rows(db.pool, z.object({ id: z.number() }), `select subject_id as id from outbox where kind = 'contact'`),
  ).toEqual([{ id: supplier.contacts[0] }]);
});

test('a letter that waits goes by the calendar of its contact, and again when that closes', async () => {
  const supplier = await aSupplier(db.pool);
  const id = await openCase(db.pool, { at: AT, supplier, severity: 'error', trusted: true });
  await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, AT);
  await say(db.pool, id, 'clock', { type: 'letter_due' }, AT);
  const { code } = await contactOf(supplier);
  expect(await edit(code, { calendar: 'nowhere' })).toMatchObject({ ok: false, errors: [{ column: 'calendar' }] });
  const values = { code: 'ship', name: 'Ship', zone: 'UTC', monday: '15:00-18:00', tuesday: '15:00-18:00' };
  const calendar = (more: object, of: string | null) =>
    editRow(db.pool, { register: 'calendars', values: { ...values, ...more }, code: of, actor: DESK, at: AT });
  expect(await calendar({}, null)).toMatchObject({ ok: true });
  await edit(code, { calendar: 'ship' });
  expect((await contactOf(supplier)).due).toEqual(new Date('2026-03-02T15:00:00Z'));
  await run(db.pool, 'delete from outbox');
  expect(await calendar({ closures: ['2026-03-02/2026-03-02'] }, 'ship')).toMatchObject({ ok: true });
  expect((await contactOf(supplier)).due).toEqual(new Date('2026-03-03T15:00:00Z'));
  expect(
    await rows(db.pool, z.object({ id: z.number() }), `select subject_id as id from outbox where kind = 'contact'`),
  ).toEqual([{ id: supplier.contacts[0] }]);
});

test('half a silence is refused', async () => {
  const { code } = await contactOf(await aSupplier(db.pool));
  expect(await edit(code, { quiet_from: '20:00' })).toMatchObject({
    ok: false,
    errors: [{ column: 'quiet_until', code: 'missing_value' }],
  });
});

test('a corrected address has refused nothing yet; another change does not mend it', async () => {
  const supplier = await aSupplier(db.pool);
  const { code } = await contactOf(supplier);
  await flagContact(db.pool, supplier.contacts[0] ?? 0, AT);
  const standing = async () => (await standingTasks(db.pool, 100)).filter(({ name }) => name === 'Another name').length;
  await edit(code, { name: 'Another name' });
  expect([(await contactOf(supplier)).refused, await standing()]).toEqual([true, 1]);
  await edit(code, { email: 'mended@example.org' });
  expect([(await contactOf(supplier)).refused, await standing()]).toEqual([false, 0]);
});
