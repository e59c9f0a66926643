import { z } from 'zod';
import { setAppliedVersion } from '../../../db/decisions';
import { tell } from '../../../db/cases';
import { firstRow, inTransaction, rows } from '../../../db/query';
import { rowsOfRun } from '../../../db/runs';
import type { Outcome } from '../../../domain/answer';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item } from '../../support/post';
import { DESK, posting } from '../../support/posting';

const db = useDatabase();
const post = posting(db);
const day = (n: number, sensor: string, patch = {}) =>
  item({ sensor, time: new Date(Date.UTC(2026, 0, n)).toISOString(), data_version: '1', check_version: '1', ...patch });

const Stood = z.object({
  id: z.number(),
  phase: z.string(),
  severity: z.string(),
  anomalies: z.number(),
  quiet: z.number(),
  recurrences: z.number(),
  follows: z.number().nullable(),
});
const casesOf = (sensor: string) =>
  rows(
    db.pool,
    Stood,
    `select c.id, c.phase, c.severity, c.recurrences, c.previous_case as follows,
            (select count(*) from anomaly a where a.case_id = c.id) as anomalies,
            (select count(*) from anomaly a where a.case_id = c.id and a.suppressed_by is not null) as quiet
       from anomaly_case c where c.sensor = $1 order by c.id`,
    [sensor],
  );

const close = (id: number, outcome: Outcome, applied: string | null = null): Promise<void> =>
  inTransaction(db.pool, async (tx) => {
    await tell(tx, id, { event: { type: 'close', outcome }, side: 'desk', actor: DESK, at: AT });
    await setAppliedVersion(tx, id, applied);
  });

/** A case about 1 to 9 January that ended so. */
async function ended(sensor: string, outcome: Outcome, applied: string | null = null): Promise<number> {
  await post([day(1, sensor), day(9, sensor)]);
  const id = (await casesOf(sensor))[0]?.id ?? 0;
  await close(id, outcome, applied);
  return id;
}

test('what was received before the close and stored after it joins the case, which stays closed', async () => {
  await post([day(1, 'before'), day(9, 'before')]);
  const id = (await casesOf('before'))[0]?.id ?? 0;
  const others = Array.from({ length: 2500 }, (_, n) => item({ sensor: 'other', locus: `row ${n}` }));
  await post([...others, () => close(id, 'corrected', '1'), day(5, 'before', { data_version: '7' })]);
  expect(await casesOf('before')).toMatchObject([{ phase: 'closed', anomalies: 3 }]);
  await post([day(6, 'before', { data_version: '7' })]);
  expect(await casesOf('before')).toMatchObject([{ phase: 'triage', anomalies: 4 }]);
});

test('an older version of corrected data is late evidence: attached, counted, closed', async () => {
  await ended('evidence', 'corrected', '2');
  expect(await post([day(5, 'evidence')])).toMatchObject({ created: 1 });
  expect(await casesOf('evidence')).toMatchObject([{ phase: 'closed', anomalies: 3, quiet: 0 }]);
});

test('corrected data that fail again reopen the case, one degree graver, before the desk', async () => {
  await ended('regress', 'corrected', '2');
  await post([day(9, 'regress', { data_version: '2' })]);
  expect(await casesOf('regress')).toMatchObject([{ phase: 'triage', severity: 'critical', anomalies: 2 }]);
  const event = await firstRow(
    db.pool,
    z.object({ data: z.looseObject({ why: z.string() }) }),
    `select data from event where type = 'case.reopen' order by id desc limit 1`,
  );
  expect(event?.data.why).toBe('regression');
});

test('new data that fail within 30 days of the repair are a recurrence; later ones a new case that follows the old', async () => {
  const old = await ended('recur', 'sensor_repaired');
  await post([day(20, 'recur')]);
  expect(await casesOf('recur')).toMatchObject([{ phase: 'triage', recurrences: 1, severity: 'error', anomalies: 3 }]);
  const other = await ended('recur2', 'sensor_repaired');
  await post([day(60, 'recur2')]);
  expect(await casesOf('recur2')).toMatchObject([
    { phase: 'closed', anomalies: 2 },
    { phase: 'collecting', anomalies: 1, follows: other },
  ]);
  expect(old).not.toBe(other);
});

test('eliminated data stay quiet whatever comes of them, and every row is counted', async () => {
  await ended('gone', 'eliminated');
  const account = await post([
    day(5, 'gone'),
    day(9, 'gone', { observed: { value: 7 }, data_version: '9' }),
    day(1, 'gone'),
    day(20, 'gone'),
  ]);
  expect(account).toMatchObject({ received: 4, suppressed: 2, duplicate: 1, created: 1 });
  expect(await rowsOfRun(db.pool, account.run, 'suppressed', 10, 0)).toHaveLength(2);
  expect(await casesOf('gone')).toMatchObject([
    { phase: 'closed', anomalies: 3, quiet: 2 },
    { phase: 'collecting', anomalies: 1 },
  ]);
});

test('what was judged good stays quiet for that version of the check; a new version asks anew', async () => {
  const id = await ended('good', 'false_positive');
  expect(await post([day(5, 'good')])).toMatchObject({ suppressed: 1, created: 0 });
  expect(await casesOf('good')).toMatchObject([{ phase: 'closed', quiet: 1 }]);
  expect(await post([day(6, 'good', { check_version: '2' })])).toMatchObject({ suppressed: 0, created: 1 });
  expect(await casesOf('good')).toMatchObject([
    { phase: 'closed', anomalies: 3 },
    { phase: 'collecting', anomalies: 1, follows: id },
  ]);
});
