import { z } from 'zod';
import { TASK_CODES } from '../domain/case';
import { type Db, rows } from './query';

const OpenTask = z.object({ caseId: z.number(), code: z.enum(TASK_CODES) });
/** What stands open on the desk about these cases. */
export async function openTasksOf(db: Db, caseIds: readonly number[]): Promise<Map<number, string[]>> {
  const found = await rows(
    db,
    OpenTask,
    'select case_id as "caseId", code from task where case_id = any($1::bigint[]) and done_at is null order by id',
    [caseIds],
  );
  const tasks = new Map<number, string[]>();
  for (const { caseId, code } of found) tasks.set(caseId, [...(tasks.get(caseId) ?? []), code]);
  return tasks;
}

const Named = z.object({
  kind: z.enum(['supplier', 'platform', 'cruise']),
  code: z.string(),
  name: z.string(),
});
type Kind = z.output<typeof Named>['kind'];
export type Names = { code: string; name: string }[];
/** The suppliers, platforms and cruises that cases are about, with the names that the registers give them. */
export async function caseChoices(db: Db): Promise<Record<Kind, Names>> {
  const found = await rows(
    db,
    Named,
    `select 'supplier' as kind, c.supplier as code, coalesce(s.name, c.supplier) as name
       from (select distinct supplier from anomaly_case where supplier is not null) c left join supplier s on s.code = c.supplier
     union all
     select 'platform', c.platform, coalesce(p.name, c.platform)
       from (select distinct platform from anomaly_case where platform is not null) c left join platform p on p.code = c.platform
     union all
     select 'cruise', c.cruise, coalesce(k.name, c.cruise)
       from (select distinct cruise from anomaly_case where cruise is not null) c left join cruise k on k.code = c.cruise
     order by 1, 3, 2`,
  );
  const of = (kind: Kind): Names => found.filter((one) => one.kind === kind).map(({ code, name }) => ({ code, name }));
  return { supplier: of('supplier'), platform: of('platform'), cruise: of('cruise') };
}

const Addressee = z.object({
  code: z.string(),
  name: z.string(),
  supplierName: z.string(),
  kind: z.enum(['own', 'supplier', 'other']),
});
export type Addressee = z.output<typeof Addressee>;
/** Who could be written to instead: this supplier's contacts, then suppliers as a whole, then everybody else's contacts. */
export const addresseesFor = (db: Db, supplier: string | null, limit = 500): Promise<Addressee[]> =>
  rows(
    db,
    Addressee,
    `select code, name, "supplierName", kind from (
       select t.code, t.name, s.name as "supplierName", case when t.supplier is not distinct from $1 then 'own' else 'other' end as kind, t.rank
         from contact t join supplier s on s.code = t.supplier
       union all
       select s.code, s.name, s.name, 'supplier', 0 from supplier s) a
      order by array_position(array['own', 'supplier', 'other'], kind), "supplierName", rank, name, code limit $2`,
    [supplier, limit],
  );

const Who = z.object({ id: z.number(), code: z.string(), name: z.string() });
/** Names of contacts, by the id or code under which the log knows them. */
export async function contactNames(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  const found = await rows(
    db,
    Who,
    'select id, code, name from contact where code = any($1::text[]) or id::text = any($1::text[])',
    [keys],
  );
  return new Map(found.flatMap(({ id, code, name }) => [[String(id), name] as const, [code, name] as const]));
}
