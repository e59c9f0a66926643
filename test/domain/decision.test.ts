import { decidedChange } from '../../domain/decision';

const anomaly = {
  uuid: '8f7b8406-b17a-43a7-90b8-0e39c3bd65e0',
  file: null,
  start: '2026-03-02T08:00:00.000Z',
  end: '2026-03-02T08:10:00.000Z',
  parameter: 'TEMP',
  flag: { scale: 'QARTOD', version: '2020', code: '3' },
};

test.each([
  ['eliminate', '4', true],
  ['confirmed_real', '1', false],
  ['corrected_data', '1', false],
  ['flags_accepted', '3', false],
  ['cannot_correct', '3', false],
] as const)('%s turns a doubtful QARTOD flag into %s', (code, flag, withdrawn) => {
  expect(decidedChange(code, anomaly, null)).toMatchObject({
    old_flag: '3',
    new_flag: flag,
    scale: 'QARTOD',
    scale_version: '2020',
    withdrawn,
    interval: { start: anomaly.start, end: anomaly.end },
  });
});

test.each([
  ['eliminate', '4', 'L20'],
  ['confirmed_real', '1', 'L20'],
  ['corrected_data', '5', 'L20'],
  ['flags_accepted', null, null],
] as const)('values that came without a flag: %s gives %s on the scale %s', (code, flag, scale) => {
  expect(decidedChange(code, { ...anomaly, flag: null }, null)).toMatchObject({
    old_flag: null,
    new_flag: flag,
    scale,
  });
});

test('a missing file has no flag to change', () => {
  const change = decidedChange('eliminate', { ...anomaly, parameter: null, flag: null }, null);
  expect(change).toMatchObject({ new_flag: null, scale: null, withdrawn: true });
});

test.each([
  ['QARTOD', 'legacy', 'eliminate', '1'],
  ['WOCE_WATER', '1', 'confirmed_real', '2'],
  ['WOCE_WATER', '1', 'corrected_data', '2'],
  ['COP02', null, 'corrected_data', '5'],
  ['ODV', '1', 'eliminate', '8'],
  ['HOUSE', null, 'eliminate', null],
] as const)('a flag of %s %s is decided in its own codes: %s is %s', (scale, version, code, flag) => {
  const change = decidedChange(code, { ...anomaly, flag: { scale, version, code: '3' } }, null);
  expect([change.new_flag, change.scale, change.scale_version]).toEqual([flag, scale, version]);
});
