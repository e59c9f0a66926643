import { z } from 'zod';
import { recordArrival } from '../../db/deliveries/arrivals';
import { listDues } from '../../db/deliveries/list';
import { whileCasesMove } from '../../db/ingest/raise';
import { poke } from '../../db/outbox';
import { firstRow, inTransaction, run } from '../../db/query';
import { editRow } from '../../db/registers';
import type { Values } from '../../domain/registers/column';
import { useDatabase } from '../support/database';
import { aSupplier, factsOf, storyOf } from '../support/stories';
import { useTime } from '../support/temporal';
import { expectationWorkflowId } from '../../workflows/messages';

const db = useDatabase();
const time = useTime(db);
const DAY_MS = 86_400_000;
const actor = { kind: 'service', id: 'test' } as const;
const edit = (register: 'expectations' | 'cruises', values: Values, code: string | null) =>
  editRow(db.pool, { register, values, code, actor, at: time.clock() });

/** A supplier that is written to without triage, and something expected of it. */
async function expecting(code: string, rule: Values) {
  const supplier = await aSupplier(db.pool);
  await run(
    db.pool,
    `insert into source (code, name, trusted) values ('vigie-flow', 'vigie-flow', true) on conflict do nothing`,
  );
  const made = await edit(
    'expectations',
    { code, name: code, supplier: supplier.code, files: [`${code}_{day}.csv`], ...rule },
    null,
  );
  expect(made).toMatchObject({ ok: true });
  await time.settled();
  return supplier;
}
const daily = (hoursFromNow: number): string =>
  new Date(time.clock().getTime() + hoursFromNow * 3_600_000).toISOString().slice(11, 16);
const statesOf = async (expectation: string): Promise<Record<string, number>> => {
  const dues = await listDues(db.pool, { expectation }, { limit: 1000, before: null });
  const counts: Record<string, number> = {};
  for (const { state } of dues) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};
const Case = z.object({ id: z.number() });
const caseOf = async (supplier: string): Promise<number> =>
  (await firstRow(db.pool, Case, 'select id from anomaly_case where supplier = $1 order by id desc', [supplier]))?.id ??
  0;
const idOf = async (code: string): Promise<number> =>
  (await firstRow(db.pool, Case, 'select id from expectation where code = $1', [code]))?.id ?? 0;
const arrive = (name: string) =>
  whileCasesMove(db.pool, () =>
    inTransaction(db.pool, (tx) =>
      recordArrival(tx, {
        origin: { supplier: null, platform: null, cruise: null, dataset: null },
        files: [{ name, sha256: null, size: null, state: 'ok', detail: null }],
        receivedAt: time.clock(),
        actor,
        at: time.clock(),
      }),
    ),
  );
const dayName = (code: string, daysAgo: number): string =>
  `${code}_${new Date(time.clock().getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10)}.csv`;

test('a file that does not come is asked for, its supplier reminded, and the question ends when it comes', async () => {
  const supplier = await expecting('tide', {
    due_rule: 'daily',
    hour: daily(1),
    late_after_ms: 3_600_000,
    valid_until: null,
  });
  await edit(
    'expectations',
    { valid_until: new Date(time.clock().getTime() + DAY_MS / 24).toISOString().slice(0, 10) },
    'tide',
  );
  await time.pass(9);
  const id = await caseOf(supplier.code);
  expect((await storyOf(db.pool, id)).slice(0, 5)).toEqual([
    'opened day 0',
    'grouping_wait_over day 0',
    'letter_due day 0',
    'letter_sent day 0',
    'letter_due day 7',
  ]);
  const due = (await listDues(db.pool, { expectation: 'tide' }, { limit: 10, before: null }))[0];
  const day = new Date(Date.parse(`${due?.period}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
  await arrive(`tide_${day}.csv`);
  await time.pass(30);
  expect((await factsOf(db.pool, id)).outcome).toBe('corrected');
  expect(await statesOf('tide')).toEqual({ late: 1 });
  expect(time.outbox).toHaveLength(2);
});

test('months of a daily file with the workers away: each missed day is missing once, at its own instant', async () => {
  const supplier = await expecting('gauge', { due_rule: 'daily', hour: daily(1) });
  await time.pass(3);
  const id = await idOf('gauge');
  await time.env.client.workflow.getHandle(expectationWorkflowId(id)).terminate();
  await run(db.pool, 'update expectation set next_due_at = null where id = $1', [id]);
  const watched = await firstRow(
    db.pool,
    z.object({ at: z.date() }),
    `select watched_from as at from expectation where code = 'gauge'`,
  );
  await time.pass(57);
  await inTransaction(db.pool, (tx) => poke(tx, [{ kind: 'expectation', id }]));
  await time.settled();
  const dues = await listDues(db.pool, { expectation: 'gauge' }, { limit: 200, before: null });
  expect(new Set(dues.map(({ period }) => period)).size).toBe(dues.length);
  expect(await statesOf('gauge')).toEqual({ missing: 60, due: 1 });
  const seen = await firstRow(
    db.pool,
    z.object({ anomalies: z.number(), wrong: z.number() }),
    `select count(*) as anomalies, count(*) filter (where a.first_seen <> d.late_at) as wrong
       from delivery_due d join anomaly a on a.fingerprint = d.fingerprint join expectation e on e.id = d.expectation where e.code = 'gauge'`,
  );
  expect([seen, watched === null]).toEqual([{ anomalies: 60, wrong: 0 }, false]);
  expect(await caseOf(supplier.code)).toBeGreaterThan(0);
});

test('a file that comes every day leaves nobody anything to do', async () => {
  const supplier = await expecting('buoy', { due_rule: 'daily', hour: daily(1) });
  for (let day = 0; day < 5; day += 1) {
    await arrive(dayName('buoy', daily(1) < daily(0) ? 0 : 1));
    await time.pass(1);
  }
  expect(await statesOf('buoy')).toEqual({ arrived: 5, due: 1 });
  await time.keepDeliveryHistory('daily-delivery', await idOf('buoy'));
  expect(await caseOf(supplier.code)).toBe(0);
});

test('a cruise’s data are due after its end, and when the end moves so does the question', async () => {
  const end = new Date(time.clock().getTime() + 2 * DAY_MS);
  const cruise = { code: 'LEG', name: 'Leg', end_at: end.toISOString() };
  expect(await edit('cruises', cruise, null)).toMatchObject({ ok: true });
  const supplier = await expecting('ctd', { due_rule: 'cruise_end', cruise: 'LEG', days: 30, files: ['ctd.nc'] });
  await time.pass(20);
  await edit('cruises', { end_at: new Date(end.getTime() + 10 * DAY_MS).toISOString() }, 'LEG');
  await time.pass(21);
  expect([await statesOf('ctd'), await caseOf(supplier.code)]).toEqual([{ due: 1 }, 0]);
  await time.pass(2);
  const first = await caseOf(supplier.code);
  expect([await statesOf('ctd'), (await factsOf(db.pool, first)).phase]).toEqual([{ missing: 1 }, 'notified']);
  await edit('cruises', { end_at: new Date(end.getTime() + 40 * DAY_MS).toISOString() }, 'LEG');
  await time.settled();
  expect([await statesOf('ctd'), (await factsOf(db.pool, first)).outcome]).toEqual([{ due: 1 }, 'no_action']);
  await time.pass(40);
  const again = await caseOf(supplier.code);
  expect([await statesOf('ctd'), again !== first, (await factsOf(db.pool, again)).phase]).toEqual([
    { missing: 1 },
    true,
    'notified',
  ]);
  await time.keepDeliveryHistory('moved-delivery', await idOf('ctd'));
  await arrive('ctd.nc');
  expect([await statesOf('ctd'), (await factsOf(db.pool, again)).outcome]).toEqual([{ late: 1 }, 'corrected']);
});

test('a story that is over begins again when its expectation is given more days', async () => {
  const today = time.clock().toISOString().slice(0, 10);
  await expecting('short', {
    due_rule: 'once',
    due_at: new Date(time.clock().getTime() + DAY_MS).toISOString(),
    files: ['short.csv'],
    valid_from: today,
  });
  await arrive('short.csv');
  await time.pass(2);
  expect(await statesOf('short')).toEqual({ arrived: 1 });
  await edit('expectations', { due_rule: 'daily', hour: daily(1), due_at: null }, 'short');
  await time.pass(2);
  expect((await statesOf('short'))['missing']).toBeGreaterThanOrEqual(1);
});
