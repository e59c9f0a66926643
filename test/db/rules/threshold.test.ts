import { z } from 'zod';
import { firstRow } from '../../../db/query';
import { dryRun } from '../../../db/rules/dry-run';
import { saveRule } from '../../../db/rules/store';
import { useDatabase } from '../../support/database';
import { days } from '../../support/days';
import { AT } from '../../support/facts';
import { item } from '../../support/post';
import { DESK, posting } from '../../support/posting';
import { ruleTerms } from '../../support/rules';

const db = useDatabase();
const post = posting(db);
const { passTo } = days(db);
const DAY_MS = 86_400_000;
const day = (n: number): Date => new Date(AT.getTime() + n * DAY_MS);
const terms = ruleTerms({
  code: 'three',
  name: 'Three',
  priority: 5,
  matchers: [{ field: 'dataset', op: 'is', value: 'buoy' }],
  maxAgeMs: 10 * DAY_MS,
  cap: 100,
  threshold: 3,
});
beforeAll(async () => {
  expect((await saveRule(db.pool, terms, null, DESK, AT)).ok).toBe(true);
});
const at = (sensor: string, n: number, patch = {}) => item({ dataset: 'buoy', sensor, locus: `row ${n}`, ...patch });
const Stood = z.object({
  phase: z.string(),
  outcome: z.string().nullable(),
  step: z.string().nullable(),
  due: z.date().nullable(),
});
const standOf = (sensor: string) =>
  firstRow(
    db.pool,
    Stood,
    'select phase, outcome, next_step as step, next_due_at as due from anomaly_case where sensor = $1',
    [sensor],
  );

test('a case asks nobody before its threshold of failing anomalies is reached, then at once', async () => {
  await post([at('a', 1), at('a', 2)]);
  expect(await standOf('a')).toMatchObject({ phase: 'collecting', step: 'giveUp', due: day(10) });
  await passTo(day(2));
  await post([at('a', 1), at('a', 2, { observed: { value: 1 } })], day(2));
  expect(await standOf('a')).toMatchObject({ phase: 'collecting', step: 'giveUp' });
  await post([at('a', 3)], day(3));
  expect(await standOf('a')).toMatchObject({ step: 'endGroupingWait' });
  await passTo(day(3));
  expect(await standOf('a')).toMatchObject({ phase: 'triage' });
});

test('only what fails counts: one that has recovered is missing, and when it fails again it is there', async () => {
  await post([at('b', 1), at('b', 2)]);
  await post([at('b', 1, { action: 'resolve' }), at('b', 3)], day(0));
  await passTo(day(1));
  expect(await standOf('b')).toMatchObject({ phase: 'collecting', step: 'giveUp' });
  await post([at('b', 1, { observed: { value: 3 } })], day(1));
  expect(await standOf('b')).toMatchObject({ step: 'endGroupingWait' });
  await post([at('b', 2, { action: 'resolve' })], day(1));
  expect(await standOf('b')).toMatchObject({ step: 'giveUp' });
});

test('a case that never has enough is dismissed when it takes in no more, and says so', async () => {
  await post([at('c', 1)]);
  await passTo(day(11));
  expect(await standOf('c')).toMatchObject({ phase: 'dismissed', outcome: 'no_action', step: null });
  const told = await firstRow(
    db.pool,
    z.object({ at: z.date(), data: z.record(z.string(), z.unknown()) }),
    `select e.at, e.data from event e join anomaly_case c on e.subject = 'case/' || c.id where c.sensor = 'c' and e.type = 'case.too_few'`,
  );
  expect(told).toMatchObject({ at: day(10), data: { open: 1, needed: 3 } });
});

test('a dry run tells the cases that would ask from those too small to', async () => {
  const over = { from: day(-1), until: day(30) };
  expect(await dryRun(db.pool, { ...terms, maxAgeMs: 60 * DAY_MS }, over)).toMatchObject({
    anomalies: 7,
    cases: 2,
    below: 1,
  });
  expect(await dryRun(db.pool, { ...terms, threshold: 1, maxAgeMs: 60 * DAY_MS }, over)).toMatchObject({
    cases: 3,
    below: 0,
  });
});
