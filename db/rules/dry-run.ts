import { z } from 'zod';
import type { Matcher, MatchField } from '../../domain/rules/matcher';
import { type GroupField, type Rule, ruleOrder, type RuleTerms } from '../../domain/rules/rule';
import { type Db, firstRow, inTransaction, PATIENT_MS, type Pool, rows } from '../query';
import { currentRules } from './store';

const Sums = z.object({
  anomalies: z.number(),
  cases: z.number(),
  below: z.number(),
  now: z.number(),
  largest: z.number(),
  rerouted: z.number(),
});
const Example = z.object({
  key: z.record(z.string(), z.string().nullable()),
  anomalies: z.number(),
  cases: z.number(),
  first: z.date().nullable(),
  last: z.date().nullable(),
});
export interface DryRun extends z.output<typeof Sums> {
  /** The groups with the most anomalies. */
  examples: z.output<typeof Example>[];
}

/** Each field of an anomaly that a rule may look at: as posted, else as its case has it from the registers. */
const OF: Record<MatchField, string> = {
  source: 'a.source',
  dataset: 'a.dataset',
  check: 'a.check_code',
  parameter: 'a.parameter',
  severity: 'a.severity',
  family: 'c.family',
  supplier: `coalesce(a.doc ->> 'supplier', c.supplier)`,
  platform: `coalesce(a.doc ->> 'platform', c.platform)`,
  cruise: `coalesce(a.doc ->> 'cruise', a.doc ->> 'campaign', c.cruise)`,
  sensor: `coalesce(a.doc ->> 'sensor', c.sensor)`,
};

/** `field = $n and …` over the table `f` of fields; the values go to `values`. */
function conditionOf(matchers: readonly Matcher[], values: unknown[]): string {
  const one = ({ field, op, value }: Matcher): string => {
    values.push(value);
    return op === 'is' ? `f."${field}" = $${values.length}` : `starts_with(f."${field}", $${values.length})`;
  };
  return matchers.length === 0 ? 'true' : matchers.map(one).join(' and ');
}

/** SQL: how many cases of what is `taken` are not where the route in this parameter sends them. */
const rerouted = (parameter: number): string => {
  const differs = (of: string, field: string): string =>
    `($${parameter}::jsonb ->> '${field}' is not null and ${of} is distinct from $${parameter}::jsonb ->> '${field}')`;
  return `(select count(*) from anomaly_case k left join contact o on o.id = k.contact where k.id in (select case_id from taken)
            and (${differs('k.supplier', 'supplier')} or ${differs('o.code', 'contact')} or ${differs('o.role', 'role')}))`;
};

const EXAMPLES_MAX = 10;

/**
 * What a rule would make of the anomalies first seen from `from` until `until`: of those that no rule before it takes, how
 * many it matches and how many cases they would be, split by gap, age and cap, and how many too small to ask anybody; of the cases in which they are, how
 * many are somebody else's than the rule says. Nothing is written.
 */
export const dryRun = (pool: Pool, rule: RuleTerms, over: { from: Date; until: Date }): Promise<DryRun> =>
  inTransaction(pool, async (tx) => tryRule(tx, rule, await currentRules(tx), over), PATIENT_MS);

async function tryRule(
  db: Db,
  rule: RuleTerms,
  current: readonly Rule[],
  { from, until }: { from: Date; until: Date },
): Promise<DryRun> {
  const values: unknown[] = [from, until, rule.gapMs, rule.maxAgeMs, rule.cap, rule.threshold];
  const own = conditionOf(rule.matchers, values);
  const before = current
    .filter((other) => other.code !== rule.code && ruleOrder(other, rule) < 0)
    .map((other) => `not coalesce(${conditionOf(other.matchers, values)}, false)`);
  const groups = groupsOf(rule.groupBy, [own, ...before].join(' and '));
  const sums = await firstRow(
    db,
    Sums,
    `${groups} select coalesce(sum(n), 0)::bigint as anomalies, coalesce(sum(cases), 0)::bigint as cases, coalesce(sum(below), 0)::bigint as below, coalesce(max(n), 0)::bigint as largest,
            (select count(distinct case_id) from taken) as now, ${rerouted(values.length + 1)} as rerouted from grouped`,
    [...values, rule.route && JSON.stringify(rule.route)],
  );
  const key = `jsonb_build_object(${rule.groupBy.map((field) => `'${field}', "${field}"`).join(', ')})`;
  const examples = await rows(
    db,
    Example,
    `${groups} select ${key} as key, n as anomalies, cases, first, last from grouped order by n desc, ${key}::text limit ${EXAMPLES_MAX}`,
    values,
  );
  if (!sums) throw new Error('a sum gave no row');
  return { ...sums, examples };
}

/** A group is a key; within it a new stretch begins where the data are further apart than the gap. */
function groupsOf(groupBy: readonly GroupField[], condition: string): string {
  const fields = Object.entries(OF).map(([name, sql]) => `${sql} as "${name}"`);
  const key = groupBy.map((field) => `"${field}"`).join(', ');
  return `with f as (
      select a.case_id, a.suppressed_by is null as counts, a.first_seen, a.time_start as t0, coalesce(a.time_end, a.time_start) as t1, ${fields.join(', ')}
        from anomaly a join anomaly_case c on c.id = a.case_id where a.first_seen >= $1 and a.first_seen < $2
    ), taken as (select * from f where ${condition}
    ), apart as (
      select *, (t0 - max(t1) over (partition by ${key} order by t0 nulls last rows between unbounded preceding and 1 preceding)
                 > make_interval(secs => $3::bigint / 1000.0))::int as begins from taken
    ), stretches as (
      select *, coalesce(sum(begins) over (partition by ${key} order by t0 nulls last), 0) as stretch from apart
    ), aged as (
      select *, floor(extract(epoch from first_seen - min(first_seen) over (partition by ${key}, stretch)) * 1000 / $4::bigint) as age from stretches
    ), cases as (
      select ${key}, count(*) as n, ceil(count(*) / $5::numeric) as made, floor(count(*) filter (where counts) / $5::numeric)
             + (count(*) filter (where counts) % $5::int >= $6::int)::int as cases, min(t0) as first, max(t1) as last from aged group by ${key}, stretch, age
    ), grouped as (
      select ${key}, sum(n)::bigint as n, sum(cases)::bigint as cases, sum(made - cases)::bigint as below, min(first) as first, max(last) as last from cases group by ${key}
    )`;
}
