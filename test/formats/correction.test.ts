import { checkCorrection, type CorrectionScope } from '../../domain/correction';
import { readCorrection } from '../../formats/correction';
import { BodyFault } from '../../formats/fault';

const scope: CorrectionScope = {
  interval: { start: '2026-03-02T08:00:00.000Z', end: '2026-03-02T08:10:00.500Z' },
  parameter: 'PSAL',
  unit: 'psu',
  points: [{ t: '2026-03-02T08:01:00.000Z', value: 12.5, flag: '4' }],
};
const check = (text: string, patch: Partial<CorrectionScope> = {}) =>
  checkCorrection(readCorrection(Buffer.from(text)), { ...scope, ...patch });

test('a French file with decimal commas is accepted, with the values it replaces', () => {
  const { accepted, errors } = check(
    'temps;valeur [PSU];code qualité\r\n02/03/2026 08:01;35,12;5\r\n2026-03-02T08:10:00Z;35,2;\r\n',
  );
  expect(errors).toEqual([]);
  expect(accepted).toEqual([
    { line: 2, t: '2026-03-02T08:01:00.000Z', value: 35.12, flag: '5', old: 12.5 },
    { line: 3, t: '2026-03-02T08:10:00.000Z', value: 35.2, flag: null, old: null },
  ]);
});

test('every wrong row is told with its line and what is wrong', () => {
  const { accepted, errors } = check(
    'time;value;parameter\n2026-03-02T07:59:59Z;35;\n2026-03-02T08:01:00Z;dry;\n30/02/2026 08:00;35;\n2026-03-02T08:02:00Z;35;\n2026-03-02T08:02:00Z;36;\n2026-03-02T08:03:00Z;12;TEMP\n',
  );
  expect(errors.map(({ line, code }) => [line, code])).toEqual([
    [2, 'outside_interval'],
    [3, 'not_a_number'],
    [4, 'bad_time'],
    [6, 'duplicate_time'],
    [7, 'other_parameter'],
  ]);
  expect(errors[3]?.params).toEqual({ given: '2026-03-02T08:02:00.000Z', line: '5' });
  expect(accepted.map(({ line }) => line)).toEqual([5]);
});

test('a column of units is checked row by row', () => {
  const { accepted, errors } = check(
    'time,parameter,value,unit\n2026-03-02T08:01:00Z,PSAL,35.1,psu\n2026-03-02T08:02:00Z,PSAL,35.2,\n2026-03-02T08:03:00Z,PSAL,12,degC\n',
  );
  expect(errors).toEqual([{ line: 4, code: 'other_unit', params: { given: 'degC', expected: 'psu' } }]);
  expect(accepted.map(({ value }) => value)).toEqual([35.1, 35.2]);
});

test.each([
  ['time;value [degC]\n', ['empty_file', 'other_unit']],
  ['time;value [1]\n2026-03-02T08:01:00Z;35\n', []],
  ['time;value [SDN:P06::UUUU]\n2026-03-02T08:01:00Z;35\n', []],
  ['time;PSAL [psu]\n2026-03-02T08:01:00Z;35\n', []],
  ['time;TEMP\n2026-03-02T08:01:00Z;35\n', ['other_parameter']],
  ['time,value\n2026-03-02T08:01:00Z,"1,234"\n', ['not_a_number']],
  ['time;value\n2026-03-02T08:01:00Z;\n', ['not_a_number']],
  ['time;value\n2026-03-02T08:01:00Z;1e999\n', ['not_a_number']],
])('%j gives %j', (text, codes) => {
  expect(check(text).errors.map(({ code }) => code)).toEqual(codes);
});

test('an anomaly without interval, unit or parameter refuses none of them', () => {
  const text = 'time;TEMP [degC]\n1999-01-01T00:00:00Z;35\n';
  expect(check(text, { interval: null, unit: null, parameter: null }).errors).toEqual([]);
});

test.each([
  ['', 'empty'],
  ['value\n1\n', 'missing_column'],
  ['time\n1\n', 'missing_column'],
  ['time;value;secret\n', 'unknown_column'],
  ['time;date;value\n', 'duplicate_column'],
  ['time;value;value\n', 'duplicate_column'],
  ['time;value\n1;2;3\n', 'bad_csv'],
  [`time;value ${'['.repeat(60_000)}\n`, 'bad_header'],
  [`time;value${' '.repeat(60_000)}x\n`, 'bad_header'],
])('the file %j is refused as %s', (text, code) => {
  let fault: unknown;
  try {
    readCorrection(Buffer.from(text));
  } catch (error) {
    fault = error;
  }
  expect(fault).toBeInstanceOf(BodyFault);
  expect(fault).toMatchObject({ code });
});
