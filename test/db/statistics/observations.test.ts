import { placeEvents } from '../../../db/events';
import { recordObservations } from '../../../db/statistics/observations';
import { lastPosition, readReport } from '../../../db/statistics/report';
import { run } from '../../../db/query';
import { perMillion } from '../../../domain/statistics';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item } from '../../support/post';
import { posting } from '../../support/posting';

const db = useDatabase();
const DESK = { kind: 'service', id: 'test' } as const;

/** A run of a dataset that says how many points its checks looked at. */
async function ran(id: string, dataset: string, complete: boolean, tested: number): Promise<void> {
  await run(
    db.pool,
    `insert into run (id, format, source, dataset, complete, owner, started_at) values ($1, 'f', 'tsg', $2, $3, 'x', $4)`,
    [id, dataset, complete, AT],
  );
  const checks = [
    { check: 'qartod.spike_test', parameter: 'PSAL', tested },
    { check: 'qartod.flat_line_test', parameter: 'PSAL', tested: tested / 2 },
  ];
  await recordObservations(db.pool, id, checks, DESK, AT);
  await recordObservations(db.pool, id, checks, DESK, AT);
}

test('anomalies per million count only datasets whose runs told their observations, a complete run once', async () => {
  const post = posting(db);
  await post([
    item({ dataset: 'told', time: '2026-03-01T10:00:00Z' }),
    item({ dataset: 'told', time: '2026-03-01T11:00:00Z' }),
    item({ dataset: 'silent', sensor: 'other' }),
  ]);
  await ran('whole-1', 'told', true, 400_000);
  await ran('whole-2', 'told', true, 500_000);
  await placeEvents(db.pool);
  const scope = {
    from: AT,
    until: new Date(AT.getTime() + 1),
    upTo: await lastPosition(db.pool),
    only: {},
    hideRestrictedAt: null,
  };
  const { whole, lines } = await readReport(db.pool, scope, 'check');
  expect(whole.anomalies).toBe(3);
  expect([whole.observations, perMillion(whole)]).toEqual([500_000, 4]);
  expect(lines.map(({ value, observations }) => [value, observations])).toEqual([['qartod.spike_test', 500_000]]);
  await ran('part-1', 'silent', false, 1_000_000);
  await ran('part-2', 'silent', false, 1_000_000);
  await placeEvents(db.pool);
  const after = await readReport(db.pool, { ...scope, upTo: await lastPosition(db.pool) }, 'sensor');
  expect(after.whole.observations).toBe(2_500_000);
  expect(after.lines.map(({ value, observations }) => [value, observations])).toEqual(
    expect.arrayContaining([
      ['SBE21-1', 500_000],
      ['other', 2_000_000],
    ]),
  );
  expect((await readReport(db.pool, scope, 'sensor')).whole.observations).toBe(500_000);
});
