/** A code of one scale in one version and the L20 code that means the same, or nearly so when `lossy`. */
export interface FlagRow {
  scale: string;
  version: string;
  code: string;
  meaning: string;
  canonical: string;
  lossy: boolean;
  /** False for a value that is bad for a known, harmless reason: nobody is asked about it. */
  asked: boolean;
}

/** L20, the scale that all others are told in. */
export const L20_MEANING: Readonly<Record<string, string>> = {
  0: 'no quality control',
  1: 'good',
  2: 'probably good',
  3: 'probably bad',
  4: 'bad',
  5: 'changed',
  6: 'below detection limit',
  7: 'value in excess',
  8: 'interpolated',
  9: 'missing',
  A: 'phenomenon uncertain',
  B: 'nominal',
  Q: 'below limit of quantification',
};

/** A code, its L20 code and its meaning; exact, nearly so, or bad for a harmless reason. */
export type Pair = readonly [code: string, canonical: string, meaning: string, how?: 'lossy' | 'not asked'];
/** The rows of one scale in one version. */
export const rowsOf = (scale: string, version: string, pairs: readonly Pair[]): FlagRow[] =>
  pairs.map(([code, canonical, meaning, how]) => ({
    scale,
    version,
    code,
    meaning,
    canonical,
    lossy: how !== undefined,
    asked: (canonical === '3' || canonical === '4') && how !== 'not asked',
  }));
/** Codes that mean in a scale what they mean in L20. */
export const same = (codes: string): Pair[] =>
  Array.from(codes, (code) => [code, code, L20_MEANING[code] ?? ''] as const);
