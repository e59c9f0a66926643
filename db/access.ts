import { z } from 'zod';
import { ACCESS_RULES, type Access, isRestricted } from '../domain/access';
import { type Db, rows } from './query';

const Row = z.object({
  caseId: z.number(),
  rule: z.enum(ACCESS_RULES),
  moratoriumUntil: z.string().nullable(),
});

/** The rule each case's data are under: its dataset's, else its cruise's, else the centre's default (design §3). */
export async function accessOf(db: Db, caseIds: readonly number[]): Promise<Map<number, Access>> {
  const found = await rows(
    db,
    Row,
    `select c.id as "caseId", coalesce(d.access_rule, k.access_rule, s.value) as rule,
            case when d.access_rule is not null then d.moratorium_until else k.moratorium_until end as "moratoriumUntil"
       from anomaly_case c left join dataset d on d.code = c.dataset left join cruise k on k.code = c.cruise
       join setting s on s.code = 'default_access'
      where c.id = any($1::bigint[])`,
    [caseIds],
  );
  return new Map(found.map(({ caseId, ...access }) => [caseId, access]));
}

/** Those of these cases whose data only staff, supplier and owner may see. */
export async function restrictedCases(db: Db, caseIds: readonly number[], at: Date): Promise<Set<number>> {
  const access = await accessOf(db, caseIds);
  return new Set([...access].filter(([, rule]) => isRestricted(rule, at)).map(([id]) => id));
}
