import { gzipSync } from 'node:zlib';
import { useDatabase } from '../../support/database';
import { item, NDJSON, ndjson, useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
const SCOPE = 'source=snap&dataset=leg&complete=true&checks=spike,gap';
const one = (locus: string, patch = {}) =>
  item({ source: 'snap', dataset: 'leg', sensor: 'snap-1', check: 'spike', locus, ...patch });
const post = (items: readonly unknown[], query = '') =>
  server.call('POST', `/api/v1/anomalies?${query}`, ndjson(items) || '\n', NDJSON);
/** Places of the anomalies of a case that have not recovered. */
const open = async (number: string): Promise<unknown[]> =>
  ((await server.call('GET', `/api/v1/cases/${number}/anomalies`)).body.items ?? [])
    .filter((row) => row['recovered_at'] === null)
    .map((row) => row['locus']);
const recovered = async (number: string): Promise<boolean> =>
  (await db.pool.query('select from anomaly_case where number = $1 and source_recovered_at is not null', [number]))
    .rowCount === 1;

test('a complete run recovers exactly what its checks no longer find in its dataset', async () => {
  const others = [
    one('other check', { check: 'flat' }),
    one('other dataset', { dataset: 'leg-2' }),
    one('other source', { source: 'snap-2' }),
    one('newer data', { data_version: '3' }),
  ];
  const { body } = await post([one('gone'), one('stays'), one('gone too', { check: 'gap' }), ...others]);
  const [number = ''] = body.cases ?? [];
  expect((await post([one('stays')], `${SCOPE}&data_version=2`)).body).toMatchObject({ duplicate: 1 });
  const left = ['stays', 'other check', 'other dataset', 'other source', 'newer data'];
  expect((await open(number)).sort()).toEqual(left.sort());
  expect(await recovered(number)).toBe(false);
  await post([one('gone')], SCOPE);
  expect(await open(number)).toContain('gone');
});

test('a case of which nothing is found any more has recovered, and its question stays open', async () => {
  const { body } = await post([one('a', { sensor: 'all' }), one('b', { sensor: 'all' })]);
  const [number = ''] = body.cases ?? [];
  await post([], SCOPE);
  expect([await open(number), await recovered(number)]).toEqual([[], true]);
  expect((await server.call('GET', `/api/v1/cases/${number}`)).body).toMatchObject({ phase: 'collecting' });
});

test('a run that is cut short, not complete, or has refused rows recovers nothing', async () => {
  const { body } = await post([one('a', { sensor: 'cut' })]);
  const [number = ''] = body.cases ?? [];
  const packed = gzipSync(ndjson([one('b', { sensor: 'cut-2' }), one('c', { sensor: 'cut-2' })]));
  const cut = await fetch(`${server.url}/api/v1/anomalies?${SCOPE}`, {
    method: 'POST',
    headers: { ...NDJSON, 'content-encoding': 'gzip', authorization: `Bearer ${server.key}` },
    body: packed.subarray(0, packed.length - 9),
  });
  await cut.text();
  await post([one('d', { sensor: 'cut-2', time: 'yesterday' })], SCOPE);
  await post([], SCOPE.replace('&complete=true', ''));
  await post([], 'source=snap&dataset=leg&complete=true&checks=');
  expect([await open(number), await recovered(number)]).toEqual([['a'], false]);
});

describe('a complete report looks at its own data only', () => {
  const report = (format: string, body: string, dataset: string, type = 'text/csv') =>
    server.call(
      'POST',
      `/api/v1/reports?format=${format}&source=own&dataset=${dataset}&platform=${dataset}&complete=true`,
      body,
      {
        'content-type': type,
      },
    );
  const rows = (hour: string, flags: string): string =>
    [
      'time,psal_qartod_spike_test',
      ...flags.split('').map((flag, i) => `2026-03-01T${hour}:0${i}:00Z,${flag}`),
      '',
    ].join('\n');
  const openOf = async (dataset: string): Promise<(string | null)[]> =>
    (
      await db.pool.query<{ at: Date | null; file: string | null }>(
        `select time_start as at, doc -> 'locus' ->> 'file' as file from anomaly
          where source = 'own' and dataset = $1 and recovered_at is null order by 2, 1`,
        [dataset],
      )
    ).rows.map(({ at, file }) => file ?? at?.toISOString().slice(11, 16) ?? null);

  test('another leg of the dataset, or the beginning of the same, recovers nothing that lies elsewhere', async () => {
    await report('ioos_qc', rows('08', '14111411'), 'legs');
    await report('ioos_qc', rows('10', '1111'), 'legs');
    await report('ioos_qc', rows('08', '141'), 'legs');
    expect(await openOf('legs')).toEqual(['08:01', '08:05']);
    await report('ioos_qc', rows('08', '14111111'), 'legs');
    expect(await openOf('legs')).toEqual(['08:01']);
  });

  test('files of Frictionless recover each for itself, and none of a report that is cut', async () => {
    const cut = {
      type: 'type-error',
      fieldName: 'TEMP',
      rowNumber: 2,
      cell: 'x',
      note: 'number',
      message: 'no number',
    };
    const task = (place: string, errors: unknown[], count = errors.length) => ({
      name: place,
      place,
      errors,
      warnings: [],
      stats: { rows: 5, errors: count },
    });
    const frictionless = (...tasks: unknown[]) =>
      report('frictionless', JSON.stringify({ valid: false, stats: {}, tasks }), 'files', 'application/json');
    await frictionless(task('a.csv', [cut]), task('b.csv', [cut]));
    expect(await openOf('files')).toEqual(['a.csv', 'b.csv']);
    await frictionless(task('a.csv', [], 3));
    expect(await openOf('files')).toEqual(['a.csv', 'b.csv']);
    await frictionless(task('a.csv', []));
    expect(await openOf('files')).toEqual(['b.csv']);
  });

  test('a case is verified by a run that looked at its data', async () => {
    const { body } = await report('ioos_qc', rows('08', '141'), 'verified');
    const [number = ''] = body.cases ?? [];
    await db.pool.query(`update anomaly_case set phase = 'verifying', turn = 'pipeline' where number = $1`, [number]);
    const phase = async () => (await server.call('GET', `/api/v1/cases/${number}`)).body['phase'];
    await report('ioos_qc', rows('10', '111'), 'verified');
    expect(await phase()).toBe('verifying');
    await report('ioos_qc', rows('08', '111'), 'verified');
    expect(await phase()).toBe('closed');
  });
});
