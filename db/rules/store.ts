import { z } from 'zod';
import { MATCH_FIELDS, MATCH_OPS } from '../../domain/rules/matcher';
import { GROUP_FIELDS, type Rule, ruleOrder, type RuleTerms } from '../../domain/rules/rule';
import { type Actor, actorKey } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, inTransaction, type Pool, rows, run } from '../query';
import { isRouteKnown, RouteColumn } from './route';

const instant = z.date().nullable();
export const RuleRow = z.object({
  id: z.number(),
  code: z.string(),
  version: z.number(),
  name: z.string(),
  priority: z.number(),
  matchers: z.array(z.object({ field: z.enum(MATCH_FIELDS), op: z.enum(MATCH_OPS), value: z.string() })),
  groupBy: z.array(z.enum(GROUP_FIELDS)),
  gapMs: z.number().nullable(),
  maxAgeMs: z.number(),
  cap: z.number(),
  threshold: z.number(),
  openMax: z.number(),
  newCasesMax: z.number(),
  requireApproval: z.boolean(),
  route: RouteColumn,
  validFrom: instant,
  validUntil: instant,
  author: z.string(),
  createdAt: z.date(),
  isCurrent: z.boolean(),
});
/** A version of a rule, with who made it and when. */
export type StoredRule = z.output<typeof RuleRow>;

const COLUMNS = `id, code, version, name, priority, matchers, group_by as "groupBy", gap_ms as "gapMs", max_age_ms as "maxAgeMs", cap, threshold,
  open_max as "openMax", new_cases_max as "newCasesMax",
  require_approval as "requireApproval", route, valid_from as "validFrom", valid_until as "validUntil", author, created_at as "createdAt", is_current as "isCurrent"`;

/** The rules in force, in the order in which they are asked. */
export async function currentRules(db: Db): Promise<StoredRule[]> {
  const found = await rows(db, RuleRow, `select ${COLUMNS} from rule where is_current`);
  return found.sort(ruleOrder);
}

/** Every version of a rule, the newest first; none when there is no such rule. */
export const versionsOf = (db: Db, code: string): Promise<StoredRule[]> =>
  rows(db, RuleRow, `select ${COLUMNS} from rule where code = $1 order by version desc`, [code]);

type Refusal = 'exists' | 'unknown' | 'outdated' | 'unknown_target';
export type SavedRule = { ok: true; rule: StoredRule } | { ok: false; refusal: Refusal };

/**
 * Writes the next version of a rule, or the first one when `after` is null; the older ones stay for the cases they made.
 * `after` is the version that the author saw: who comes second is told, not overwritten.
 */
export const saveRule = (
  pool: Pool,
  terms: RuleTerms,
  after: number | null,
  actor: Actor,
  at: Date,
): Promise<SavedRule> =>
  inTransaction(pool, async (tx) => {
    await run(tx, `select pg_advisory_xact_lock(hashtext('rule'))`);
    const [newest] = await versionsOf(tx, terms.code);
    const refusal = refusalOf(newest, after) ?? (await refusalOfRoute(tx, terms));
    if (refusal) return { ok: false, refusal };
    if (newest && isSame(newest, terms)) return { ok: true, rule: newest };
    await run(tx, 'update rule set is_current = false where code = $1 and is_current', [terms.code]);
    const rule = await insertVersion(tx, terms, (newest?.version ?? 0) + 1, actorKey(actor), at);
    const data = { code: rule.code, version: rule.version, rule: rule.id };
    await record(tx, at, actor, [{ type: 'rule.edited', subject: 'register/rules', data }]);
    return { ok: true, rule };
  });

function refusalOf(newest: StoredRule | undefined, after: number | null): Refusal | null {
  if (after === null) return newest ? 'exists' : null;
  if (!newest) return 'unknown';
  return newest.version === after ? null : 'outdated';
}
const refusalOfRoute = async (tx: Db, { route }: RuleTerms): Promise<Refusal | null> =>
  route && !(await isRouteKnown(tx, route)) ? 'unknown_target' : null;

const termsOnly = (of: RuleTerms): string =>
  JSON.stringify([
    of.name,
    of.priority,
    of.matchers.map(({ field, op, value }) => [field, op, value]),
    of.groupBy,
    of.gapMs,
    of.maxAgeMs,
    of.cap,
    of.threshold,
    of.openMax,
    of.newCasesMax,
    of.requireApproval,
    of.route && [of.route.supplier, of.route.contact, of.route.role],
    of.validFrom,
    of.validUntil,
  ]);
const isSame = (a: Rule, b: RuleTerms): boolean => termsOnly(a) === termsOnly(b);

async function insertVersion(tx: Db, t: RuleTerms, version: number, author: string, at: Date): Promise<StoredRule> {
  const made = await firstRow(
    tx,
    RuleRow,
    `insert into rule (code, version, name, priority, matchers, group_by, gap_ms, max_age_ms, cap, require_approval, valid_from, valid_until, author, created_at, open_max, new_cases_max, threshold, route)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning ${COLUMNS}`,
    [
      t.code,
      version,
      t.name,
      t.priority,
      JSON.stringify(t.matchers),
      t.groupBy,
      t.gapMs,
      t.maxAgeMs,
      t.cap,
      t.requireApproval,
      t.validFrom,
      t.validUntil,
      author,
      at,
      t.openMax,
      t.newCasesMax,
      t.threshold,
      t.route && JSON.stringify(t.route),
    ],
  );
  if (!made) throw new Error('a version of a rule was not inserted');
  return made;
}
