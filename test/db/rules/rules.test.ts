import { z } from 'zod';
import { dryRun } from '../../../db/rules/dry-run';
import { currentRules, saveRule, versionsOf } from '../../../db/rules/store';
import { openPool, rows } from '../../../db/query';
import type { RuleTerms } from '../../../domain/rules/rule';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item } from '../../support/post';
import { DESK, posting } from '../../support/posting';
import { ruleTerms } from '../../support/rules';

const db = useDatabase();
const post = posting(db);
const DAY_MS = 86_400_000;
const later = (days: number): Date => new Date(AT.getTime() + days * DAY_MS);
const at = (day: number, sensor: string, patch = {}) =>
  item({ sensor, time: new Date(Date.UTC(2026, 0, 1) + day * DAY_MS).toISOString(), ...patch });

const terms = (patch: Partial<RuleTerms> & Pick<RuleTerms, 'code'>): RuleTerms =>
  ruleTerms({ groupBy: ['dataset'], ...patch });
const save = async (rule: RuleTerms, after: number | null = null) => {
  const saved = await saveRule(db.pool, rule, after, DESK, AT);
  if (!saved.ok) throw new Error(saved.refusal);
  return saved.rule;
};
const Shown = z.object({
  sensor: z.string().nullable(),
  anomalies: z.number(),
  trusted: z.boolean(),
  rule: z.string().nullable(),
  version: z.number().nullable(),
  follows: z.number().nullable(),
  id: z.number(),
});
const casesOf = (dataset: string) =>
  rows(
    db.pool,
    Shown,
    `select c.id, c.sensor, c.trusted, r.code as rule, r.version, c.previous_case as follows,
            (select count(*) from anomaly a where a.case_id = c.id) as anomalies
       from anomaly_case c left join rule r on r.id = c.rule_version where c.dataset = $1 order by c.id`,
    [dataset],
  );

test('the first rule that matches makes the case, by equality or prefix; two rules never share one', async () => {
  await save(
    terms({ code: 'by-dataset', priority: 5, matchers: [{ field: 'dataset', op: 'starts', value: 'glider-' }] }),
  );
  await save(terms({ code: 'too-late', priority: 6, matchers: [{ field: 'dataset', op: 'is', value: 'glider-1' }] }));
  await post([
    at(1, 'a', { dataset: 'glider-1' }),
    at(1, 'b', { dataset: 'glider-1' }),
    at(1, 'a', { dataset: 'ship-1' }),
  ]);
  await post([at(1, 'b', { dataset: 'ship-1' })]);
  expect(await casesOf('glider-1')).toMatchObject([{ anomalies: 2, rule: 'by-dataset' }]);
  expect(await casesOf('ship-1')).toMatchObject([
    { sensor: 'a', anomalies: 1, rule: 'default' },
    { sensor: 'b', anomalies: 1, rule: 'default' },
  ]);
});

test('an edit makes a new version, the old one stays with the cases it made, and who edits second is told', async () => {
  const first = terms({ code: 'versioned', priority: 7, matchers: [{ field: 'dataset', op: 'is', value: 'v' }] });
  await save(first);
  await post([at(1, 'a', { dataset: 'v' })]);
  const second = await save({ ...first, groupBy: ['sensor'] }, 1);
  expect(second.version).toBe(2);
  expect(await saveRule(db.pool, { ...first, name: 'other' }, 1, DESK, AT)).toEqual({ ok: false, refusal: 'outdated' });
  expect(await saveRule(db.pool, first, null, DESK, AT)).toEqual({ ok: false, refusal: 'exists' });
  expect((await save({ ...first, groupBy: ['sensor'] }, 2)).version).toBe(2);
  await post([at(2, 'a', { dataset: 'v' })]);
  expect(await casesOf('v')).toMatchObject([{ version: 1 }, { version: 2 }]);
  expect((await versionsOf(db.pool, 'versioned')).map(({ version, isCurrent }) => [version, isCurrent])).toEqual([
    [2, true],
    [1, false],
  ]);
  expect((await currentRules(db.pool)).at(-1)?.code).toBe('default');
});

test('a rule is asked only while it is valid', async () => {
  const rule = terms({ code: 'dated', priority: 8, matchers: [{ field: 'dataset', op: 'is', value: 'dated' }] });
  await save({ ...rule, validFrom: later(1), validUntil: later(2) });
  await post([at(1, 'd', { dataset: 'dated' })]);
  await post([at(2, 'd', { dataset: 'dated' })], later(1));
  await post([at(3, 'd', { dataset: 'dated' })], later(2));
  expect((await casesOf('dated')).map(({ rule: code, anomalies }) => [code, anomalies])).toEqual([
    ['default', 2],
    ['dated', 1],
  ]);
});

test('a case of a rule that asks for approval goes to the desk although its source is trusted', async () => {
  await db.pool.query(`insert into source (code, name, trusted) values ('sure', 'Sure', true)`);
  await save(
    terms({
      code: 'candidate',
      priority: 9,
      requireApproval: true,
      matchers: [{ field: 'dataset', op: 'is', value: 'cand' }],
    }),
  );
  await post([at(1, 'a', { dataset: 'cand', source: 'sure' }), at(1, 'plain', { dataset: 'plain', source: 'sure' })]);
  expect(await casesOf('cand')).toMatchObject([{ trusted: false }]);
  expect(await casesOf('plain')).toMatchObject([{ trusted: true }]);
});

const GAP = { gapMs: 3 * DAY_MS, groupBy: ['sensor' as const] };

test('data further apart than the gap are cases of their own, the later following the earlier; the gap rolls', async () => {
  const matchers = [{ field: 'dataset' as const, op: 'is' as const, value: 'gap' }];
  await save(terms({ code: 'gap', priority: 10, matchers, ...GAP }));
  await post([at(20, 'a', { dataset: 'gap' }), at(3, 'a', { dataset: 'gap' }), at(1, 'a', { dataset: 'gap' })]);
  const [early, late] = await casesOf('gap');
  expect([early?.anomalies, late?.anomalies, late?.follows]).toEqual([2, 1, early?.id]);
  await post([9, 7, 5].map((day) => at(day, 'a', { dataset: 'gap' })));
  expect((await casesOf('gap')).map(({ anomalies }) => anomalies)).toEqual([5, 1]);
  await post([at(22, 'a', { dataset: 'gap' }), at(2, 'a', { dataset: 'gap' })]);
  expect((await casesOf('gap')).map(({ anomalies }) => anomalies)).toEqual([6, 2]);
  await post([at(40, 'a', { dataset: 'gap' })]);
  expect((await casesOf('gap')).map(({ anomalies }) => anomalies)).toEqual([6, 2, 1]);
});

test('a case takes in no more than its rule’s cap, nor after its age, save late rows of its own data', async () => {
  const matchers = [{ field: 'dataset' as const, op: 'starts' as const, value: 'small' }];
  await save(terms({ code: 'small', priority: 11, cap: 150, maxAgeMs: DAY_MS, matchers }));
  const many = (from: number) =>
    Array.from({ length: 100 }, (_, n) => item({ dataset: 'small', locus: `row ${from + n}`, time: undefined }));
  await post(many(0));
  await post(many(100));
  await post(many(200));
  expect((await casesOf('small')).map(({ anomalies }) => anomalies)).toEqual([200, 100]);
  await post([at(1, 'a', { dataset: 'small-2' }), at(5, 'a', { dataset: 'small-2' })]);
  await post([at(2, 'a', { dataset: 'small-2' }), at(6, 'a', { dataset: 'small-2' })], later(2));
  expect((await casesOf('small-2')).map(({ anomalies }) => anomalies)).toEqual([3, 1]);
});

test('200 posts of one key at once make one case that holds all of them', async () => {
  const pool = openPool(db.url, 8);
  const racing = posting({ ...db, pool });
  await Promise.all(Array.from({ length: 200 }, (_, n) => racing([item({ dataset: 'race', locus: `row ${n}` })])));
  await pool.end();
  expect(await casesOf('race')).toMatchObject([{ anomalies: 200 }]);
});

test('a dry run says how many anomalies would make how many cases, less what an earlier rule takes', async () => {
  await post([1, 2, 30, 31].flatMap((day) => ['a', 'b'].map((sensor) => at(day, sensor, { dataset: 'dry' }))));
  const rule = terms({ code: 'draft', priority: 50, matchers: [{ field: 'dataset', op: 'starts', value: 'dry' }] });
  const over = { from: later(-1), until: later(1) };
  expect(await dryRun(db.pool, rule, over)).toMatchObject({ anomalies: 8, cases: 1, now: 2, largest: 8 });
  const apart = { ...rule, ...GAP };
  expect(await dryRun(db.pool, apart, over)).toMatchObject({
    anomalies: 8,
    cases: 4,
    examples: [
      { key: { sensor: 'a' }, anomalies: 4, cases: 2 },
      { key: { sensor: 'b' }, anomalies: 4, cases: 2 },
    ],
  });
  expect(await dryRun(db.pool, { ...rule, cap: 3 }, over)).toMatchObject({ anomalies: 8, cases: 3 });
  expect(await dryRun(db.pool, rule, { from: later(1), until: later(2) })).toMatchObject({ anomalies: 0 });
  await save({ ...rule, code: 'earlier', priority: 49 });
  expect(await dryRun(db.pool, rule, over)).toMatchObject({ anomalies: 0, cases: 0 });
});
