import { type FlagRow, L20_MEANING, type Pair, rowsOf, same } from './flag-scale-row';
import { OTHERS_INTO_L20 } from './flag-scale-others';

const IODE: readonly Pair[] = [
  ['1', '1', 'good'],
  ['2', '0', 'not evaluated'],
  ['3', '3', 'questionable'],
  ['4', '4', 'bad'],
  ['9', '9', 'missing'],
];
const ARGO: readonly Pair[] = [...same('012345'), ['8', '8', 'estimated'], ['9', '9', 'missing']];

/** Into L20. A number alone says nothing: QARTOD once meant the reverse, 6 is a harbour in GOSUD, 7 nominal in COP02. */
export const INTO_L20: readonly FlagRow[] = [
  ...rowsOf('L20', '8', same('0123456789ABQ')),
  ...rowsOf('QARTOD', '2020', IODE),
  ...rowsOf('QARTOD', 'legacy', [
    ['0', '0', 'not evaluated'],
    ['1', '4', 'bad'],
    ['2', '3', 'questionable'],
    ['3', '1', 'good'],
    ['9', '9', 'missing'],
  ]),
  ...rowsOf('L34', '1', IODE),
  ...rowsOf('RR2', '1', ARGO),
  ...rowsOf('RD2', '1', ARGO),
  ...rowsOf('COP02', '1', [...same('0123456'), ['7', 'B', 'nominal'], ...same('89')]),
  ...rowsOf('OceanSITES', '1', [...same('012345'), ['7', 'B', 'nominal value'], ...same('89')]),
  ...rowsOf('GTSPP', '1', same('0123459')),
  ...rowsOf('GOSUD', '1', [...same('012345'), ['6', '4', 'harbour', 'not asked'], ...same('89')]),
  ...rowsOf('IMOS', '1', same('01234589')),
  ...rowsOf('MEDATLAS', '1', same('01234589')),
  ...rowsOf('BUFR033050', '1', [
    ['0', '0', 'unqualified'],
    ['1', '1', 'correct'],
    ['2', '2', 'probably good, inconsistent with statistics', 'lossy'],
    ['3', '3', 'probably bad'],
    ['4', '4', 'bad'],
    ['5', '5', 'modified during quality control'],
    ['8', '8', 'interpolated'],
    ['9', '2', 'good for operational use', 'lossy'],
    ['15', '9', 'missing'],
  ]),
  ...rowsOf('WOCE_WATER', '1', [
    ['1', '0', 'drawn, analysis not received'],
    ['2', '1', 'acceptable'],
    ['3', '3', 'questionable'],
    ['4', '4', 'bad'],
    ['5', '9', 'not reported', 'lossy'],
    ['6', '1', 'mean of replicates', 'lossy'],
    ['7', '1', 'manual chromatographic peak', 'lossy'],
    ['8', '2', 'irregular digital chromatographic peak integration', 'lossy'],
    ['9', '9', 'not drawn'],
  ]),
  ...rowsOf('WOCE_CTD', '1', [
    ['1', '0', 'not calibrated'],
    ['2', '1', 'acceptable'],
    ['3', '3', 'questionable'],
    ['4', '4', 'bad'],
    ['5', '9', 'not reported', 'lossy'],
    ['6', '8', 'interpolated over more than 2 dbar'],
    ['7', '5', 'despiked', 'lossy'],
    ['9', '9', 'not sampled'],
  ]),
  ...rowsOf('WOCE_BOTTLE', '1', [
    ['1', '0', 'no information'],
    ['2', '1', 'no problem'],
    ['3', '3', 'leaking'],
    ['4', '4', 'did not trip correctly'],
    ['5', '9', 'not reported', 'lossy'],
    ['6', '0', 'Gerard pair differs', 'lossy'],
    ['7', '0', 'Gerard pair, unknown problem', 'lossy'],
    ['8', '0', 'Gerard pair, other problem', 'lossy'],
    ['9', '9', 'not sampled'],
  ]),
  ...rowsOf('SOMLIT', '1', [
    ['0', '6', 'below detection limit'],
    ['1', '9', 'sampled, lost before measurement', 'lossy'],
    ['2', '1', 'good'],
    ['3', '3', 'questionable'],
    ['4', '4', 'bad'],
    ['5', '9', 'value pending', 'lossy'],
    ['6', '1', 'mean of replicates', 'lossy'],
    ['7', '2', 'good, outside the protocol', 'lossy'],
    ['8', '0', 'not flagged'],
    ['9', '9', 'no sample'],
  ]),
  ...rowsOf('ODV', '1', [
    ['0', '1', 'good'],
    ['1', '0', 'unknown'],
    ['4', '3', 'questionable'],
    ['8', '4', 'bad'],
  ]),
  ...rowsOf('COTEDE', '1', [['0', '0', 'not evaluated'], ...same('12349')]),
  ...rowsOf('BODC', '1', [
    ['<', '6', 'below detection limit'],
    ['>', '7', 'in excess'],
    ['K', '3', 'improbable, by unknown source', 'lossy'],
    ['L', '4', 'improbable, by the originator', 'lossy'],
    ['M', '4', 'improbable, by BODC', 'lossy'],
    ['N', '9', 'null'],
    ['R', '5', 'replaced'],
    ['S', '8', 'estimated'],
    ['T', '8', 'interpolated', 'lossy'],
  ]),
  ...OTHERS_INTO_L20,
];

/** Codes that a scale uses for a meaning it has no code of its own for; every exact row of INTO_L20 also reads backwards. */
const NEARLY: Readonly<Record<string, readonly (readonly [canonicals: string, code: string])[]>> = {
  'QARTOD@2020': [['25678ABQ', '1']],
  'L34@1': [['25678ABQ', '1']],
  'QARTOD@legacy': [['25', '3']],
  'BUFR033050@1': [['2', '2']],
  'WOCE_WATER@1': [['5', '2']],
  'WOCE_CTD@1': [['25', '2']],
  'SOMLIT@1': [['25', '2']],
  'ODV@1': [['25', '0']],
  'COTEDE@1': [['5', '1']],
  'BODC@1': [['34', 'M']],
  'SANDRE@1': [['25', '1']],
  'NERRS@1': [['2', '0']],
  'QUINCE@1': [['5', '2']],
  'ESEAS@1': [['25', '1']],
};

/** Out of L20; a scale that has no code for a meaning has no row. */
export const OUT_OF_L20: readonly FlagRow[] = [
  ...INTO_L20.filter(({ lossy }) => !lossy),
  ...Object.entries(NEARLY).flatMap(([name, pairs]) => {
    const [scale = '', version = ''] = name.split('@');
    return pairs.flatMap(([canonicals, code]) =>
      rowsOf(
        scale,
        version,
        Array.from(canonicals, (canonical) => [code, canonical, L20_MEANING[canonical] ?? '', 'lossy'] as const),
      ),
    );
  }),
];
