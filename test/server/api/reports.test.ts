import { gzipSync } from 'node:zlib';
import { useDatabase } from '../../support/database';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);

const HEADER = 'time,z,lon,lat,salinity,salinity_qartod_gross_range_test,salinity_qartod_spike_test';
const row = (minute: number, value: number, gross = 1, spike = 1): string =>
  `2026-03-01T10:${String(minute).padStart(2, '0')}:00Z,3,-4.5,48.3,${value},${gross},${spike}`;
const minutes = (from: number, to: number, gross: number): string[] =>
  Array.from({ length: to - from }, (_, n) => row(from + n, 35 + n / 100, gross));
/** Five bad minutes, then good ones, then two suspect ones. */
const REPORT = [
  HEADER,
  ...minutes(0, 10, 1),
  ...minutes(10, 15, 4),
  ...minutes(15, 30, 1),
  ...minutes(30, 32, 3),
  ...minutes(32, 40, 1),
].join('\n');
const CONFIG = JSON.stringify({
  streams: { salinity: { qartod: { gross_range_test: { suspect_span: [30, 36], fail_span: [2, 41] } } } },
});

const address = (more = ''): string =>
  `${server.url}/api/v1/reports?format=ioos_qc&source=tsg&dataset=leg&platform=THALASSA&sensor=SBE21${more}`;
async function send(body: BodyInit, headers: Record<string, string> = {}, more = '') {
  const init = { method: 'POST', body, headers: { authorization: `Bearer ${server.key}`, ...headers } };
  const response = await fetch(address(more), init);
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown> & { errors?: Record<string, unknown>[]; cases?: string[] },
  };
}
const form = (...parts: [string, string, string?][]): FormData => {
  const made = new FormData();
  for (const [name, text, file] of parts) file ? made.append(name, new Blob([text]), file) : made.append(name, text);
  return made;
};
const CSV = { 'content-type': 'text/csv' };

test('contiguous bad points of one test are one anomaly with its interval; the same report again creates nothing', async () => {
  const first = await send(REPORT, CSV);
  expect(first).toMatchObject({
    status: 200,
    body: { received: 2, created: 2, rejected: 0, cases: [expect.any(String)] },
  });
  const anomalies = await server.call('GET', `/api/v1/cases/${first.body.cases?.[0]}/anomalies`);
  expect(anomalies.body.items).toEqual([
    expect.objectContaining({
      check: expect.stringContaining('gross_range_test'),
      severity: 'error',
      time_range: { start: '2026-03-01T10:10:00.000Z', end: '2026-03-01T10:14:00.000Z' },
      counts: expect.objectContaining({ failed: 5 }),
      platform: 'THALASSA',
    }),
    expect.objectContaining({ severity: 'warning' }),
  ]);
  expect((await send(REPORT, CSV)).body).toMatchObject({ created: 0, duplicate: 2 });
  const svg = await server.call('GET', `/api/v1/cases/${first.body.cases?.[0]}/plot.svg`);
  expect(String(svg.body['text'])).toContain('<svg');
});

test('a form gives the configuration too, before the report or after it', async () => {
  for (const parts of [
    form(['report', REPORT, 'report.csv'], ['config', CONFIG, 'config.json']),
    form(['config', CONFIG], ['report', REPORT, 'report.csv']),
    form(['report', REPORT, 'report.csv']),
  ])
    expect(await send(parts)).toMatchObject({ status: 200, body: { received: 2, rejected: 0 } });
  const { body } = await server.call('GET', '/api/v1/cases');
  const anomalies = await server.call('GET', `/api/v1/cases/${String(body.items?.[0]?.['number'])}/anomalies`);
  expect(anomalies.body.items?.[0]).toHaveProperty('time_range');
});

test('a row that cannot be read is told with its line and costs no neighbour; gzip is as good', async () => {
  const broken = REPORT.replace('2026-03-01T10:20:00Z', 'yesterday');
  expect((await send(broken, CSV)).body).toMatchObject({
    received: 3,
    rejected: 1,
    errors: [expect.objectContaining({ line: 22 })],
  });
  expect((await send(gzipSync(REPORT), { ...CSV, 'content-encoding': 'gzip' })).status).toBe(200);
});

test('what is no report is refused whole, with the reason', async () => {
  const refused: [BodyInit, Record<string, string>, string, number, string][] = [
    ['', CSV, '', 422, 'empty'],
    [REPORT, { 'content-type': 'application/xml' }, '', 415, 'unsupported_media_type'],
    [REPORT, CSV, '&depth=3', 422, 'bad_parameters'],
    [form(['config', CONFIG]), {}, '', 422, 'report_missing'],
    [form(['report', REPORT, 'r.csv'], ['extra', 'x']), {}, '', 422, 'unknown_part'],
    [form(['report', REPORT, 'r.csv'], ['config', '{"a":', 'c.json']), {}, '', 422, 'bad_config'],
    [form(['config', '[1]'], ['report', REPORT, 'r.csv']), {}, '', 422, 'bad_config'],
  ];
  for (const [body, headers, more, status, code] of refused) {
    const answer = await send(body, headers, more);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  }
  const unknown = await server.call('POST', '/api/v1/reports?format=netcdf&source=a&dataset=b', REPORT, CSV);
  expect(unknown).toMatchObject({ status: 422, body: { errors: [{ pointer: '/format' }] } });
});

test('a complete report knows which checks it executed', async () => {
  const clean = [HEADER, ...minutes(0, 40, 1)].join('\n');
  const { status, body } = await send(clean, CSV, '&complete=true&data_version=2');
  expect(status).toBe(200);
  expect((await server.call('GET', `/api/v1/runs/${String(body['run'])}`)).body).toMatchObject({
    state: 'done',
    complete: true,
    format: 'ioos_qc',
    data_version: '2',
  });
});
