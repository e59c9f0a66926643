import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useDatabase } from '../../support/database';
import { useApi } from '../../support/post';

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
