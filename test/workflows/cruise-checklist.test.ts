import { z } from 'zod';
import { claimMails } from '../../db/mails';
import { settlePost } from '../../db/post';
import { inTransaction, rows, run } from '../../db/query';
import { editRow } from '../../db/registers';
import { standingTasks } from '../../db/tasks';
import type { Values } from '../../domain/registers/column';
import { useDatabase } from '../support/database';
import { DESK } from '../support/posting';
import { useTime } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);
const DAY_MS = 86_400_000;
const inDays = (n: number): string => new Date(time.clock().getTime() + n * DAY_MS).toISOString();
const edit = async (values: Values, code: string | null) =>
  expect(await editRow(db.pool, { register: 'cruises', values, code, actor: DESK, at: time.clock() })).toMatchObject({
    ok: true,
  });
const plan = (code: string, start: number) =>
  edit({ code, name: code, start_at: inDays(start), chief_scientist_email: `${code.toLowerCase()}@example.org` }, null);
const written = async (code: string): Promise<string[]> =>
  (
    await rows(
      db.pool,
      z.object({ to: z.string() }),
      `select m.to_email as to from mail m join checklist_mail k on k.mail = m.id join checklist c on c.id = k.checklist where c.cruise = $1`,
      [code],
    )
  ).map(({ to }) => to);

test('a checklist leaves three weeks before the cruise, once, also when the cruise moves afterwards', async () => {
  await plan('ONCE', 30);
  await time.pass(8.9);
  expect(await written('ONCE')).toEqual([]);
  await time.pass(0.2);
  expect(await written('ONCE')).toEqual(['once@example.org']);
  await edit({ start_at: inDays(90) }, 'ONCE');
  await time.pass(80);
  expect(await written('ONCE')).toEqual(['once@example.org']);
});

test('it follows a cruise that is put off or brought forward before it left', async () => {
  await plan('MOVED', 40);
  await time.pass(1);
  await edit({ start_at: inDays(60) }, 'MOVED');
  await time.pass(38);
  expect(await written('MOVED')).toEqual([]);
  await edit({ start_at: inDays(10) }, 'MOVED');
  await time.pass(0.1);
  expect(await written('MOVED')).toEqual(['moved@example.org']);
});

test('a cancelled cruise gets none, and one that is on again gets it', async () => {
  await plan('CANCELLED', 30);
  await edit({ cancelled: true }, 'CANCELLED');
  await time.pass(20);
  expect(await written('CANCELLED')).toEqual([]);
  await edit({ cancelled: false }, 'CANCELLED');
  await time.pass(0.1);
  expect(await written('CANCELLED')).toEqual(['cancelled@example.org']);
});

test('the address of a chief scientist that is refused is a task about the checklist', async () => {
  await plan('REFUSED', 22);
  await time.pass(2);
  await run(db.pool, `update mail set state = 'pending', lease_until = null where to_email = 'refused@example.org'`);
  const at = time.clock();
  const [mail] = await claimMails(db.pool, at, new Date(at.getTime() + DAY_MS), 1, 'example.org');
  if (!mail) throw new Error('no mail');
  const refused = { state: 'refused', trouble: '550 no such user', badAddress: true } as const;
  await inTransaction(db.pool, (tx) => settlePost(tx, mail, refused, at));
  expect((await standingTasks(db.pool, 10)).map(({ code, name }) => [code, name])).toEqual([
    ['letter_refused', 'REFUSED'],
  ]);
});
