import { useDatabase } from '../../support/database';
import { item, useApi } from '../../support/post';
import { addKey, addPerson } from '../../support/server';
import { api } from '../../support/api';

const db = useDatabase();
const server = useApi(db);
const rule = (patch: Record<string, unknown> = {}) => ({
  code: 'gliders',
  name: 'Gliders',
  matchers: [{ field: 'dataset', op: 'starts', value: 'glider-' }],
  group_by: ['platform', 'parameter'],
  ...patch,
});

test('a rule is added, read with its versions, changed by whoever saw the newest, and makes the next cases', async () => {
  const made = await server.call('POST', '/api/v1/rules', rule());
  expect(made).toMatchObject({
    status: 201,
    body: { code: 'gliders', version: 1, cap: 100_000, gap_ms: null },
  });
  expect((await server.call('POST', '/api/v1/rules', rule())).body).toMatchObject({
    code: 'already_exists',
    status: 409,
  });
  const changed = await server.call('PATCH', '/api/v1/rules/gliders', { cap: 5000, version: 1 });
  expect(changed).toMatchObject({ status: 200, body: { version: 2, cap: 5000, group_by: ['platform', 'parameter'] } });
  expect(await server.call('PATCH', '/api/v1/rules/gliders', { cap: 7, version: 1 })).toMatchObject({
    status: 409,
    body: { code: 'outdated' },
  });
  const read = await server.call('GET', '/api/v1/rules/gliders');
  expect(read.body).toMatchObject({ version: 2, versions: [{ version: 2 }, { version: 1, cap: 100_000 }] });
  const list = await server.call('GET', '/api/v1/rules');
  expect(list.body.items?.map((one) => one['code'])).toEqual(['gliders', 'default']);
  const events = await db.pool.query(`select data from event where type = 'rule.edited' order by id`);
  expect(events.rows.map(({ data }: { data: unknown }) => data)).toMatchObject([{ version: 1 }, { version: 2 }]);
});

test('a rule that cannot be is refused with the place; a reader and an assistant may not change any', async () => {
  const wrong = await server.call('POST', '/api/v1/rules', rule({ code: 'w', group_by: ['colour'], cap: 0 }));
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/group_by/0' }, { pointer: '/cap' }] } });
  expect(await server.call('PATCH', '/api/v1/rules/default', { matchers: rule().matchers })).toMatchObject({
    status: 422,
    body: { code: 'default_takes_all' },
  });
  const dates = { valid_from: '2026-03-02T00:00:00Z', valid_until: '2026-03-01T00:00:00Z' };
  expect((await server.call('POST', '/api/v1/rules', rule({ code: 'd', ...dates }))).body['code']).toBe(
    'ends_before_start',
  );
  expect((await server.call('GET', '/api/v1/rules/none')).status).toBe(404);
  await addPerson(db.pool, 'ana');
  const assistant = api(server.url, await addKey(db.pool, 'ana', ['desk', 'read']));
  expect((await assistant('POST', '/api/v1/rules', rule({ code: 'x' }))).status).toBe(403);
  expect((await assistant('GET', '/api/v1/rules')).status).toBe(200);
});

test('a dry run tells what a rule would make of what came, and writes nothing', async () => {
  const many = ['a', 'b', 'c'].map((sensor) => item({ dataset: 'dry', sensor, platform: 'P' }));
  await server.call('POST', '/api/v1/anomalies', many);
  const draft = rule({ code: 'draft', matchers: [{ field: 'dataset', value: 'dry' }] });
  const until = new Date(server.at.getTime() + 1).toISOString();
  const found = await server.call('POST', '/api/v1/rules/dry-run', { rule: draft, until });
  expect(found).toMatchObject({
    status: 200,
    body: {
      anomalies: 3,
      cases: 1,
      cases_now: 3,
      examples: [{ key: { platform: 'P', parameter: 'PSAL' }, anomalies: 3 }],
    },
  });
  expect((await server.call('GET', '/api/v1/rules/draft')).status).toBe(404);
});

test('a rule may ask for several failing anomalies: case, why and trial say so; more than a case takes in is refused', async () => {
  const rule = {
    code: 'pairs',
    name: 'Pairs',
    priority: 1,
    matchers: [{ field: 'dataset', op: 'is', value: 'pairs' }],
    group_by: ['sensor'],
    threshold: 2,
  };
  expect((await server.call('POST', '/api/v1/rules', { ...rule, cap: 1 })).body).toMatchObject({
    status: 422,
    code: 'threshold_over_cap',
  });
  expect((await server.call('POST', '/api/v1/rules', rule)).body).toMatchObject({ threshold: 2 });
  const one = item({ dataset: 'pairs', sensor: 'p1', locus: 'a' });
  const [number] = (await server.call('POST', '/api/v1/anomalies', one)).body.cases ?? [];
  const path = `/api/v1/cases/${String(number)}`;
  expect((await server.call('GET', `${path}/why`)).body).toMatchObject({ next: { step: 'giveUp' } });
  const { items = [] } = (await server.call('GET', `${path}/anomalies`)).body;
  const why = await server.call('GET', `/api/v1/anomalies/${String(items[0]?.['uuid'])}/why`);
  expect(why.body['decisions']).toContainEqual(expect.objectContaining({ step: 'window', threshold: 2 }));
  const until = new Date(server.at.getTime() + 1).toISOString();
  expect((await server.call('POST', '/api/v1/rules/dry-run', { rule, until })).body).toMatchObject({
    cases: 0,
    below_threshold: 1,
  });
  await server.call('POST', '/api/v1/anomalies', { ...one, locus: 'b' });
  expect((await server.call('GET', `${path}/why`)).body).toMatchObject({ next: { step: 'endGroupingWait' } });
});

test('a rule says to whom its cases go; who is in no register, or too many at once, is refused', async () => {
  await db.pool.query(`insert into supplier (code, name) values ('LAB', 'Lab')`);
  const routed = (route: unknown) =>
    rule({ code: 'routed', priority: 2, route, matchers: [{ field: 'dataset', value: 'routed' }] });
  expect((await server.call('POST', '/api/v1/rules', routed({ supplier: 'NONE' }))).body).toMatchObject({
    status: 422,
    code: 'unknown_target',
  });
  expect((await server.call('POST', '/api/v1/rules/dry-run', { rule: routed({ contact: 'none' }) })).status).toBe(422);
  expect((await server.call('POST', '/api/v1/rules', routed({ supplier: 'LAB', contact: 'x' }))).body['code']).toBe(
    'contact_says_all',
  );
  expect((await server.call('POST', '/api/v1/rules', routed({}))).body['code']).toBe('route_to_nobody');
  const route = { supplier: 'LAB', contact: null, role: null };
  expect((await server.call('POST', '/api/v1/rules', routed({ supplier: 'LAB' }))).body).toMatchObject({ route });
  const [number] = (await server.call('POST', '/api/v1/anomalies', item({ dataset: 'routed' }))).body.cases ?? [];
  const { items = [] } = (await server.call('GET', `/api/v1/cases/${number}/anomalies`)).body;
  const why = await server.call('GET', `/api/v1/anomalies/${String(items[0]?.['uuid'])}/why`);
  expect(why.body['decisions']).toContainEqual(expect.objectContaining({ step: 'contact', route }));
  expect((await server.call('GET', `/api/v1/cases/${number}/why`)).body).toMatchObject({ supplier: 'LAB' });
  const changed = await server.call('PATCH', '/api/v1/rules/routed', { route: null });
  expect(changed.body).toMatchObject({ version: 2, route: null });
});

test('why an anomaly is in its case is told by what decided it, in that version', async () => {
  await server.call('POST', '/api/v1/anomalies', item({ dataset: 'glider-7', platform: 'G7', dedup_key: 'mine' }));
  await server.call('PATCH', '/api/v1/rules/gliders', { cap: 6000 });
  const [number] =
    (await server.call('POST', '/api/v1/anomalies', item({ dataset: 'glider-7', platform: 'G7', dedup_key: 'other' })))
      .body.cases ?? [];
  const { items = [] } = (await server.call('GET', `/api/v1/cases/${number}/anomalies`)).body;
  const why = await server.call('GET', `/api/v1/anomalies/${String(items[0]?.['uuid'])}/why`);
  expect(why).toMatchObject({
    status: 200,
    body: {
      case: number,
      decisions: [
        { step: 'fingerprint', by: 'dedup_key', seen: 1 },
        { step: 'rule', code: 'gliders', version: 2, key: { platform: 'G7', parameter: 'PSAL' } },
        { step: 'window', cap: 5000, previous_case: null },
        { step: 'outcome', outcome: 'created', reason: null },
        { step: 'case', number, phase: 'collecting' },
        { step: 'contact', code: null, why: [] },
        { step: 'next', what: 'endGroupingWait', held_until: null },
      ],
    },
  });
  expect((await server.call('GET', `/api/v1/cases/${number}/why`)).body).toMatchObject({
    number,
    rule: { code: 'gliders', version: 2 },
    previous_case: null,
    recurrences: 0,
  });
  expect((await server.call('GET', '/api/v1/anomalies/00000000-0000-4000-8000-000000000000/why')).status).toBe(404);
  expect((await server.call('GET', '/api/v1/anomalies/x/why')).status).toBe(404);
});
