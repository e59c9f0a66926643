import { z } from 'zod';
import type { Case } from './case-row';
import { ROUND } from './case-view';
import { type Db, firstRow, run } from './query';

/** What a person's command writes beside the event itself. Each is called in the command's transaction, with the case locked. */

const Id = z.object({ id: z.number() });

export const findCaseId = async (db: Db, number: string): Promise<number | null> =>
  (await firstRow(db, Id, 'select id from anomaly_case where number = $1', [number]))?.id ?? null;

export const addApproval = (tx: Db, caseId: number, version: number, person: string, at: Date): Promise<number> =>
  run(
    tx,
    `insert into approval (answer, round, person, at)
     select a.id, ${ROUND}, $3, $4 from answer a where a.case_id = $1 and a.version = $2 on conflict do nothing`,
    [caseId, version, person, at],
  );

export const setAssignee = (tx: Db, caseId: number, person: string): Promise<number> =>
  run(tx, 'update anomaly_case set assignee = $2 where id = $1', [caseId, person]);

/** False when there is nobody active of this code. */
export const isActivePerson = async (db: Db, code: string): Promise<boolean> =>
  (await firstRow(db, z.object({ code: z.string() }), 'select code from person where code = $1 and active', [code])) !==
  null;

export const setSupplier = (tx: Db, caseId: number, supplier: string): Promise<number> =>
  run(tx, 'update anomaly_case set supplier = $2 where id = $1', [caseId, supplier]);

const Target = z.object({ contact: z.number().nullable(), supplier: z.string(), declined: z.boolean() });
/** What a code names that a case can be routed to: a contact, else a supplier. */
export const findTarget = (db: Db, code: string): Promise<z.output<typeof Target> | null> =>
  firstRow(
    db,
    Target,
    `select id as contact, supplier, declined_at is not null as declined from contact where code = $1
     union all select null, code, false from supplier where code = $1 limit 1`,
    [code],
  );

/** The anomalies move to the survivor and the key of this case follows it; what was merged into this one before, too. */
export async function moveInto(tx: Db, from: Case, into: Case): Promise<void> {
  await run(tx, 'update anomaly set case_id = $2, merged_from = coalesce(merged_from, $1) where case_id = $1', [
    from.id,
    into.id,
  ]);
  await run(tx, 'update anomaly_case set merged_into = $2 where id = $1 or merged_into = $1', [from.id, into.id]);
  await run(
    tx,
    `update anomaly_case i set first_time = least(i.first_time, f.first_time), last_time = greatest(i.last_time, f.last_time)
       from anomaly_case f where i.id = $2 and f.id = $1`,
    [from.id, into.id],
  );
  await countMembers(tx, [from.id, into.id]);
}

const countMembers = (tx: Db, ids: readonly number[]): Promise<number> =>
  run(
    tx,
    'update anomaly_case c set members = (select count(*) from anomaly where case_id = c.id) where id = any($1::bigint[])',
    [ids],
  );

/** The anomalies that a merge took away come back. Null when the case was not merged; else the survivor's number. */
export async function moveBack(tx: Db, caseId: number): Promise<string | null> {
  const survivor = await firstRow(
    tx,
    z.object({ id: z.number(), number: z.string() }),
    'select s.id, s.number from anomaly_case c join anomaly_case s on s.id = c.merged_into where c.id = $1',
    [caseId],
  );
  if (!survivor) return null;
  await run(tx, 'update anomaly set case_id = $1, merged_from = null where merged_from = $1', [caseId]);
  await run(tx, 'update anomaly_case set merged_into = null where id = $1', [caseId]);
  await run(
    tx,
    `update anomaly_case c set first_time = a.first, last_time = a.last
       from (select min(time_start) as first, max(time_end) as last from anomaly where case_id = $1) a where c.id = $1`,
    [survivor.id],
  );
  await countMembers(tx, [caseId, survivor.id]);
  return survivor.number;
}
