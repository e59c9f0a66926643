import type { Severity } from './words';

/** A code of one scale in one version and the L20 code that means the same, or nearly so when `lossy`. */
export interface FlagRow {
  scale: string;
  version: string;
  code: string;
  canonical: string;
  lossy: boolean;
}

type Pair = readonly [code: string, canonical: string, lossy?: 'lossy'];
const rowsOf = (scale: string, version: string, pairs: readonly Pair[]): FlagRow[] =>
  pairs.map(([code, canonical, lossy]) => ({ scale, version, code, canonical, lossy: lossy !== undefined }));
const same = (codes: string): Pair[] => Array.from(codes, (code) => [code, code] as const);

const IODE: Pair[] = [...same('1349'), ['2', '0']];
const BACK_TO_IODE: Pair[] = [
  ['2', '0'],
  ...same('1349'),
  ...Array.from('25678ABQ', (canonical) => ['1', canonical, 'lossy'] as const),
];

/** Into L20. A number alone says nothing: QARTOD once meant the reverse, 6 is a harbour in GOSUD, 7 nominal in COP02. */
export const INTO_L20: readonly FlagRow[] = [
  ...rowsOf('L20', '8', same('0123456789ABQ')),
  ...rowsOf('QARTOD', '2020', IODE),
  ...rowsOf('QARTOD', 'legacy', [
    ['0', '0'],
    ['1', '4'],
    ['2', '3'],
    ['3', '1'],
    ['9', '9'],
  ]),
  ...rowsOf('L34', '1', IODE),
  ...rowsOf('RR2', '1', same('01234589')),
  ...rowsOf('RD2', '1', same('01234589')),
  ...rowsOf('COP02', '1', [...same('012345689'), ['7', 'B']]),
  ...rowsOf('GTSPP', '1', same('0123459')),
  ...rowsOf('GOSUD', '1', [...same('01234589'), ['6', '4', 'lossy']]),
  ...rowsOf('MEDATLAS', '1', same('01234589')),
];

/** Out of L20; a scale that has no code for a meaning has no row. */
export const OUT_OF_L20: readonly FlagRow[] = [
  ...rowsOf('L20', '8', same('0123456789ABQ')),
  ...rowsOf('QARTOD', '2020', BACK_TO_IODE),
  ...rowsOf('QARTOD', 'legacy', [
    ['0', '0'],
    ['1', '4'],
    ['2', '3'],
    ['3', '1'],
    ['9', '9'],
    ['3', '2', 'lossy'],
    ['3', '5', 'lossy'],
  ]),
  ...rowsOf('L34', '1', BACK_TO_IODE),
  ...rowsOf('RR2', '1', same('01234589')),
  ...rowsOf('RD2', '1', same('01234589')),
  ...rowsOf('COP02', '1', [...same('012345689'), ['7', 'B']]),
  ...rowsOf('GTSPP', '1', same('0123459')),
  ...rowsOf('GOSUD', '1', same('01234589')),
  ...rowsOf('MEDATLAS', '1', same('01234589')),
];

/** The one scale whose versions contradict each other; of the others any version is read as the one we know. */
const REVERSED = 'QARTOD';
function find(
  rows: readonly FlagRow[],
  scale: string,
  version: string | null,
  holds: (row: FlagRow) => boolean,
): FlagRow | null {
  const found = rows.filter((row) => row.scale === scale && holds(row));
  const exact = found.find((row) => row.version === version);
  return exact ?? (version === null || scale !== REVERSED ? (found[0] ?? null) : null);
}

/** What a code means in L20; null when the scale or the code is not known. */
export const intoL20 = (scale: string, version: string | null, code: string): FlagRow | null =>
  find(INTO_L20, scale, version, (row) => row.code === code);
/** How a scale says an L20 code; null when it cannot. */
export const outOfL20 = (scale: string, version: string | null, canonical: string): FlagRow | null =>
  find(OUT_OF_L20, scale, version, (row) => row.canonical === canonical);

/** Flagged 1 in a QARTOD of no told version: good in today's, bad in the older. Every other code reads one way in an anomaly. */
export const isAmbiguous = (scale: string, version: string | null, code: string): boolean =>
  scale === REVERSED && version === null && code === '1';

/** Degrees of badness, the worst last; 5, 6, 7, 8, A, B and Q are qualifiers and say none. */
const DEGREES = '012934';
/** The worst of two L20 codes. */
export const worstFlag = (a: string, b: string): string => (DEGREES.indexOf(a) >= DEGREES.indexOf(b) ? a : b);

const SEVERITY_OF: Record<string, Severity> = { 4: 'error', 3: 'warning', 9: 'info' };
/** How grave an anomaly is whose flag is this L20 code. */
export const severityOfFlag = (canonical: string): Severity | null => SEVERITY_OF[canonical] ?? null;
