import { classicNetcdf } from '../../support/classic-netcdf';
import { altered, codesOf, faultOf, readBytes, sample } from '../../support/netcdf';

const TABLE = sample('ioos-qc.nc');
const GLIDER = sample('ioos-glider.nc');

test('each test of each stream has its anomalies, with the thresholds that stand beside the flags', async () => {
  const { anomalies, reading } = await readBytes('ioos_qc_nc', TABLE);
  expect(anomalies.map(({ check, parameter, timeStart, timeEnd }) => [check, parameter, timeStart, timeEnd])).toEqual([
    ['qartod.spike_test', 'sea_water_temperature', '2026-03-01T00:19:00.000Z', '2026-03-01T00:20:00.000Z'],
    ['qartod.gross_range_test', 'sea_water_temperature', '2026-03-01T00:20:00.000Z', '2026-03-01T00:23:00.000Z'],
    ['qartod.spike_test', 'sea_water_temperature', '2026-03-01T00:23:00.000Z', '2026-03-01T00:24:00.000Z'],
    ['qartod.spike_test', 'sea_water_temperature', '2026-03-01T00:39:00.000Z', '2026-03-01T00:41:00.000Z'],
  ]);
  expect(anomalies[1]).toMatchObject({
    evidence: { scale: 'QARTOD@2020', expected: { min: 9, max: 13 } },
    locus: null,
  });
  const looked = {
    parameter: 'sea_water_temperature',
    since: '2026-03-01T00:00:00.000Z',
    until: '2026-03-01T00:59:00.000Z',
  };
  expect(reading.checks()).toEqual([
    { check: 'qartod.gross_range_test', tested: 60, failed: 4, ...looked },
    { check: 'qartod.spike_test', tested: 58, failed: 7, ...looked },
  ]);
});

test('a glider names its tests otherwise; its primary flag is a roll-up and left aside; one position serves all points', async () => {
  const read = await readBytes('ioos_qc_nc', GLIDER);
  expect(codesOf(read).map((column) => (column as string[]).slice(0, 3))).toEqual([
    ['temperature', 'qartod.gross_range_test', 'QARTOD'],
    ['temperature', 'qartod.spike_test', 'QARTOD'],
  ]);
  expect(read.anomalies[0]).toMatchObject({
    platform: '9900003',
    doc: { position: { lat: 47.5, lon: -5.5, depth: 3 } },
  });
});

test('the older QARTOD, whose 1 is bad, is read by the meanings in the file or not at all', async () => {
  const words = 'pass not_evaluated suspect fail missing';
  const reversed = altered(GLIDER, words, 'bad questionable good unused missing'.padEnd(words.length));
  const { anomalies, reading } = await readBytes('ioos_qc_nc', reversed);
  expect(reading.flags().map(({ scale, version, counts }) => [`${scale}@${version}`, counts])).toEqual([
    ['QARTOD@legacy', { 1: 56 }],
    ['QARTOD@legacy', { 1: 51, 2: 2, 3: 2 }],
  ]);
  expect(anomalies[0]).toMatchObject({ check: 'qartod.spike_test', timeStart: '2026-03-01T00:00:00.000Z' });
  const wordless = altered(GLIDER, 'flag_meanings', 'flag_meaninks');
  expect(await faultOf('ioos_qc_nc', wordless)).toEqual(['unknown_scale', expect.stringContaining('flag_meanings')]);
});

describe('flags of a trajectory of its own', () => {
  const along = (dims: [string, number][]): Buffer =>
    classicNetcdf(dims, [
      { name: 'time', type: 'double', attributes: { units: 'seconds since 2026-03-01' }, values: [0, 60, 120] },
      { name: 'temp', type: 'double', attributes: { units: 'degC' }, values: [11, 12, 40] },
      {
        name: 'temp_qartod_spike_test',
        type: 'byte',
        attributes: { flag_values: [1, 2, 3, 4, 9], flag_meanings: 'GOOD UNKNOWN SUSPECT FAIL MISSING' },
        values: [1, 1, 4],
      },
    ]);

  test('are read along the points, the one trajectory before them aside', async () => {
    const { anomalies } = await readBytes(
      'ioos_qc_nc',
      along([
        ['trajectory', 1],
        ['obs', 3],
      ]),
    );
    expect(anomalies.map(({ parameter, timeStart }) => [parameter, timeStart])).toEqual([
      ['temp', '2026-03-01T00:02:00.000Z'],
    ]);
  });

  test('along two dimensions are refused', async () => {
    const two: [string, number][] = [
      ['obs', 3],
      ['z', 2],
    ];
    expect((await faultOf('ioos_qc_nc', along(two)))[0]).not.toBe('read');
  });
});
