import fc from 'fast-check';
import { z } from 'zod';
import type { Anomaly, ReadItem } from '../../domain/anomaly';
import { fingerprint } from '../../domain/fingerprint';
import { readReport } from '../../formats';
import { BodyFault } from '../../formats/fault';
import type { ReportContext } from '../../formats/report-context';
import type { ExecutedCheck } from '../../formats/reading';

const CONTEXT: ReportContext = { source: 'qc', dataset: 'leg' };
async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
async function read(
  text: string,
  context = CONTEXT,
  config?: unknown,
): Promise<{ items: ReadItem[]; checks: ExecutedCheck[] }> {
  const reading = readReport('ioos_qc', bytesOf(text), context, config);
  const items: ReadItem[] = [];
  for await (const item of reading) items.push(item);
  return { items, checks: reading.checks() };
}
const anomalies = (items: readonly ReadItem[]): Anomaly[] => items.flatMap((item) => (item.ok ? item.anomaly : []));
const errors = (items: readonly ReadItem[]): unknown[] =>
  items.flatMap((item) => (item.ok ? [] : [[item.error.line, item.error.code, item.error.pointer]]));
const faultOf = async (text: string, config?: unknown): Promise<unknown[]> => {
  try {
    await read(text, CONTEXT, config);
  } catch (error) {
    if (error instanceof BodyFault) return [error.code, error.line];
    throw error;
  }
  return ['read'];
};

const AT = Date.parse('2026-03-02T08:00:00Z');
const time = (i: number, stepMs = 1000): string => new Date(AT + i * stepMs).toISOString();
const HEADER = 'time,z,lon,lat,psal,psal_qartod_spike_test,qartod_rollup';
const table = (flags: readonly string[], stepMs = 1000): string =>
  [HEADER, ...flags.map((flag, i) => `${time(i, stepMs)},3,-5,48,${i},${flag},4`)].join('\n');

test('contiguous points that fail one test are one anomaly of the worst flag, with its interval, counts and extremes', async () => {
  const { items, checks } = await read(table(['2', '1', '3', '4', '3', '1', '1', '3', '2', '4', '9', '4', '']));
  const found = anomalies(items).map(({ check, parameter, severity, timeStart, timeEnd, doc }) => [
    check,
    parameter,
    severity,
    timeStart,
    timeEnd,
    doc['counts'],
    doc['observed'],
  ]);
  expect(found).toEqual([
    ['qartod.spike_test', 'psal', 'error', time(2), time(4), { failed: 3, tested: 3 }, { min: 2, max: 4 }],
    ['qartod.spike_test', 'psal', 'warning', time(7), time(7), { failed: 1, tested: 1 }, { value: 7, min: 7, max: 7 }],
    ['qartod.spike_test', 'psal', 'error', time(9), time(9), { failed: 1, tested: 1 }, { value: 9, min: 9, max: 9 }],
    [
      'qartod.spike_test',
      'psal',
      'error',
      time(11),
      time(11),
      { failed: 1, tested: 1 },
      { value: 11, min: 11, max: 11 },
    ],
  ]);
  const looked = { since: time(0), until: time(12) };
  expect(checks).toEqual([{ check: 'qartod.spike_test', parameter: 'psal', tested: 9, failed: 6, ...looked }]);
  expect(anomalies(items)[0]?.doc).toMatchObject({
    flags: { scale: 'QARTOD', scale_version: '2020', original: '4', canonical: '4' },
    position: { lat: 48, lon: -5, depth: 3 },
    bbox: [-5, 48, -5, 48],
    samples: [{ time: time(2), value: 2, flag: '3', lat: 48, lon: -5, z: 3 }, {}, {}],
  });
});

test('the points around are kept with their flags, so that the anomaly can be plotted', async () => {
  const flags = Array.from({ length: 100 }, (_, i) => (i >= 40 && i < 43 ? '4' : '1'));
  const [anomaly] = anomalies((await read(table(flags))).items);
  const points = anomaly?.evidence?.points ?? [];
  expect([points[0]?.t, points.at(-1)?.t]).toEqual([time(22), time(60)]);
  expect(points.filter(({ flag }) => flag === '4').map(({ t }) => t)).toEqual([time(40), time(41), time(42)]);
  const times = points.map(({ t }) => t);
  expect(times).toEqual(times.toSorted());
});

test('a run of 5,000 keeps every flagged point, and 20 samples', async () => {
  const rows = Array.from(
    { length: 5000 },
    (_, i) => `${time(i)},3,-5,48,${i === 1234 ? 99 : i === 4321 ? -99 : 1},4,4`,
  );
  const [anomaly, ...others] = anomalies((await read([HEADER, ...rows].join('\n'))).items);
  expect(others).toEqual([]);
  expect(anomaly?.evidence?.points.map(({ t }) => t)).toEqual(rows.map((_, i) => time(i)));
  expect(anomaly?.evidence).not.toHaveProperty('omitted');
  expect(anomaly?.doc).toMatchObject({ counts: { failed: 5000 }, observed: { min: -99, max: 99 } });
  expect(anomaly?.doc['samples']).toHaveLength(20);
});

test('a run of more than one anomaly holds keeps its shape, its ends and its spikes, and says how much is left out', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `${time(i)},3,-5,48,${i % 500 === 250 ? 99 : i % 7},4,4`);
  const [found] = anomalies((await read([HEADER, ...rows].join('\n'))).items);
  const points = found?.evidence?.points ?? [];
  expect(points.length).toBeLessThanOrEqual(6003);
  expect(found?.evidence?.omitted).toBe(20_000 - points.length);
  expect(points.filter(({ value }) => value === 99)).toHaveLength(40);
  expect([points[0]?.t, points.at(-1)?.t]).toEqual([time(0), time(19_999)]);
  expect(points.map(({ t }) => t)).toEqual(points.map(({ t }) => t).toSorted());
  expect(JSON.stringify(found?.evidence).length).toBeLessThan(1_000_000);
});

const Counts = z.object({ failed: z.number() });
test('whatever the flags, each flagged point of each test is in exactly one anomaly and the counts add up', async () => {
  const flag = fc.constantFrom('1', '2', '3', '4', '9', '');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(flag, flag), { maxLength: 80 }), async (rows) => {
      const header = 'time,a_b,a_b_qartod_gross_range_test,a_b_argo_speed_test';
      const { items, checks } = await read([header, ...rows.map(([x, y], i) => `${time(i)},1,${x},${y}`)].join('\n'));
      const found = anomalies(items);
      expect(found).toHaveLength(items.length);
      for (const [place, check] of [
        [0, 'qartod.gross_range_test'],
        [1, 'argo.speed_test'],
      ] as const) {
        const mine = found.filter((a) => a.check === check);
        const flagged = rows.flatMap((row, i) => (row[place] === '3' || row[place] === '4' ? [time(i)] : []));
        for (const t of flagged)
          expect(mine.filter((a) => (a.timeStart ?? '') <= t && t <= (a.timeEnd ?? ''))).toHaveLength(1);
        expect(mine.reduce((sum, { doc }) => sum + Counts.parse(doc['counts']).failed, 0)).toBe(flagged.length);
        expect(checks.find((c) => c.check === check)?.failed ?? 0).toBe(flagged.length);
      }
      expect(new Set(found.map((a) => fingerprint(a).toString('hex'))).size).toBe(found.length);
    }),
    { numRuns: 60 },
  );
});

test('runs of a fast sensor that begin within one second stay several anomalies, the same when read again', async () => {
  const prints = async (): Promise<string[]> =>
    anomalies((await read(table(['4', '1', '4', '1', '4'], 100))).items).map((a) => fingerprint(a).toString('hex'));
  const first = await prints();
  expect(new Set(first).size).toBe(3);
  expect(await prints()).toEqual(first);
});

test('a longer table leaves the anomalies of the shorter one as they were', async () => {
  const flags = ['1', '4', '4', ...Array.from({ length: 30 }, () => '1')];
  const [before] = anomalies((await read(table(flags))).items);
  const [after] = anomalies((await read(table([...flags, '4', '1']))).items);
  expect(after).toEqual(before);
});

test('a row that cannot be read is told with its line, ends the run, and harms no other', async () => {
  const row = (i: number, flag: string, value = '1'): string => `${time(i)},3,-5,48,${value},${flag},1`;
  const { items } = await read(
    [
      HEADER,
      row(0, '4'),
      ',3,-5,48,1,4,1',
      row(2, '4'),
      'NaT,3,-5,48,1,4,1',
      row(4, '5'),
      row(5, '4', 'wet'),
      row(6, '4', '1e999'),
      '2026-02-30T00:00:00Z,3,-5,48,1,4,1',
      row(8, '4', 'nan'),
      row(9, '4.0'),
      `${time(10)},3,-5,north,1,4,1`,
      `${time(11)},3,-5`,
    ].join('\n'),
  );
  expect(errors(items)).toEqual([
    [3, 'required', '/time'],
    [5, 'required', '/time'],
    [6, 'unknown_flag', '/psal_qartod_spike_test'],
    [7, 'not_a_number', '/psal'],
    [8, 'not_a_number', '/psal'],
    [9, 'bad_instant', '/time'],
    [12, 'not_a_number', '/lat'],
    [13, 'ragged_row', ''],
  ]);
  expect(anomalies(items).map(({ timeStart, timeEnd }) => [timeStart, timeEnd])).toEqual([
    [time(0), time(0)],
    [time(2), time(2)],
    [time(8), time(9)],
  ]);
  expect(items.map((item) => (item.ok ? item.index : item.error.index))).toEqual(items.map((_, i) => i));
});

test('streams whose names hold underscores and packages are told apart by the known tests', async () => {
  const header =
    'time,my_argo_temp,my_argo_temp_qartod_flat_line_test,my_argo_temp_qartod_aggregate,x_qartod_new_idea,y_gliders_pressure_check';
  const { items } = await read(`${header}\n${time(0)},1,4,4,4,3\n`);
  expect(anomalies(items).map(({ parameter, check }) => [parameter, check])).toEqual([
    ['my_argo_temp', 'qartod.flat_line_test'],
    ['y', 'gliders.pressure_check'],
  ]);
});

test('parameter, unit and sensor of the context are meant for a table of one stream only', async () => {
  const context = {
    ...CONTEXT,
    parameter: 'PSAL',
    unit: '0.001',
    sensor: 'S1',
    platform: '35HT',
    cruise: 'C',
    run_id: 'r',
    data_version: '2',
  };
  const [alone] = anomalies((await read(table(['4']), context)).items);
  expect(alone).toMatchObject({
    parameter: 'PSAL',
    sensor: 'S1',
    platform: '35HT',
    cruise: 'C',
    dataVersion: '2',
    evidence: { parameter: 'PSAL', unit: '0.001' },
  });
  const [one] = anomalies((await read(`time,a_qartod_spike_test,b_qartod_spike_test\n${time(0)},4,1`, context)).items);
  expect(one).toMatchObject({ parameter: 'a', sensor: null, platform: '35HT', evidence: { unit: null } });
});

test('a test of the position shows a track, and a position that cannot be on Earth only its samples', async () => {
  const { items } = await read(
    `time,lon,lat,psal_qartod_location_test\n${time(0)},-5,48,1\n${time(1)},-5,91,4\n${time(2)},-5,48,1`,
  );
  const [anomaly] = anomalies(items);
  expect([anomaly?.family, anomaly?.evidence?.kind]).toEqual(['position_time', 'track']);
  expect(anomaly?.evidence?.points).toEqual([
    { t: time(0), value: null, flag: '1', lat: 48, lon: -5 },
    { t: time(1), value: null, flag: '4' },
    { t: time(2), value: null, flag: '1', lat: 48, lon: -5 },
  ]);
  expect(anomaly?.doc['samples']).toEqual([{ time: time(1), value: null, flag: '4', lat: 91, lon: -5 }]);
  expect(anomaly?.doc).not.toHaveProperty('position');
});

const range = { gross_range_test: { suspect_span: [34, 37], fail_span: [2, 41] } };
test.each([
  [{ streams: { psal: { qartod: range } } }, { min: 34, max: 37 }],
  [{ psal: { qartod: range } }, { min: 34, max: 37 }],
  [
    { contexts: [{ streams: { temp: {} } }, { window: {}, streams: { psal: { qartod: range } } }] },
    { min: 34, max: 37 },
  ],
  [{ streams: { psal: { qartod: { gross_range_test: { fail_span: [41, 2] } } } } }, { min: 2, max: 41 }],
  [{ streams: { other: { qartod: range } } }, null],
  [undefined, null],
])('the expected range comes from the configuration %j', async (config, expected) => {
  const { items } = await read(`time,psal,psal_qartod_gross_range_test\n${time(0)},50,4`, CONTEXT, config);
  const [anomaly] = anomalies(items);
  expect(anomaly?.evidence?.expected).toEqual(expected);
  expect(anomaly?.doc['expected'] ?? null).toEqual(expected);
});
test('the thresholds stay with the anomaly', async () => {
  const config = { streams: { psal: { qartod: { spike_test: { suspect_threshold: 0.1 } } } } };
  const [anomaly] = anomalies((await read(table(['4']), CONTEXT, config)).items);
  expect(anomaly?.doc['extra']).toEqual({ thresholds: { suspect_threshold: 0.1 } });
});

test('a test that looked at nothing has proved nothing', async () => {
  expect((await read(table(['2', '9', '']))).checks).toEqual([]);
});

test.each([
  ['', ['empty', null]],
  ['time,a\n1,2', ['bad_header', 1]],
  ['a,a_qartod_spike_test\n1,2', ['missing_column', 1]],
  ['time,a_qartod_spike_test,a_qartod_spike_test\n1,2,3', ['duplicate_column', 1]],
  ['{"time":1}', ['bad_csv', 1]],
])('the table %j is refused as a whole', async (text, fault) => expect(await faultOf(text)).toEqual(fault));
test.each([[5], ['x'], [{ streams: { a: 5 } }], [{ contexts: 5 }]])(
  'the configuration %j is refused',
  async (config) => {
    expect(await faultOf(table(['1']), config)).toEqual(['bad_config', null]);
  },
);
test('an unknown format is refused, with those there are', () => {
  expect(() => readReport('toString', bytesOf(''), CONTEXT)).toThrow('ioos_qc');
});
test('the row numbers that pandas writes first are no column of ours', async () => {
  expect(anomalies((await read(`,time,a_qartod_spike_test\n0,${time(0)},4`)).items)).toHaveLength(1);
});
