import { intoL20, isAmbiguous, outOfL20, scaleCodes, worstFlag } from '../../domain/flag-scale';
import { INTO_L20, OUT_OF_L20 } from '../../domain/flag-scale-data';

test.each([
  ['QARTOD', '2020', '2', '0'],
  ['QARTOD', '2020', '1', '1'],
  ['QARTOD', 'legacy', '1', '4'],
  ['QARTOD', 'legacy', '3', '1'],
  ['QARTOD', null, '3', '3'],
  ['QARTOD', '1999', '3', null],
  ['L20', '7', 'B', 'B'],
  ['COP02', null, '7', 'B'],
  ['GOSUD', null, '6', '4'],
  ['RR2', null, '6', null],
  ['OceanSITES', null, '6', null],
  ['OceanSITES', null, '7', 'B'],
  ['BUFR033050', null, '9', '2'],
  ['BUFR033050', null, '15', '9'],
  ['WOCE_WATER', null, '2', '1'],
  ['WOCE_WATER', null, '9', '9'],
  ['WOCE_CTD', null, '7', '5'],
  ['WOCE_BOTTLE', null, '4', '4'],
  ['SOMLIT', null, '0', '6'],
  ['ODV', null, '8', '4'],
  ['COTEDE', null, '0', '0'],
  ['BODC', null, 'M', '4'],
  ['SANDRE', null, '2', '4'],
  ['SANDRE', null, '4', '0'],
  ['NERRS', null, '-3', '4'],
  ['NERRS', null, '0', '1'],
  ['QUINCE', null, '-2', '2'],
  ['QUINCE', null, '-10', '0'],
  ['ESEAS', null, '2', '8'],
  ['WOD', null, '3', '3'],
  ['RP2', null, 'F', '4'],
  ['nobody', null, '4', null],
])('%s %s %s means %s in L20', (scale, version, code, canonical) =>
  expect(intoL20(scale, version, code)?.canonical ?? null).toBe(canonical),
);

test.each([
  ['QARTOD', '5', '1', true],
  ['QARTOD', '0', '2', false],
  ['RR2', '5', '5', false],
  ['COP02', 'B', '7', false],
  ['RR2', 'B', undefined, undefined],
  ['SANDRE', '4', '2', false],
  ['NERRS', '2', '0', true],
])('%s says the L20 code %s as %s', (scale, canonical, code, lossy) => {
  const row = outOfL20(scale, null, canonical);
  expect([row?.code, row?.lossy]).toEqual([code, lossy]);
});

test('a code that means one thing comes back as itself, in every scale', () => {
  for (const { scale, version, code, canonical, lossy } of INTO_L20)
    if (!lossy) expect([scale, outOfL20(scale, version, canonical)?.code]).toEqual([scale, code]);
  for (const { scale, version, code, canonical, lossy } of OUT_OF_L20)
    if (!lossy) expect([scale, intoL20(scale, version, code)?.canonical]).toEqual([scale, canonical]);
});

test('only the flag that reads both ways must name its version', () => {
  expect([
    isAmbiguous('QARTOD', null, '1'),
    isAmbiguous('QARTOD', null, '4'),
    isAmbiguous('QARTOD', '2020', '1'),
    isAmbiguous('L20', null, '1'),
  ]).toEqual([true, false, false, false]);
});

test('the worst of a group is by degree; qualifiers say none', () => {
  const worst = (codes: string): string => codes.split('').reduce(worstFlag);
  expect([worst('0129'), worst('12930'), worst('1349'), worst('125B')]).toEqual(['9', '3', '4', '2']);
});

test('nobody is asked about a harbour, a nominal or a missing value, nor about a flag that says good', () => {
  const asked = INTO_L20.filter((row) => row.asked);
  expect(asked.every(({ canonical }) => canonical === '3' || canonical === '4')).toBe(true);
  expect(scaleCodes('GOSUD', null)?.get('6')).toMatchObject({ meaning: 'harbour', asked: false });
  expect(scaleCodes('COP02', null)?.get('7')).toMatchObject({ canonical: 'B', asked: false });
  expect(scaleCodes('QUINCE', null)?.get('-100')).toMatchObject({ meaning: 'flushing', asked: false });
});

test('a QARTOD that does not say which, and a scale nobody knows, have no codes', () => {
  expect([scaleCodes('QARTOD', null), scaleCodes('QARTOD', '1999'), scaleCodes('HOUSE', '1')]).toEqual([
    null,
    null,
    null,
  ]);
  expect(scaleCodes('QARTOD', 'legacy')?.get('1')?.canonical).toBe('4');
});
