import { z } from 'zod';
import { type Db, inQuietTransaction, type Pool, prepared, rows, run } from './query';

export type SubjectKind = 'case' | 'ticket' | 'contact' | 'expectation' | 'hold' | 'webhook' | 'checklist' | 'rota';
export interface Subject {
  kind: SubjectKind;
  id: number;
}
const Row = z.object({
  kind: z.enum(['case', 'ticket', 'contact', 'expectation', 'hold', 'webhook', 'checklist', 'rota']),
  id: z.number(),
});

/** Asks that the workflows of these subjects look again, once this transaction has committed. */
export const poke = async (tx: Db, subjects: readonly Subject[]): Promise<void> => {
  if (subjects.length === 0) return;
  await run(tx, 'insert into outbox (kind, subject_id) select * from unnest($1::text[], $2::bigint[])', [
    subjects.map((s) => s.kind),
    subjects.map((s) => s.id),
  ]);
};

const Claimed = Row.extend({ row: z.number(), number: z.string().nullable() });
/** A subject, and the number of the case or ticket when it is one. */
export interface Woken extends Subject {
  number: string | null;
}

const oldest = (which: string, limit: string): string =>
  `select o.id as row, o.kind, o.subject_id as id, coalesce(c.number, t.number) as number
     from outbox o left join anomaly_case c on o.kind = 'case' and c.id = o.subject_id
     left join ticket t on o.kind = 'ticket' and t.id = o.subject_id
    where ${which} order by o.id limit ${limit} for update of o skip locked`;
const CLAIM = prepared(
  `with receivers as (${oldest(`o.kind = 'webhook'`, '$1')}),
          others as (${oldest(`o.kind <> 'webhook'`, '$1 - (select count(*) from receivers)')})
     select * from receivers union all select * from others`,
);
/** Receivers first, then the oldest of the others, locked; what another relay holds is passed over. */
const claim = (tx: Db, limit: number): Promise<z.output<typeof Claimed>[]> => rows(tx, Claimed, CLAIM, [limit]);

const keyOf = ({ kind, id }: Subject): string => `${kind}/${id}`;

/**
 * Claims up to `limit` rows, receivers of events before all else (they are few, and would wait behind thousands of new
 * cases), hands over each subject once, and deletes the rows of those that `signal` has brought through: a signal may come
 * twice, never not at all. How many rows were claimed and how many are done.
 */
export const relayOnce = (
  pool: Pool,
  limit: number,
  signal: (subject: Woken) => Promise<boolean>,
): Promise<{ claimed: number; done: number }> =>
  inQuietTransaction(pool, async (tx) => {
    const claimed = await claim(tx, limit);
    if (claimed.length === 0) return { claimed: 0, done: 0 };
    const subjects = new Map(claimed.map((subject) => [keyOf(subject), subject]));
    const through = new Set<string>();
    await Promise.all(
      [...subjects].map(async ([key, subject]) => {
        if (await signal(subject)) through.add(key);
      }),
    );
    const done = claimed.filter((subject) => through.has(keyOf(subject))).map(({ row }) => row);
    return {
      claimed: claimed.length,
      done: await run(tx, 'delete from outbox where id = any($1::bigint[])', [done]),
    };
  });

/** Asks every case, ticket, contact, expectation, hold and webhook to look again that was due before this instant and has not moved. How many. */
export const pokeOverdue = (tx: Db, before: Date): Promise<number> =>
  run(
    tx,
    `insert into outbox (kind, subject_id)
     select 'case', id from anomaly_case where next_due_at < $1
     union all select 'ticket', id from ticket where next_due_at < $1
     union all select 'contact', id from contact where next_due_at < $1
     union all select 'expectation', id from expectation where next_due_at < $1
     union all select 'hold', id from hold where next_due_at < $1
     union all select 'webhook', id from webhook where next_due_at < $1
     union all select 'checklist', id from checklist where next_due_at < $1
     union all select 'rota', id from rota_settings where next_due_at < $1`,
    [before],
  );
