import { z } from 'zod';
import { tell } from '../../db/cases';
import { firstRow, inTransaction, rows } from '../../db/query';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { item } from '../support/post';
import { DESK, posting } from '../support/posting';

const db = useDatabase();
const post = posting(db);
beforeAll(() =>
  db.pool.query(`insert into source (code, name, trusted) values ('sure', 'Sure', true);
    insert into supplier (code, name) values ('S', 'S');
    insert into contact (code, supplier, name, email) values ('s', 'S', 'Sam', 'sam@example.org')`),
);
const Stood = z.object({ id: z.number(), phase: z.string(), letters: z.number(), anomalies: z.number() });
const standOf = async (sensor: string) =>
  (await firstRow(
    db.pool,
    Stood,
    `select c.id, c.phase, c.letters + (select count(*) from letter_line l where l.case_id = c.id) as letters,
            (select count(*) from anomaly a where a.case_id = c.id) as anomalies from anomaly_case c where c.sensor = $1`,
    [sensor],
  )) ?? { id: 0, phase: 'none', letters: 0, anomalies: 0 };
const waited = async (sensor: string): Promise<void> => {
  const { id } = await standOf(sensor);
  const over = { event: { type: 'grouping_wait_over' } as const, side: 'clock' as const, actor: DESK, at: AT };
  await inTransaction(db.pool, (tx) => tell(tx, id, over));
};
const failing = (sensor: string, patch = {}) => item({ source: 'sure', supplier: 'S', sensor, ...patch });

test('what failed and was well again within the grouping wait is asked of no supplier; what fails again is', async () => {
  await post([failing('brief'), failing('back'), failing('steady')]);
  await post([failing('brief', { action: 'resolve' }), failing('back', { action: 'resolve' })]);
  await post([failing('back')]);
  for (const sensor of ['brief', 'back', 'steady']) await waited(sensor);
  expect(await standOf('brief')).toMatchObject({ phase: 'triage', letters: 0 });
  expect(await standOf('back')).toMatchObject({ phase: 'notified' });
  expect(await standOf('steady')).toMatchObject({ phase: 'notified' });
});

test('a new value of what was asked about asks nothing more', async () => {
  await post([failing('again')]);
  await waited('again');
  const before = await standOf('again');
  expect(await post([failing('again', { observed: { value: 9 } })])).toMatchObject({ updated: 1, created: 0 });
  expect(await post([failing('again', { observed: { value: 9 } })])).toMatchObject({ duplicate: 1 });
  expect(await standOf('again')).toEqual(before);
});

function* orders<T>(of: readonly T[]): Generator<T[]> {
  if (of.length === 0) yield [];
  for (const [n, first] of of.entries()) for (const rest of orders(of.toSpliced(n, 1))) yield [first, ...rest];
}
const State = z.object({
  locus: z.string(),
  seen: z.number(),
  severity: z.string(),
  start: z.date(),
  end: z.date(),
  case: z.string(),
});

test('five events in any order leave the same anomalies in the same case', async () => {
  const range = (locus: string, start: number, end: number, severity: string) => ({
    locus,
    severity,
    time: undefined,
    time_range: { start: `2026-03-01T1${start}:00:00Z`, end: `2026-03-01T1${end}:00:00Z` },
  });
  const events = [
    range('a', 2, 3, 'warning'),
    range('a', 2, 5, 'info'),
    range('a', 1, 3, 'critical'),
    range('b', 4, 6, 'warning'),
    range('b', 4, 7, 'error'),
  ];
  const seen = new Set<string>();
  let n = 0;
  for (const order of orders(events)) {
    const sensor = `order-${(n += 1)}`;
    const items = order.map((patch) => item({ sensor, ...patch }));
    for (const one of n % 10 === 0 ? items.map((each) => [each]) : [items]) await post(one);
    const state = await rows(
      db.pool,
      State,
      `select a.locus, a.seen, a.severity, a.time_start as start, a.time_end as end, concat_ws(' ', c.phase, c.severity, c.first_time, c.last_time) as case
         from (select *, doc ->> 'locus' as locus from anomaly) a join anomaly_case c on c.id = a.case_id where c.sensor = $1 order by 1`,
      [sensor],
    );
    seen.add(JSON.stringify(state));
  }
  expect(n).toBe(120);
  expect([...seen]).toEqual([expect.stringContaining('"seen":3,"severity":"critical"')]);
});
