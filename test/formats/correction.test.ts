import fc from 'fast-check';
import type { CorrectionTarget } from '../../domain/correction';
import { templateOf } from '../../domain/correction/template';
import { checkCorrectionFile } from '../../formats/correction/check';
import { aTarget } from '../support/corrections';

const minute = (n: number): string => `2026-03-02T08:${String(n).padStart(2, '0')}:00.000Z`;
const psal = (patch: Partial<CorrectionTarget> = {}): CorrectionTarget =>
  aTarget({
    parameter: 'PSAL',
    unit: 'psu',
    start: minute(0),
    end: '2026-03-02T08:10:00.500Z',
    points: [{ t: minute(1), value: 12.5, flag: '4' }],
    ...patch,
  });
async function check(text: string | Buffer, targets = [psal()]) {
  const checked = await checkCorrectionFile(Uint8Array.from(Buffer.from(text)), targets);
  if (!checked.ok) throw new Error(`unreadable: ${checked.code}`);
  return checked;
}
const codesOf = async (text: string, targets?: CorrectionTarget[]) =>
  (await check(text, targets)).errors.map(({ line, column, code }) => [line, column, code]);

test('a French file with a mark, semicolons and decimal commas is accepted, with the values it replaces', async () => {
  const { accepted, errors } = await check(
    '\ufefftemps;valeur [PSU];code qualité\r\n02/03/2026 08:01;35,12;5\r\n2026-03-02T08:10:00Z;35,2;\r\n',
  );
  expect(errors).toEqual([]);
  expect(accepted).toMatchObject([
    { line: 2, anomaly: 1, t: minute(1), value: 35.12, flag: '5', old: 12.5, oldFlag: '4', unit: 'psu' },
    { line: 3, anomaly: 1, t: minute(10), value: 35.2, flag: null, old: null },
  ]);
});

test('every wrong row is told with its line, its column and what is wrong, and none is taken', async () => {
  const checked = await check(
    'time;value;parameter\n2026-03-02T07:59:59Z;35;\n2026-03-02T08:01:00Z;dry;\n30/02/2026 08:00;35;\n2026-03-02T08:02:00Z;35;\n2026-03-02T08:02:00Z;36;\n2026-03-02T08:03:00Z;12;TEMP\n',
  );
  expect(checked.errors.map(({ line, column, code }) => [line, column, code])).toEqual([
    [2, 'time', 'outside_interval'],
    [3, 'value', 'not_a_number'],
    [4, 'time', 'bad_time'],
    [6, 'time', 'duplicate_time'],
    [7, 'parameter', 'other_parameter'],
  ]);
  expect(checked.errors[3]?.params).toEqual({ given: minute(2), line: '5' });
  expect([checked.accepted, checked.good]).toEqual([[], 1]);
});

test.each<[name: string, text: string, errors: unknown[]]>([
  [
    'no rows, and another unit',
    'time;value [degC]\n',
    [
      [1, 'value [degC]', 'other_unit'],
      [null, null, 'empty_file'],
    ],
  ],
  ['the unit as a vocabulary says it', 'time;value [SDN:P06::UUUU]\n2026-03-02T08:01:00Z;35\n', []],
  ['a column called by its parameter', 'time;PSAL [psu]\n2026-03-02T08:01:00Z;35\n', []],
  ['another parameter', 'time;TEMP\n2026-03-02T08:01:00Z;35\n', [[1, 'TEMP', 'other_parameter']]],
  ['another unit in a column', 'time;value;unit\n2026-03-02T08:01:00Z;35;degC\n', [[2, 'unit', 'other_unit']]],
  ['thousands that may be decimals', 'time,value\n2026-03-02T08:01:00Z,"1,234"\n', [[2, 'value', 'not_a_number']]],
  [
    'points and commas in one file',
    'time;value\n2026-03-02T08:01:00Z;35,1\n2026-03-02T08:02:00Z;35.1\n',
    [[3, 'value', 'mixed_decimals']],
  ],
  ['no value', 'time;value\n2026-03-02T08:01:00Z;\n', [[2, 'value', 'value_missing']]],
  ['a number too great', 'time;value\n2026-03-02T08:01:00Z;1e999\n', [[2, 'value', 'not_a_number']]],
  [
    'a formula',
    'time;value\n2026-03-02T08:01:00Z;=A1+1\n@SUM(1);35\n',
    [
      [2, 'value', 'formula'],
      [3, 'time', 'formula'],
    ],
  ],
  ['a flag of no scale', 'time;value;flag\n2026-03-02T08:01:00Z;35;Z\n', [[2, 'flag', 'unknown_flag']]],
  [
    'degrees and minutes',
    "time;value;lat;lon\n2026-03-02T08:01:00Z;35;48°23.5'N;-4\n",
    [[2, 'lat', 'degrees_minutes']],
  ],
  ['a latitude of NMEA', 'time;value;lat;lon\n2026-03-02T08:01:00Z;35;4823.5;-4\n', [[2, 'lat', 'degrees_minutes']]],
  ['no latitude', 'time;value;lat;lon\n2026-03-02T08:01:00Z;35;95;-4\n', [[2, 'lat', 'bad_position']]],
  [
    'the old value of another row',
    'time;value;corrected_value\n2026-03-02T08:01:00Z;13.5;35\n',
    [[2, 'value', 'other_old_value']],
  ],
  ['the old value as a spreadsheet rounds it', 'time;value;corrected_value\n2026-03-02T08:01:00Z;13;35\n', []],
  ['unsorted rows', 'time;value\n2026-03-02T08:02:00Z;35\n2026-03-02T08:01:00Z;35.1\n', []],
])('%s', async (_name, text, errors) => {
  expect(await codesOf(text)).toEqual(errors);
});

test('degrees and minutes are told with what they are in decimals', async () => {
  const { errors } = await check("time;value;lat;lon\n2026-03-02T08:01:00Z;35;48 30'S;-4\n");
  expect(errors[0]?.params).toMatchObject({ expected: '-48.5' });
});

test('an anomaly without interval, unit or parameter refuses none of them', async () => {
  const text = 'time;TEMP [degC]\n1999-01-01T00:00:00Z;35\n';
  expect(await codesOf(text, [psal({ start: null, end: null, unit: null, parameter: null })])).toEqual([]);
});

describe('of several anomalies', () => {
  const targets = [
    psal({ id: 1, start: minute(0), end: minute(2) }),
    psal({ id: 2, start: minute(5), end: minute(6), points: [] }),
    psal({ id: 3, start: minute(5), end: minute(5), points: [], check: 'spike' }),
  ];

  test('a row corrects each that it lies in, and the gap between them belongs to none', async () => {
    const { accepted } = await check('time;value\n2026-03-02T08:01:00Z;35\n2026-03-02T08:05:00Z;36\n', targets);
    expect(accepted.map(({ line, anomaly }) => [line, anomaly])).toEqual([
      [2, 1],
      [3, 2],
      [3, 3],
    ]);
    expect(await codesOf('time;value\n2026-03-02T08:03:00Z;35\n', targets)).toEqual([[2, 'time', 'no_anomaly']]);
  });
});

describe('of a profile', () => {
  const at = { start: minute(0), end: minute(0) };
  const targets = [
    psal({ id: 1, ...at, depths: { min: 10, max: 20 }, station: 'S1' }),
    psal({ id: 2, ...at, depths: { min: 50, max: 50 }, station: 'S1' }),
  ];

  test('the depth says which anomaly, and must be there', async () => {
    const { accepted } = await check(
      'time;depth;value\n2026-03-02T08:00:00Z;15;35\n2026-03-02T08:00:00Z;50.02;36\n',
      targets,
    );
    expect(accepted.map(({ anomaly, z }) => [anomaly, z])).toEqual([
      [1, 15],
      [2, 50.02],
    ]);
    expect(await codesOf('time;depth;value\n2026-03-02T08:00:00Z;30;35\n', targets)).toEqual([
      [2, 'depth', 'other_depth'],
    ]);
    expect(await codesOf('time;value\n2026-03-02T08:00:00Z;35\n', targets.slice(0, 1))).toEqual([
      [2, null, 'depth_missing'],
    ]);
    expect(await codesOf('time;depth;station;value\n2026-03-02T08:00:00Z;15;S2;35\n', targets)).toEqual([
      [2, 'station', 'other_station'],
    ]);
  });
});

test('a position is corrected by latitude and longitude, and needs no value', async () => {
  const target = psal({
    isPosition: true,
    parameter: null,
    unit: null,
    points: [{ t: minute(1), value: null, flag: '4', lat: 0, lon: 0 }],
  });
  const { accepted } = await check('time;lat;lon\n2026-03-02T08:01:00Z;48,5;355\n', [target]);
  expect(accepted).toMatchObject([{ lat: 48.5, lon: -5, value: null }]);
  expect(await codesOf('time;lat;lon\n2026-03-02T08:01:00Z;;\n', [target])).toEqual([[2, 'lat', 'value_missing']]);
});

test.each([
  ['', 'empty', null, null],
  ['value\n1\n', 'missing_column', 'time', 1],
  ['time\n1\n', 'missing_column', 'value', 1],
  ['time;value;lat\n', 'missing_column', 'lon', 1],
  ['time;value;secret\n', 'unknown_column', 'secret', 1],
  ['time;date;value\n', 'duplicate_column', 'date', 1],
  ['time;value;value\n', 'duplicate_column', null, 1],
  ['time;value\n1;2;3\n', 'bad_csv', null, 2],
  ['time;value\n"2026', 'bad_csv', null, null],
  [`time;value ${'['.repeat(60_000)}\n`, 'bad_header', null, 1],
  [`time;value${' '.repeat(60_000)}x\n`, 'bad_header', null, 1],
  ['\ufffe\u0000', 'not_text', null, null],
])('the file %.30j is unreadable as %s', async (text, code, column, line) => {
  const checked = await checkCorrectionFile(Uint8Array.from(Buffer.from(text)), [psal()]);
  expect(checked).toMatchObject({
    ok: false,
    code,
    ...(column !== null && { column }),
    ...(line !== null && { line }),
  });
});

test('200,000 rows are read within the memory of a thread, and only the first wrong ones are named', async () => {
  const rows = Array.from(
    { length: 200_000 },
    (_, i) => `${new Date(Date.parse(minute(0)) + i).toISOString()};35,${i % 10}\n`,
  );
  const { accepted, good } = await check(`time;value\n${rows.join('')}`);
  expect([accepted.length, good]).toEqual([200_000, 200_000]);
  const more = `time;value\n${'2026-03-02T08:01:00Z;35\n'.repeat(200_001)}`;
  expect(await checkCorrectionFile(Uint8Array.from(Buffer.from(more)), [psal()])).toMatchObject({
    code: 'too_many_rows',
    line: 200_002,
  });
  const wrong = await check(`time;value\n${'2026-03-02T08:01:00Z;x\n'.repeat(5000)}`);
  expect([wrong.errors.length, wrong.errorCount]).toEqual([200, 5000]);
});

describe('the template', () => {
  const instants = fc.uniqueArray(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 30 });
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  test('filled in, in either language, says of each flagged measurement what it says', async () => {
    await fc.assert(
      fc.asyncProperty(
        instants,
        number,
        fc.constantFrom('fr', 'en'),
        fc.boolean(),
        async (times, value, language, deep) => {
          const points = times.map((ms, i) => ({
            t: new Date(Date.parse(minute(0)) + ms).toISOString(),
            value: value + i,
            flag: '4',
            lat: -12.25,
            lon: 3.5,
            ...(deep && { z: i }),
          }));
          const target = psal({
            points,
            evidenceScale: 'L20',
            station: '=1+1',
            ...(deep && { depths: { min: 0, max: times.length } }),
          });
          const [head = '', ...lines] = templateOf([target], language).trimEnd().split('\r\n');
          const delimiter = language === 'fr' ? ';' : ',';
          const place = head.split(delimiter).findIndex((name) => /^(corrected_value|valeur_corrigee)$/.test(name));
          const filled = lines.map((line) =>
            line
              .split(delimiter)
              .map((cell, i) => (i === place ? '1' : cell))
              .join(delimiter),
          );
          const { accepted, errors } = await check([head, ...filled].join('\r\n'), [target]);
          expect(errors).toEqual([]);
          expect(accepted.map(({ t, old, z }) => [t, old, z])).toEqual(
            [...points].sort((a, b) => (a.t < b.t ? -1 : 1)).map((p) => [p.t, p.value, 'z' in p ? p.z : null]),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  test('left empty is refused line by line; of an anomaly without measurements it names the ends', async () => {
    const [first, second] = templateOf([psal({ points: [] })], 'en')
      .trim()
      .split('\r\n')
      .slice(1);
    expect([first, second].map((line) => line?.slice(0, 24))).toEqual([minute(0), '2026-03-02T08:10:00.500Z']);
    expect(await codesOf(templateOf([psal({ evidenceScale: 'L20' })], 'fr'))).toEqual([
      [2, 'valeur_corrigee', 'value_missing'],
    ]);
  });
});

test('whatever bytes come, the file is read or refused in words', async () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('2026-03-02T08:01:00Z', '35,1', '-', '=1', '48°N', '"', ''),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 6 }),
      fc.constantFrom(';', ',', '\t'),
      async (rows, by) => {
        const text = `time${by}value${by}lat${by}lon\n${rows.map((cells) => cells.join(by)).join('\n')}`;
        const checked = await checkCorrectionFile(Uint8Array.from(Buffer.from(text)), [psal()]);
        if (checked.ok && checked.errorCount > 0) expect(checked.accepted).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test('an ODV file that repeats the good measurements between the bad ones corrects only the bad ones', async () => {
  const profile = [12.1, 17.3, 11.9, 4].map((value, i) => ({
    t: minute(0),
    z: i * 10,
    value,
    flag: '1414'[i] ?? null,
  }));
  const whole = (values: number[]): string =>
    [
      'Cruise\tStation\tType\tyyyy-mm-ddThh:mm:ss.sss\tLongitude [degrees_east]\tLatitude [degrees_north]\tPRES [dbar]\tQV:SEADATANET\tTEMP [degC]\tQV:SEADATANET',
      ...values.map(
        (value, i) => `${i === 0 ? 'X\tS01\tC\t2026-03-02T08:00\t-4.5\t48' : '\t\t\t\t\t'}\t${i * 10}\t1\t${value}\t1`,
      ),
      '',
    ].join('\n');
  const target = psal({
    parameter: 'TEMP',
    unit: 'degC',
    start: minute(0),
    end: minute(0),
    depths: { min: 10, max: 30 },
    evidenceScale: 'L20',
    points: profile,
  });
  const { accepted, outside, rechecked } = await check(whole([12.1, 12, 11.9, 4]), [target]);
  expect(accepted.map(({ z, value }) => [z, value])).toEqual([
    [10, 12],
    [30, 4],
  ]);
  expect(outside).toEqual({ count: 2, lines: [2, 4] });
  expect(rechecked.first.map(({ line, code }) => [line, code])).toContainEqual([5, 'unchanged']);
});
