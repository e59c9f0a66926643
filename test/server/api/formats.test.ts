import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useDatabase } from '../../support/database';
import { useApi } from '../../support/post';
import { aSupplier } from '../../support/stories';

const db = useDatabase();
const server = useApi(db);
const sample = (name: string): string => readFileSync(join(__dirname, '../../../samples/formats', name), 'utf8');

async function post(
  path: string,
  type: string,
  body: BodyInit,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${server.key}`, 'content-type': type };
  const response = await fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const report = (type: string, body: BodyInit): ReturnType<typeof post> =>
  post('reports?source=qc&dataset=d', type, body);

test.each([
  ['odv-ctd.txt', 2],
  ['medatlas.txt', 3],
  ['whp-bottle.csv', 4],
  ['leg.tsgqc', 1],
  ['flags.csv', 1],
])('a report whose format is not named is known by its first bytes: %s', async (name, created) => {
  expect(await report('text/plain', sample(name))).toMatchObject({ status: 200, body: { created, rejected: 0 } });
  expect((await report('text/plain', sample(name))).body).toMatchObject({ created: 0, duplicate: created });
});

test.each([
  ['great_expectations', 'gx-suite.json', { received: 2, created: 2 }],
  ['dbt', 'dbt-run-results.json', { received: 3, created: 3 }],
  ['frictionless', 'frictionless.json', { received: 3, created: 3 }],
  ['alertmanager', 'alertmanager.json', { received: 2, created: 1 }],
  ['pagerduty', 'pagerduty.json', { received: 1, created: 1 }],
])(
  'a report of %s in JSON is taken under its name, known by its content, and the same again creates nothing',
  async (format, name, counts) => {
    const body = sample(`generic/${name}`);
    const first = await post(`reports?source=${format}&dataset=d&format=${format}`, 'application/json', body);
    expect(first).toMatchObject({ status: 200, body: { ...counts, rejected: 0 } });
    const again = await post(`reports?source=${format}&dataset=d`, 'application/json', body);
    expect(again).toMatchObject({
      status: 200,
      body: { received: counts.received, created: 0, updated: 0, rejected: 0 },
    });
  },
);

test('a complete report that passes tells what has recovered, a crash is the trouble of the pipeline’s owner', async () => {
  const { code: owner } = await aSupplier(db.pool);
  await server.call('POST', '/api/v1/sources', { code: 'gx-night', name: 'gx-night', owner });
  const suite = sample('generic/gx-suite.json');
  const to = 'reports?source=gx-night&dataset=d&supplier=S&format=great_expectations';
  expect((await post(to, 'application/json', suite)).body).toMatchObject({ created: 2 });
  const crashed = await server.call('GET', `/api/v1/cases?source=gx-night&supplier=${owner}`);
  expect(crashed.body.items).toMatchObject([{ check: 'gx.check_error', family: 'flow', supplier: owner }]);
  const good = suite
    .replace('"raised_exception": true', '"raised_exception": false')
    .replaceAll('"success": false', '"success": true');
  expect((await post(`${to}&complete=true`, 'application/json', good)).body).toMatchObject({ received: 4, updated: 2 });
});

test('a report that is no such report is refused with the pointer, one refused event too', async () => {
  const to = 'reports?source=qc&dataset=d&format=';
  expect(await post(`${to}dbt`, 'application/json', '{"metadata": {}}')).toMatchObject({
    status: 422,
    body: { code: 'bad_report', errors: [{ pointer: '/metadata/dbt_schema_version' }] },
  });
  expect(await post(`${to}pagerduty`, 'application/json', '{"event_action": "resolve"}')).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/dedup_key' }] },
  });
  const list = '[{"source": "s", "dataset": "d", "check": "c"}]';
  const refused = await post('reports?source=qc&dataset=d', 'application/json', list);
  expect([refused.status, refused.body['detail']]).toEqual([422, expect.stringContaining('/api/v1/anomalies')]);
});

test('the manifest of a dbt project comes as configuration', async () => {
  const parts = new FormData();
  parts.set('config', new Blob([sample('generic/dbt-manifest.json')]));
  parts.set('report', new Blob([sample('generic/dbt-run-results.json')]));
  const headers = { authorization: `Bearer ${server.key}` };
  const url = `${server.url}/api/v1/reports?format=dbt&source=dbt-manifest&dataset=d`;
  const response = await fetch(url, { method: 'POST', headers, body: parts });
  expect(await response.json()).toMatchObject({ created: 3 });
  const cases = await server.call('GET', '/api/v1/cases?source=dbt-manifest');
  expect(cases.body.items?.map(({ parameter }) => parameter)).toContain('PSAL');
});

test('a report that could be two is refused with both names, one that is none is refused too', async () => {
  const both = await report('text/csv', sample('exclusion-list.csv'));
  expect(both).toMatchObject({ status: 422, body: { code: 'unknown_format' } });
  expect(both.body['detail']).toMatch(/argo_exclusion_list or argo_min_max/);
  expect(await report('text/plain', 'a,b\n1,2\n')).toMatchObject({ status: 422, body: { code: 'unknown_format' } });
  expect((await report('text/plain', '')).status).toBe(422);
});

test('what a cut file still tells is kept, and that it is cut is said with its code', async () => {
  const cut = sample('whp-bottle.csv').replace('END_DATA\n', '').replaceAll('35HT', '35PK');
  expect((await report('text/plain', cut)).body).toMatchObject({
    created: 4,
    rejected: 1,
    errors: [{ code: 'file_cut' }],
  });
});

const alert = (id: string, change: Record<string, unknown> = {}, category = 'QC feedback'): object => ({
  specversion: '1.0',
  id,
  source: 'https://alerts.example.org/argo',
  type: 'argo float alert',
  time: '2026-03-02T08:00:00Z',
  datacontenttype: 'application/json',
  data: {
    resource: '6900001',
    event: 'PSAL_drift',
    environment: 'Production',
    severity: 'major',
    status: 'open',
    service: ['euro-argo'],
    value: '0.12',
    text: 'salty drift',
    origin: 'min/max test',
    timeout: 120,
    attributes: { Country: 'France', alert_category: category },
    ...change,
  },
});

test('an alert of the notification centre makes an anomaly, is known again, and resolves it when it is closed', async () => {
  const type = 'application/cloudevents+json';
  const first = await post('anomalies', type, JSON.stringify(alert('1')));
  expect(first).toMatchObject({ status: 200, body: { received: 1, created: 1 } });
  expect((await post('anomalies', type, JSON.stringify(alert('1')))).body).toMatchObject({ created: 0, duplicate: 1 });
  const batch = [
    alert('2', { status: 'closed' }),
    alert('3', { event: 'other' }, 'Metadata check'),
    alert('4', {}, 'Information'),
  ];
  expect((await post('anomalies', 'application/cloudevents-batch+json', JSON.stringify(batch))).body).toMatchObject({
    received: 3,
    updated: 1,
    created: 1,
    rejected: 1,
    errors: [{ index: 2, code: 'not_an_anomaly', pointer: '/data/attributes/alert_category' }],
  });
});

test('a CloudEvent may hold our own anomaly; its faults are told where they stand', async () => {
  const event = (data: object): string =>
    JSON.stringify({ specversion: '1.0', id: 'e1', source: 'qc-bouees', type: 'org.example.anomaly', data });
  const anomaly = { dataset: 'buoy', check: 'spike', time: '2026-03-02T08:00:00Z', parameter: 'TEMP' };
  const type = 'application/cloudevents+json; charset=utf-8';
  expect((await post('anomalies', type, event(anomaly))).body).toMatchObject({ created: 1 });
  expect(await post('anomalies', type, event({ ...anomaly, time: 'noon' }))).toMatchObject({
    status: 422,
    body: { code: 'bad_instant', errors: [{ pointer: '/data/time' }] },
  });
  expect(
    await post('anomalies', type, '{"specversion":"0.3","id":"1","source":"s","type":"t","data":{}}'),
  ).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/specversion' }] },
  });
});
