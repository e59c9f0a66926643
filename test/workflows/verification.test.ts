import { z } from 'zod';
import { setAppliedVersion } from '../../db/decisions';
import { postDeps, takePost } from '../../db/ingest/post';
import { firstRow, inTransaction, rows, run } from '../../db/query';
import { tell } from '../../db/cases';
import type { ReadItem } from '../../domain/anomaly';
import type { AnswerCode } from '../../domain/answer';
import { readItem } from '../../formats/anomaly-item';
import { useDatabase } from '../support/database';
import { item } from '../support/post';
import { DESK } from '../support/posting';
import { answer, aSupplier, factsOf, openTasks, say, storyOf } from '../support/stories';
import { useTime } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);
const now = (): Date => time.clock();

let runs = 0;
/** A complete run of the check over a dataset in one version, which found these. */
async function checked(dataset: string, version: string | null, found: readonly Record<string, unknown>[]) {
  runs += 1;
  async function* reading(): AsyncGenerator<ReadItem> {
    for (const [index, one] of found.entries()) yield readItem({ ...one, dataset }, { index, line: null });
  }
  const head = {
    id: `checked-${runs}`,
    owner: 'x',
    apiKey: null,
    format: 'f',
    source: 'tsg-qc',
    dataset,
    dataVersion: version,
    complete: true,
  };
  const result = await takePost(postDeps(db.pool, now), head, DESK, {
    items: reading(),
    truncated: () => false,
    checks: () => [{ check: 'qartod.spike_test', parameter: null }],
  });
  if (!result.ok) throw new Error(result.refusal);
  await time.settled();
}

const of = (version: string | null, patch = {}) =>
  item({
    source: 'tsg-qc',
    time: '2026-02-01T00:00:00Z',
    ...(version !== null && { data_version: version }),
    ...patch,
  });

/** A case of this dataset whose correction the pipeline says it has applied, in this version. */
async function applied(dataset: string, version: string | null, code: AnswerCode = 'corrected_data'): Promise<number> {
  const supplier = await aSupplier(db.pool);
  await checked(dataset, '1', [of('1', { supplier: supplier.code })]);
  const found = await firstRow(
    db.pool,
    z.object({ id: z.number() }),
    'select id from anomaly_case where dataset = $1',
    [dataset],
  );
  const id = found?.id ?? 0;
  await say(db.pool, id, 'desk', { type: 'send' }, now());
  await time.settled();
  await correct(id, version, `contact:${supplier.contacts[0]}`, 1, code);
  return id;
}

async function correct(
  id: number,
  version: string | null,
  author: string,
  answerVersion: number,
  code: AnswerCode = 'corrected_data',
): Promise<void> {
  await answer(db.pool, id, { code, version: answerVersion, author, askAgainAt: null }, now());
  await say(db.pool, id, 'desk', { type: 'approve', version: answerVersion, approver: 'person:a' }, now());
  await time.settled();
  await inTransaction(db.pool, async (tx) => {
    await tell(tx, id, { event: { type: 'applied' }, side: 'pipeline', actor: DESK, at: now() });
    await setAppliedVersion(tx, id, version);
  });
  await time.settled();
}

const reasons = async (id: number): Promise<unknown[]> =>
  (
    await rows(
      db.pool,
      z.object({ why: z.string().nullable() }),
      `select data ->> 'why' as why from event where subject = 'case/' || $1::text and type = 'case.reopen' order by id`,
      [id],
    )
  ).map(({ why }) => why);

test('applied, and the next complete run on that version finds nothing: closed as corrected', async () => {
  const id = await applied('passes', '2');
  await checked('passes', '1', []);
  expect((await factsOf(db.pool, id)).phase).toBe('verifying');
  await checked('passes', '2', []);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'closed', outcome: 'corrected' });
  expect((await storyOf(db.pool, id)).slice(-6).map((one) => one.split(' ')[0])).toEqual([
    'approve',
    'decision.published',
    'publish',
    'applied',
    'recover',
    'verified',
  ]);
});

test('applied, and the next run finds it again in the corrected data: a regression, one degree graver, before the desk', async () => {
  const id = await applied('fails', '2');
  const { severity } = await factsOf(db.pool, id);
  await checked('fails', '1', [of('1')]);
  expect((await factsOf(db.pool, id)).phase).toBe('verifying');
  await checked('fails', '2', [of('2')]);
  const facts = await factsOf(db.pool, id);
  expect([severity, facts.severity, facts.phase, facts.outcome]).toEqual(['error', 'critical', 'triage', null]);
  expect(await reasons(id)).toEqual(['regression']);
  expect(await openTasks(db.pool, id)).toEqual(['triage']);
  const letters = time.outbox.length;
  await time.pass(40);
  expect(time.outbox).toHaveLength(letters);
  expect((await factsOf(db.pool, id)).phase).toBe('triage');
});

test('a repair mends the sensor, not the data of before it: they are found again, and nobody is asked again', async () => {
  const id = await applied('repaired', '2', 'sensor_intervention');
  await checked('repaired', '2', [of('2')]);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'verifying', severity: 'error' });
  await time.pass(400);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'closed', outcome: 'sensor_repaired' });
  await checked('repaired', '3', [of('3')]);
  expect((await factsOf(db.pool, id)).phase).toBe('closed');
  expect(await reasons(id)).toEqual([]);
});

test('data of after a repair that fail the same way are a recurrence', async () => {
  const id = await applied('worn-again', '2', 'sensor_intervention');
  await checked('worn-again', '2', [of('2', { time: LATER, supplier: await supplierOf(id) })]);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'triage', severity: 'error', outcome: null });
  expect(await reasons(id)).toEqual(['recurrence']);
});

test('without a version in the receipt, whatever complete run comes next decides', async () => {
  const id = await applied('unversioned', null);
  await checked('unversioned', null, [of('1')]);
  expect((await factsOf(db.pool, id)).phase).toBe('triage');
  expect(await reasons(id)).toEqual(['regression']);
});

const supplierOf = async (id: number): Promise<string | undefined> =>
  (await firstRow(db.pool, z.object({ supplier: z.string() }), 'select supplier from anomaly_case where id = $1', [id]))
    ?.supplier;
const LATER = '2026-02-01T06:00:00Z';

test('other data that fail as the corrected ones did are the same trouble again: opened again, counted, no degree graver', async () => {
  const id = await applied('newer', '2');
  await checked('newer', '2', [of('2', { time: LATER, supplier: await supplierOf(id) })]);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'triage', severity: 'error', outcome: null });
  expect(await reasons(id)).toEqual(['recurrence']);
  expect(await openTasks(db.pool, id)).toEqual(['triage']);
  await time.pass(400);
  expect((await factsOf(db.pool, id)).phase).toBe('triage');
});

test('other data of an older version tell nothing: the next clean run on the corrected ones closes as corrected', async () => {
  const id = await applied('older', '2');
  await checked('older', '1.9', [of('1.9', { time: LATER, supplier: await supplierOf(id) })]);
  expect((await factsOf(db.pool, id)).phase).toBe('verifying');
  await checked('older', '2', []);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'closed', outcome: 'corrected' });
  expect(await reasons(id)).toEqual([]);
});

test('without any version, what a run that began after the correction finds in other data is the trouble back', async () => {
  const id = await applied('bare', null);
  await time.pass(1);
  await checked('bare', null, [of(null, { time: LATER, supplier: await supplierOf(id) })]);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'triage', outcome: null });
  expect(await reasons(id)).toEqual(['recurrence']);
});

test('closed as corrected and found again: opened again, asked again, corrected again, each time with its own decision', async () => {
  const id = await applied('again', '2');
  await checked('again', '2', []);
  await checked('again', '3', [of('3')]);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'triage', severity: 'critical' });
  await say(db.pool, id, 'desk', { type: 'send' }, now());
  await time.settled();
  await correct(id, '4', 'contact:1', 2);
  await checked('again', '4', []);
  expect(await factsOf(db.pool, id)).toMatchObject({ phase: 'closed', outcome: 'corrected' });
  expect(await run(db.pool, 'select from decision where case_id = $1', [id])).toBe(2);
});
