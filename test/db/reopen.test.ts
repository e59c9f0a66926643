import { tell } from '../../db/cases';
import { firstRow, inTransaction, run } from '../../db/query';
import { z } from 'zod';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { openCase, say } from '../support/stories';

const db = useDatabase();
const accepting = async (id: number): Promise<boolean | undefined> =>
  (
    await firstRow(db.pool, z.object({ accepting: z.boolean() }), 'select accepting from anomaly_case where id = $1', [
      id,
    ])
  )?.accepting;

test('a case reopened while a newer one of its key is being opened leaves new anomalies to the newer', async () => {
  const [old, newer] = [await openCase(db.pool, { at: AT }), await openCase(db.pool, { at: AT })];
  await say(db.pool, old, 'desk', { type: 'dismiss' }, AT);
  const ingest = await db.pool.connect();
  await ingest.query('begin');
  await ingest.query(
    'update anomaly_case n set case_key = o.case_key from anomaly_case o where n.id = $1 and o.id = $2',
    [newer, old],
  );
  const reopened = inTransaction(db.pool, (tx) =>
    tell(tx, old, { event: { type: 'reopen' }, side: 'desk', actor: { kind: 'service', id: 'test' }, at: AT }),
  );
  await waitsForALock();
  await ingest.query('commit');
  ingest.release();
  expect(await reopened).toMatchObject({ ok: true, case: { facts: { phase: 'triage' } } });
  expect([await accepting(old), await accepting(newer)]).toEqual([false, true]);
});

/** Until the other transaction stands before the row that this one has written. */
async function waitsForALock(): Promise<void> {
  const waiting = 'select from pg_stat_activity where datname = current_database() and wait_event_type = $1';
  while ((await run(db.pool, waiting, ['Lock'])) === 0) await new Promise((done) => setTimeout(done, 5));
}
