import { useDatabase } from '../../support/database';
import { item, useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
const HOUR_MS = 3_600_000;
const start = new Date('2026-03-02T08:00:00Z').getTime();
const hour = (n: number): string => new Date(start + n * HOUR_MS).toISOString();
const silence = (dataset: string, patch = {}) => ({
  kind: 'silence',
  matchers: [{ field: 'dataset', op: 'is', value: dataset }],
  ends_at: hour(48),
  reason: 'dry dock',
  ...patch,
});
beforeEach(() => {
  server.at = new Date(start);
});

const make = async (body: unknown) => {
  const made = await server.call('POST', '/api/v1/holds', body);
  expect(made.status).toBe(201);
  return Number(made.body['id']);
};
const post = async (patch: Record<string, unknown>): Promise<string> =>
  (await server.call('POST', '/api/v1/anomalies', item(patch))).body.cases?.[0] ?? '';
const stand = async (number: string) => (await server.call('GET', `/api/v1/cases/${number}`)).body;

test('a silence keeps open and new cases waiting while all is stored and counted; at its end they go on', async () => {
  const open = await post({ dataset: 'quiet', sensor: 'q1' });
  const id = await make(silence('quiet'));
  expect(await stand(open)).toMatchObject({ held_until: hour(48), due_at: hour(48), phase: 'collecting' });
  const fresh = await post({ dataset: 'quiet', sensor: 'q2' });
  const other = await post({ dataset: 'loud', sensor: 'q3' });
  await post({ dataset: 'quiet', sensor: 'q2', locus: 'more' });
  expect(await stand(fresh)).toMatchObject({ held_until: hour(48), due_at: hour(48), counts: { anomalies: 2 } });
  expect(await stand(other)).toMatchObject({ held_until: null, due_at: hour(0.5) });
  const { items = [] } = (await server.call('GET', `/api/v1/cases/${fresh}/anomalies`)).body;
  const why = await server.call('GET', `/api/v1/anomalies/${String(items[0]?.['uuid'])}/why`);
  expect(why.body['decisions']).toContainEqual({
    step: 'hold',
    id,
    kind: 'silence',
    until: hour(48),
    reason: 'dry dock',
  });
  server.at = new Date(start + HOUR_MS);
  const pokes = async () => (await db.pool.query("select from outbox where kind = 'case'")).rowCount ?? 0;
  const before = await pokes();
  expect(await server.call('POST', `/api/v1/holds/${id}/expire`)).toMatchObject({
    status: 200,
    body: { state: 'expired' },
  });
  for (const number of [open, fresh]) {
    const { due_at } = await stand(number);
    expect(new Date(String(due_at)).getTime()).toBeLessThanOrEqual(start + HOUR_MS + 1);
  }
  expect(await pokes()).toBe(before + 2);
  expect(await server.call('POST', `/api/v1/holds/${id}/expire`)).toMatchObject({
    status: 200,
    body: { ends_at: hour(1) },
  });
  expect(await pokes()).toBe(before + 2);
});

test('the end of an active hold moves with its cases, never into the past; an expired one stays as it was', async () => {
  const id = await make(silence('moves'));
  const number = await post({ dataset: 'moves', sensor: 'm1' });
  expect((await server.call('PATCH', `/api/v1/holds/${id}`, { ends_at: hour(72) })).status).toBe(200);
  expect(await stand(number)).toMatchObject({ held_until: hour(72) });
  expect((await server.call('PATCH', `/api/v1/holds/${id}`, { ends_at: hour(24) })).status).toBe(200);
  expect(await stand(number)).toMatchObject({ held_until: hour(24) });
  expect(await server.call('PATCH', `/api/v1/holds/${id}`, { ends_at: hour(-1) })).toMatchObject({ status: 422 });
  server.at = new Date(start + 25 * HOUR_MS);
  expect(await server.call('PATCH', `/api/v1/holds/${id}`, { ends_at: hour(99) })).toMatchObject({
    status: 409,
    body: { code: 'expired' },
  });
});

test('a case that one hold lets go waits for the silence that also matches it; a longer snooze of a person stays', async () => {
  const first = await make(silence('both', { ends_at: hour(60) }));
  await make(silence('both', { ends_at: hour(50) }));
  const number = await post({ dataset: 'both', sensor: 'b1' });
  const snoozed = await post({ dataset: 'both', sensor: 'b2' });
  await server.call('POST', `/api/v1/cases/${snoozed}/snooze`, { until: hour(200) });
  server.at = new Date(start + HOUR_MS);
  await server.call('POST', `/api/v1/holds/${first}/expire`);
  expect(await stand(number)).toMatchObject({ held_until: hour(50) });
  expect(await stand(snoozed)).toMatchObject({ held_until: hour(200) });
});

test('a maintenance holds what its data time covers until the window ends, then it goes on as new', async () => {
  const matchers = [{ field: 'dataset', op: 'starts', value: 'dock' }];
  await make({ kind: 'maintenance', matchers, starts_at: hour(-24), ends_at: hour(24), reason: 'calibration' });
  const inside = await post({ dataset: 'dock-1', sensor: 'd1', time: hour(-1) });
  const outside = await post({ dataset: 'dock-1', sensor: 'd2', time: hour(-48) });
  expect(await stand(inside)).toMatchObject({ held_until: hour(24), due_at: hour(24) });
  expect(await stand(outside)).toMatchObject({ held_until: null });
  server.at = new Date(start + 25 * HOUR_MS);
  expect(await stand(await post({ dataset: 'dock-1', sensor: 'd3', time: hour(-2) }))).toMatchObject({
    held_until: null,
  });
});

test('a preview names the cases before anything is held, and what cannot be is refused with the place', async () => {
  const number = await post({ dataset: 'seen', sensor: 'p1' });
  expect((await server.call('POST', '/api/v1/holds/preview', silence('seen'))).body).toEqual({
    cases: [number],
    more: false,
  });
  expect(await stand(number)).toMatchObject({ held_until: null });
  const refused = async (patch: object) => (await server.call('POST', '/api/v1/holds', silence('x', patch))).body;
  expect(await refused({ ends_at: hour(91 * 24) })).toMatchObject({
    code: 'too_long',
    errors: [{ pointer: '/ends_at' }],
  });
  expect(await refused({ ends_at: hour(-1) })).toMatchObject({ code: 'ends_before_start' });
  expect(await refused({ matchers: [] })).toMatchObject({ code: 'no_matchers' });
  expect(await refused({ starts_at: hour(1) })).toMatchObject({ code: 'bad_start' });
  expect((await server.call('POST', '/api/v1/holds/999/expire')).status).toBe(404);
  const list = await server.call('GET', '/api/v1/holds?limit=1');
  expect(list.body).toMatchObject({ items: [{ kind: 'maintenance', state: 'active' }], next: expect.any(String) });
});

test('a suppression stores and counts what its data time covers, whenever it comes, and opens no case', async () => {
  const matchers = [{ field: 'dataset', op: 'is', value: 'lab' }];
  const window = { kind: 'suppression', matchers, starts_at: hour(-24), ends_at: hour(24), reason: 'calibration' };
  const before = await post({ dataset: 'lab', sensor: 'l1', time: hour(-2) });
  expect((await server.call('POST', '/api/v1/holds/preview', window)).body).toEqual({ cases: [], more: false });
  const id = await make(window);
  expect(await stand(before)).toMatchObject({ held_until: null });
  server.at = new Date(start + 48 * HOUR_MS);
  const [inside, outside, again] = [hour(-1), hour(30), hour(-2)].map((time, n) => ({
    ...item({ dataset: 'lab', sensor: n === 0 ? 'l2' : 'l1', time }),
  }));
  const posted = await server.call('POST', '/api/v1/anomalies', [inside, outside, again]);
  expect(posted.body).toMatchObject({ received: 3, created: 1, suppressed: 1, duplicate: 1, cases: [before] });
  const { items = [] } = (
    await server.call('GET', `/api/v1/runs/${String(posted.body['run'])}/rows?outcome=suppressed`)
  ).body;
  expect(items).toMatchObject([{ case: null, outcome: 'suppressed', sensor: 'l2', observed: { value: 41.2 } }]);
  const why = await server.call('GET', `/api/v1/anomalies/${String(items[0]?.['uuid'])}/why`);
  expect(why.body).toMatchObject({
    case: null,
    decisions: [
      { step: 'fingerprint', seen: 1 },
      { step: 'rule', code: 'default' },
      { step: 'hold', id, kind: 'suppression', reason: 'calibration' },
      { step: 'outcome', run: posted.body['run'], outcome: 'suppressed', reason: 'in_maintenance' },
    ],
  });
  const changed = { ...inside, observed: { value: 3 } };
  const resolved = { ...inside, action: 'resolve' };
  expect((await server.call('POST', '/api/v1/anomalies', [inside, changed, resolved])).body).toMatchObject({
    duplicate: 1,
    suppressed: 1,
    updated: 1,
    cases: [],
  });
});

test('a dry dock that is recorded afterwards quiets its data when they come late, and its window may still be put right', async () => {
  server.at = new Date(start + 48 * HOUR_MS);
  const matchers = [{ field: 'dataset', op: 'is', value: 'dock' }];
  const window = { kind: 'suppression', matchers, starts_at: hour(-48), ends_at: hour(0), reason: 'dry dock' };
  const raised = await post({ dataset: 'dock', sensor: 'd0', time: hour(-30) });
  const id = await make(window);
  expect(await stand(raised)).toMatchObject({ phase: 'collecting', held_until: null });
  const during = item({ dataset: 'dock', sensor: 'd1', time: hour(-24) });
  const after = item({ dataset: 'dock', sensor: 'd2', time: hour(4) });
  expect((await server.call('POST', '/api/v1/anomalies', [during, after])).body).toMatchObject({
    suppressed: 1,
    created: 1,
  });
  expect((await server.call('PATCH', `/api/v1/holds/${id}`, { ends_at: hour(6) })).status).toBe(200);
  const late = item({ dataset: 'dock', sensor: 'd3', time: hour(5) });
  expect((await server.call('POST', '/api/v1/anomalies', late)).body).toMatchObject({ suppressed: 1 });
  expect((await server.call('POST', '/api/v1/holds', { ...window, kind: 'maintenance' })).status).toBe(422);
});

test('a hold until resolved says how long all must be quiet; its preview, its state and why are told as of a silence', async () => {
  const open = await post({ dataset: 'repair', sensor: 'r1' });
  const hold = silence('repair', { kind: 'until_resolved', quiet_ms: 2 * HOUR_MS });
  expect((await server.call('POST', '/api/v1/holds', { ...hold, quiet_ms: undefined })).body).toMatchObject({
    code: 'no_quiet_time',
    errors: [{ pointer: '/quiet_ms' }],
  });
  expect((await server.call('POST', '/api/v1/holds', silence('repair', { quiet_ms: 1000 }))).status).toBe(422);
  expect((await server.call('POST', '/api/v1/holds/preview', hold)).body).toEqual({ cases: [open], more: false });
  const id = await make(hold);
  expect((await server.call('GET', '/api/v1/holds?limit=1')).body.items).toMatchObject([
    { id, kind: 'until_resolved', quiet_ms: 2 * HOUR_MS, state: 'active', ends_at: hour(48) },
  ]);
  expect(await stand(open)).toMatchObject({ held_until: hour(48) });
});

test('what a suppression no longer covers is raised when it comes again', async () => {
  const matchers = [{ field: 'dataset', op: 'is', value: 'short' }];
  const window = { kind: 'suppression', matchers, starts_at: hour(-24), ends_at: hour(24), reason: 'calibration' };
  const id = await make(window);
  const early = item({ dataset: 'short', sensor: 's1', time: hour(-1) });
  const late = item({ dataset: 'short', sensor: 's1', time: hour(5) });
  expect((await server.call('POST', '/api/v1/anomalies', [early, late])).body).toMatchObject({ suppressed: 2 });
  server.at = new Date(start + HOUR_MS);
  expect((await server.call('POST', `/api/v1/holds/${id}/expire`)).status).toBe(200);
  const posted = (await server.call('POST', '/api/v1/anomalies', [early, late])).body;
  expect(posted).toMatchObject({ duplicate: 1, updated: 1, cases: [expect.stringMatching(/^A-/)] });
  const { items = [] } = (await server.call('GET', `/api/v1/cases/${posted.cases?.[0]}/anomalies`)).body;
  expect(items).toMatchObject([{ time: hour(5), outcome: 'updated' }]);
  expect((await server.call('POST', '/api/v1/anomalies', [late, late])).body).toMatchObject({ duplicate: 2 });
});
