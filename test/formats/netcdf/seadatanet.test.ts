import { altered, codesOf, faultOf, readBytes, sample } from '../../support/netcdf';

const CTD = sample('seadatanet-ctd.nc');

test('flags are the codes of characters; stations are told apart; days count from 4713 BC', async () => {
  const { anomalies } = await readBytes('seadatanet_nc', CTD);
  expect(
    anomalies.map(({ check, parameter, timeStart, cruise, locus }) => [
      check,
      parameter,
      timeStart,
      cruise,
      JSON.parse(locus ?? ''),
    ]),
  ).toEqual([
    [
      'flag.L20',
      'TEMP',
      '2026-02-28T12:00:00.000Z',
      'DEMO-CRUISE',
      { local_cdi_id: 'FI99_00001_H10', station: 'S1', z: 2 },
    ],
    [
      'position_flag',
      null,
      '2026-03-01T06:00:00.000Z',
      'DEMO-CRUISE',
      { local_cdi_id: 'FI99_00002_H10', station: 'S2' },
    ],
    [
      'flag.L20',
      'PSAL',
      '2026-03-01T06:00:00.000Z',
      'DEMO-CRUISE',
      { local_cdi_id: 'FI99_00002_H10', station: 'S2', z: 0 },
    ],
  ]);
  expect(anomalies[0]?.doc).toMatchObject({
    extra: { parameter_urn: 'SDN:P01::TEMPPR01' },
    observed: { min: 13.2, max: 13.3, unit: 'degC' },
  });
});

test('where a short station is filled up there are no points; A and 6 are counted, and not asked about', async () => {
  const read = await readBytes('seadatanet_nc', CTD);
  expect(codesOf(read)).toContainEqual(['PSAL', 'flag.L20', 'L20', { 0: 1, 1: 2, 3: 4, 6: 1, 8: 1, A: 1 }]);
  expect(read.anomalies[2]?.evidence?.points).toHaveLength(4);
});

test('flags of another vocabulary are refused', async () => {
  expect(await faultOf('seadatanet_nc', altered(CTD, 'SDN:L20::', 'SDN:L34::'))).toEqual([
    'unknown_scale',
    expect.stringContaining('SDN:L34::'),
  ]);
});
