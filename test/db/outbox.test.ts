import { type Subject, poke, pokeOverdue, relayOnce } from '../../db/outbox';
import { inTransaction, run } from '../../db/query';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { aSupplier, openCase } from '../support/stories';

const db = useDatabase();
beforeEach(() => run(db.pool, 'delete from outbox'));
const left = () => run(db.pool, 'select from outbox');
const pokeCases = (ids: number[]) =>
  inTransaction(db.pool, (tx) =>
    poke(
      tx,
      ids.map((id) => ({ kind: 'case' as const, id })),
    ),
  );

test('relays at work together bring every subject through, and leave nothing behind', async () => {
  const ids = Array.from({ length: 300 }, (_, n) => n + 1);
  await Promise.all([pokeCases(ids), pokeCases(ids.slice(0, 150)), pokeCases(ids.slice(100))]);
  const signalled: number[] = [];
  const relay = async (): Promise<void> => {
    const { claimed } = await relayOnce(db.pool, 20, async ({ id }: Subject) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      signalled.push(id);
      return true;
    });
    if (claimed > 0) await relay();
  };
  await Promise.all(Array.from({ length: 5 }, relay));
  expect(await left()).toBe(0);
  expect(new Set(signalled).size).toBe(300);
});

test('a subject that asked many times is signalled once', async () => {
  await pokeCases([7, 7, 7, 7]);
  const signalled: number[] = [];
  await relayOnce(db.pool, 20, async ({ id }) => signalled.push(id) > 0);
  expect(signalled).toEqual([7]);
  expect(await left()).toBe(0);
});

test('what Temporal did not take stays, and its neighbours go', async () => {
  await pokeCases([1, 2, 3]);
  const first = await relayOnce(db.pool, 20, async ({ id }) => id !== 2);
  expect(first).toEqual({ claimed: 3, done: 2 });
  const again: number[] = [];
  await relayOnce(db.pool, 20, async ({ id }) => again.push(id) > 0);
  expect(again).toEqual([2]);
});

test('a relay that dies after its signals repeats them', async () => {
  await pokeCases([1]);
  await expect(
    relayOnce(db.pool, 20, async () => {
      throw new Error('killed');
    }),
  ).rejects.toThrow('killed');
  expect(await left()).toBe(1);
});

test('what is overdue by more than the limit is woken, and nothing else', async () => {
  const supplier = await aSupplier(db.pool);
  const late = await openCase(db.pool, { at: AT, supplier, severity: 'critical' });
  await openCase(db.pool, { at: AT, supplier, severity: 'info' });
  await run(db.pool, 'delete from outbox');
  expect(await inTransaction(db.pool, (tx) => pokeOverdue(tx, AT))).toBe(0);
  expect(await inTransaction(db.pool, (tx) => pokeOverdue(tx, new Date(AT.getTime() + 1)))).toBe(1);
  const woken: Subject[] = [];
  await relayOnce(db.pool, 20, async (subject) => woken.push(subject) > 0);
  expect(woken.map(({ id }) => id)).toEqual([late]);
});
