import { z } from 'zod';
import { type Db, inTransaction, type Pool, rows, run } from './query';

export type SubjectKind = 'case' | 'contact';
export interface Subject {
  kind: SubjectKind;
  id: number;
}
const Row = z.object({ kind: z.enum(['case', 'contact']), id: z.number() });

/** Asks that the workflows of these subjects look again, once this transaction has committed. */
export const poke = async (tx: Db, subjects: readonly Subject[]): Promise<void> => {
  if (subjects.length === 0) return;
  await run(tx, 'insert into outbox (kind, subject_id) select * from unnest($1::text[], $2::bigint[])', [
    subjects.map((s) => s.kind),
    subjects.map((s) => s.id),
  ]);
};

/**
 * Claims up to `limit` rows, signals each subject once, and deletes the rows only after `signal` has answered:
 * a signal may come twice, never not at all. How many rows were handled.
 */
export const relayOnce = (pool: Pool, limit: number, signal: (subjects: Subject[]) => Promise<void>): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const claimed = await rows(
      tx,
      Row.extend({ row: z.number() }),
      'select id as row, kind, subject_id as id from outbox order by id limit $1 for update skip locked',
      [limit],
    );
    if (claimed.length === 0) return 0;
    const distinct = new Map(claimed.map(({ kind, id }) => [`${kind}/${id}`, { kind, id }]));
    await signal([...distinct.values()]);
    return run(tx, 'delete from outbox where id = any($1::bigint[])', [claimed.map(({ row }) => row)]);
  });

/** Rows overdue by more than two minutes: their run is missing or has lost its way. */
export const overdue = (db: Db, before: Date, limit: number): Promise<Subject[]> =>
  rows(
    db,
    Row,
    `select 'case' as kind, id from anomaly_case where next_due_at < $1
     union all select 'contact', id from contact where next_due_at < $1 limit $2`,
    [before, limit],
  );
