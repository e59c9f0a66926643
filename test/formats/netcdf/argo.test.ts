import { argoTests } from '../../../formats/netcdf/argo-tests';
import { altered, codesOf, faultOf, readBytes, sample } from '../../support/netcdf';

const REAL_TIME = sample('argo-R9900001_017.nc');
const DELAYED = sample('argo-D9900001_017.nc');
const T = '2026-02-16T12:00:00.000Z';

test('contiguous flagged levels of a profile are one anomaly, with its float, cycle and depth', async () => {
  const { anomalies } = await readBytes('argo_profile', REAL_TIME);
  expect(
    anomalies.map(({ check, parameter, severity, locus, doc }) => [
      check,
      parameter,
      severity,
      JSON.parse(locus ?? ''),
      doc['counts'],
    ]),
  ).toEqual([
    [
      'flag.Argo',
      'TEMP',
      'error',
      { cycle: 17, direction: 'A', sampling: 'Primary sampling', z: 8 },
      { failed: 2, tested: 2 },
    ],
    [
      'flag.Argo',
      'PSAL',
      'warning',
      { cycle: 17, direction: 'A', sampling: 'Primary sampling', z: 2 },
      { failed: 9, tested: 9 },
    ],
    [
      'position_flag',
      null,
      'warning',
      { cycle: 17, direction: 'A', sampling: 'Near-surface sampling' },
      { failed: 1, tested: 1 },
    ],
  ]);
  expect(anomalies[0]).toMatchObject({
    platform: '9900001',
    timeStart: T,
    timeEnd: T,
    evidence: { kind: 'profile', unit: 'degree_Celsius' },
  });
  expect(anomalies[0]?.evidence?.points.slice(2, 6)).toEqual([
    { t: T, value: 13.4, flag: '1', lat: 45.25, lon: -7.5, z: 6 },
    { t: T, value: 13.2, flag: '4', lat: 45.25, lon: -7.5, z: 8 },
    { t: T, value: 13, flag: '4', lat: 45.25, lon: -7.5, z: 10 },
    { t: T, value: 12.8, flag: '1', lat: 45.25, lon: -7.5, z: 12 },
  ]);
});

test('a blank flag is no flag, and not a zero', async () => {
  expect(codesOf(await readBytes('argo_profile', REAL_TIME))).toEqual([
    ['PRES', 'flag.Argo', 'RR2', { 1: 11 }],
    ['TEMP', 'flag.Argo', 'RR2', { 1: 9, 4: 2 }],
    ['PSAL', 'flag.Argo', 'RR2', { 1: 2, 3: 9 }],
    [null, 'time_flag', 'RR2', { 1: 2 }],
    [null, 'position_flag', 'RR2', { 1: 1, 3: 1 }],
  ]);
});

test('delayed mode counts by its adjusted flags, and shows what was measured where the adjusted value is filled', async () => {
  const { anomalies } = await readBytes('argo_profile', DELAYED);
  expect(
    anomalies.map(({ parameter, doc }) => [parameter, doc['observed'], (doc['flags'] as { scale: string }).scale]),
  ).toEqual([
    ['TEMP', { value: 13.2, min: 13.2, max: 13.2, unit: 'degree_Celsius' }, 'RD2'],
    [null, undefined, 'RR2'],
  ]);
});

test('the tests that failed are named, the newest record of each profile', async () => {
  const { anomalies } = await readBytes('argo_profile', REAL_TIME);
  const extra = anomalies.map(({ doc }) => doc['extra'] as Record<string, unknown>);
  expect(extra[0]).toMatchObject({ tests_failed: ['spike', 'density_inversion'], data_mode: 'R', profile_qc: 'B' });
  expect(extra[2]).toMatchObject({
    tests_failed: ['frozen_profile'],
    tests_performed: ['near_surface_unpumped', 'near_surface_air_water'],
  });
});

test.each([
  ['0000000000600000', ['near_surface_unpumped', 'near_surface_air_water']],
  ['000000000003FC18', ['frozen_profile']], // 261144, as the manual prints it
  ['0000000000040000', ['frozen_profile']], // 262144, as it is
  ['0000000000004200', ['spike', 'density_inversion']],
  ['0200000000000002', ['platform_identification', 'oxygen']],
  ['4000000', ['rbr_temp_cndc']],
  ['0', []],
  ['', null],
  ['12G4', null],
])('HISTORY_QCTEST %s', (hex, names) => expect(argoTests(hex)).toEqual(names));

test('what the caller says of the platform comes before the file', async () => {
  const { anomalies } = await readBytes('argo_profile', REAL_TIME, { platform: 'FLOAT' });
  expect(anomalies[0]?.platform).toBe('FLOAT');
});

test('a data mode that is none is refused: which flags count hangs on it', async () => {
  const at = DELAYED.lastIndexOf('DR'); // DATA_MODE of the two profiles
  const bytes = Buffer.from(DELAYED);
  bytes.write('X', at, 'latin1');
  expect(await faultOf('argo_profile', bytes)).toEqual(['bad_netcdf', expect.stringContaining('Profile 1')]);
});

test('a flag that Argo has not is an error of its own, and the others are read', async () => {
  const { items, anomalies } = await readBytes('argo_profile', altered(REAL_TIME, '111441111', '111447111'));
  expect(items.filter((item) => !item.ok)).toMatchObject([{ error: { code: 'unknown_flag', pointer: '/TEMP' } }]);
  expect(anomalies).toHaveLength(3);
});
