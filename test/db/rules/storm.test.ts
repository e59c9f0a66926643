import { z } from 'zod';
import { saveRule } from '../../../db/rules/store';
import { reasonsOf } from '../../../db/rules/why';
import { tell } from '../../../db/cases';
import { inTransaction, openPool, rows } from '../../../db/query';
import type { RuleTerms } from '../../../domain/rules/rule';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item } from '../../support/post';
import { DESK, posting } from '../../support/posting';
import { ruleTerms } from '../../support/rules';

const db = useDatabase();
const post = posting(db);
const MINUTE_MS = 60_000;
const later = (minutes: number): Date => new Date(AT.getTime() + minutes * MINUTE_MS);

let rules = 0;
/** A source whose check may have so many open and open so many cases an hour. */
async function capped(patch: Partial<RuleTerms>): Promise<string> {
  rules += 1;
  const source = `stormy-${rules}`;
  const matchers = [{ field: 'source', op: 'is', value: source }] as const;
  const terms = ruleTerms({ code: source, priority: 10, matchers: [...matchers], maxAgeMs: 86_400_000, ...patch });
  const saved = await saveRule(db.pool, terms, null, DESK, AT);
  if (!saved.ok) throw new Error(saved.refusal);
  return source;
}
const many = (source: string, from: number, count: number, patch: (n: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, n) => item({ source, locus: `row ${from + n}`, ...patch(from + n) }));

const Storm = z.object({
  id: z.number(),
  uuid: z.string(),
  folded: z.number(),
  sample: z.array(z.record(z.string(), z.unknown())),
});
const stormsOf = (source: string) =>
  rows(
    db.pool,
    Storm,
    `select c.id, a.uuid, (a.doc -> 'extra' ->> 'folded')::int as folded, a.doc -> 'extra' -> 'sample' as sample
       from anomaly_case c join anomaly a on a.case_id = c.id where c.source = $1 and c.check_code = 'storm' order by c.id`,
    [source],
  );
const storedOf = async (source: string): Promise<number> =>
  (
    await rows(
      db.pool,
      z.object({ n: z.number() }),
      `select count(*) as n from anomaly where source = $1 and check_code <> 'storm'`,
      [source],
    )
  )[0]?.n ?? 0;

test('a cap holds for all sensors of a check together, also for the lanes of one large post', async () => {
  const source = await capped({ openMax: 1000 });
  const posted = many(source, 0, 6000, (n) => ({ sensor: `s${n % 300}` }));
  expect(await post(posted)).toMatchObject({ received: 6000, created: 1000, folded: 5000 });
  expect(await storedOf(source)).toBe(1000);
  expect((await stormsOf(source))[0]?.folded).toBe(5000);
});

test('what one check brings beyond its cap is folded into one case, counted exactly, with a sample of twenty', async () => {
  const source = await capped({ openMax: 50 });
  expect(await post(many(source, 0, 40))).toMatchObject({ received: 40, created: 40, folded: 0 });
  expect(await stormsOf(source)).toEqual([]);
  expect(await post(many(source, 30, 70))).toMatchObject({ received: 70, created: 10, duplicate: 10, folded: 50 });
  expect(await post(many(source, 100, 2500))).toMatchObject({ received: 2500, created: 0, folded: 2500 });
  const [storm, ...others] = await stormsOf(source);
  expect([storm?.folded, others]).toEqual([2550, []]);
  expect(await reasonsOf(db.pool, storm?.uuid ?? '')).toMatchObject({ code: source, subject: { check: 'storm' } });
  expect(storm?.sample).toHaveLength(20);
  expect(storm?.sample[0]).toMatchObject({ dataset: 'leg-1', sensor: 'SBE21-1', time: '2026-03-01T10:00:00Z' });
  expect(storm?.sample[0]).not.toHaveProperty('observed');
  expect(await storedOf(source)).toBe(50);
  expect(await post([item({ source, locus: 'row 3', observed: { value: 7 } })])).toMatchObject({ updated: 1 });
  expect(await post([item({ source, locus: 'other', check: 'gap_test' })])).toMatchObject({ created: 1 });
});

test('eight posts at once lose nothing and store no more than the cap: stored and folded add up to what was posted', async () => {
  const source = await capped({ openMax: 50 });
  const pool = openPool(db.url, 8);
  const racing = posting({ ...db, pool });
  const counts = await Promise.all(Array.from({ length: 8 }, (_, n) => racing(many(source, n * 900, 900))));
  await pool.end();
  const sum = (of: 'received' | 'created' | 'folded'): number => counts.reduce((total, one) => total + one[of], 0);
  expect(sum('created') + sum('folded')).toBe(7200);
  expect(await stormsOf(source)).toMatchObject([{ folded: sum('folded') }]);
  expect(await storedOf(source)).toBe(sum('created'));
  expect(sum('created')).toBe(50);
});

test('posts that came while the cap was far meet it exactly all the same', async () => {
  const source = await capped({ openMax: 1280 });
  const pool = openPool(db.url, 8);
  const racing = posting({ ...db, pool });
  await Promise.all(Array.from({ length: 100 }, (_, n) => racing(many(source, n * 15, 15))));
  await pool.end();
  expect(await storedOf(source)).toBe(1280);
  expect(await stormsOf(source)).toMatchObject([{ folded: 220 }]);
});

test('eight posts at once open no more cases than the cap', async () => {
  const source = await capped({ newCasesMax: 5 });
  const pool = openPool(db.url, 8);
  const racing = posting({ ...db, pool });
  const each = (n: number) => ({ sensor: `s${n}` });
  const counts = await Promise.all(Array.from({ length: 8 }, (_, n) => racing(many(source, n * 10, 10, each))));
  await pool.end();
  expect(counts.reduce((total, { created }) => total + created, 0)).toBe(5);
  expect(await stormsOf(source)).toMatchObject([{ folded: 75 }]);
});

test('a check that opens too many cases in an hour fills those that stand and is folded beyond; the next hour it opens more', async () => {
  const source = await capped({ newCasesMax: 5 });
  const each = (n: number) => ({ sensor: `s${n}` });
  expect(await post(many(source, 0, 3, each))).toMatchObject({ created: 3, folded: 0 });
  expect(await post(many(source, 0, 20, (n) => ({ ...each(n), parameter: 'TEMP' })))).toMatchObject({
    created: 5,
    folded: 15,
  });
  expect(await stormsOf(source)).toMatchObject([{ folded: 15 }]);
  expect(await post(many(source, 30, 1, each), later(61))).toMatchObject({ created: 1, folded: 0 });
});

test('once the anomalies are closed the check is heard again; a later storm is a case of its own', async () => {
  const source = await capped({ openMax: 50 });
  await post(many(source, 0, 60));
  const cases = await rows(db.pool, z.object({ id: z.number() }), 'select id from anomaly_case where source = $1', [
    source,
  ]);
  for (const { id } of cases)
    await inTransaction(db.pool, (tx) =>
      tell(tx, id, { event: { type: 'close', outcome: 'no_action' }, side: 'desk', actor: DESK, at: AT }),
    );
  const hour = (n: number) => ({ sensor: 'again', time: new Date(Date.UTC(2026, 4, 1) + n * MINUTE_MS).toISOString() });
  expect(await post(many(source, 100, 5, hour), later(5))).toMatchObject({ folded: 5 });
  expect(await post(many(source, 200, 60, hour), later(11))).toMatchObject({ created: 50, folded: 10 });
  expect((await stormsOf(source)).map(({ folded }) => folded)).toEqual([10, 15]);
});
