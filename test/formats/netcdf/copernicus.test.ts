import { altered, codesOf, faultOf, readBytes, sample } from '../../support/netcdf';

const PROFILES = sample('copernicus-profiles.nc');
const MOORING = sample('copernicus-mooring.nc');

test('profiles: adjusted flags where a profile is adjusted, positions with dimensions of their own', async () => {
  const { anomalies } = await readBytes('copernicus_nc', PROFILES);
  expect(
    anomalies.map(({ check, parameter, timeStart, doc }) => [check, parameter, timeStart, doc['position']]),
  ).toEqual([
    ['flag.OceanSITES', 'TEMP', '2026-02-11T00:00:00.000Z', { lat: 47.1, lon: -6.1, depth: 15 }],
    ['flag.OceanSITES', 'TEMP', '2026-02-21T06:00:00.000Z', { lat: 47.2, lon: -6.2, depth: 25 }],
    ['position_flag', null, '2026-03-03T12:00:00.000Z', { lat: 47.3, lon: -6.3 }],
  ]);
  expect(anomalies[0]).toMatchObject({ platform: '9900002', supplier: 'SDN:EDMO::486' });
});

test('nominal is no anomaly, and the fill of -128 no flag', async () => {
  const counts = codesOf(await readBytes('copernicus_nc', PROFILES));
  expect(counts[0]).toEqual(['PRES', 'flag.OceanSITES', 'OceanSITES', { 7: 15 }]);
  expect(counts[1]).toEqual(['TEMP', 'flag.OceanSITES', 'OceanSITES', { 1: 9, 3: 1, 4: 2, 7: 1, 9: 1 }]);
});

test('the meaning of 6 comes from the file: not used there is unknown, below detection is not asked about', async () => {
  const bytes = Buffer.from(PROFILES);
  const four = bytes.indexOf(Buffer.from([1, 4, 4, 1, 0x80]));
  bytes[four + 1] = 6;
  const { items } = await readBytes('copernicus_nc', bytes);
  expect(items.filter((item) => !item.ok)).toMatchObject([{ error: { code: 'unknown_flag' } }]);
  expect(codesOf(await readBytes('copernicus_nc', MOORING))[2]).toEqual([
    'TEMP',
    'flag.COP02',
    'COP02',
    { 1: 35, 4: 3, 6: 1, 9: 1 },
  ]);
});

test('a mooring in NetCDF-4: packed integers unpacked, times exact, time flags apart from those of values', async () => {
  const { anomalies } = await readBytes('copernicus_nc', MOORING, { sensor: 'SBE37-1' });
  expect(
    anomalies.map(({ check, parameter, timeStart, timeEnd, sensor, doc }) => [
      check,
      parameter,
      timeStart,
      timeEnd,
      sensor,
      doc['observed'],
    ]),
  ).toEqual([
    ['time_flag', null, '2026-02-11T05:00:00.000Z', '2026-02-11T05:10:00.000Z', null, undefined],
    [
      'flag.COP02',
      'TEMP',
      '2026-02-11T01:40:00.000Z',
      '2026-02-11T02:00:00.000Z',
      null,
      { min: 11.01, max: 11.012, unit: 'degrees_C' },
    ],
  ]);
  const points = anomalies[1]?.evidence?.points ?? [];
  expect(points.find(({ t }) => t === '2026-02-11T03:20:00.000Z')).toMatchObject({ value: null, flag: '9' });
});

test('codes that mean another thing in the file than in the scale refuse it', async () => {
  const bytes = altered(PROFILES, ' bad_data value_changed', ' good_dat value_changed');
  expect(await faultOf('copernicus_nc', bytes)).toEqual(['unknown_scale', expect.stringContaining('TIME_QC')]);
});

test('a unit of time that is none refuses the file', async () => {
  const bytes = altered(PROFILES, 'days since 1950-01-01', 'days since 1950-13-01');
  expect(await faultOf('copernicus_nc', bytes)).toEqual(['bad_netcdf', expect.stringContaining('TIME')]);
});
