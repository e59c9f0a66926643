import { INTO_L20, OUT_OF_L20 } from './flag-scale-data';
import type { FlagRow } from './flag-scale-row';
import type { Severity } from './words';

export type { FlagRow };

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

/** Every code of a scale in one version; null when we do not know it, or when a QARTOD does not say which it is. */
export function scaleCodes(scale: string, version: string | null): ReadonlyMap<string, FlagRow> | null {
  const rows = INTO_L20.filter((row) => row.scale === scale);
  const known = rows.some((row) => row.version === version) ? version : scale === REVERSED ? null : rows[0]?.version;
  const codes = rows.filter((row) => row.version === known).map((row) => [row.code, row] as const);
  return codes.length === 0 ? null : new Map(codes);
}

/** Somebody or something has judged the value: it is neither unqualified nor missing. */
export const isJudged = ({ canonical }: FlagRow): boolean => canonical !== '0' && canonical !== '9';

/** Degrees of badness, the worst last; 5, 6, 7, 8, A, B and Q are qualifiers and say none. */
const DEGREES = '012934';
/** The worst of two L20 codes. */
export const worstFlag = (a: string, b: string): string => (DEGREES.indexOf(a) >= DEGREES.indexOf(b) ? a : b);

const SEVERITY_OF: Record<string, Severity> = { 4: 'error', 3: 'warning', 9: 'info' };
/** How grave an anomaly is whose flag is this L20 code. */
export const severityOfFlag = (canonical: string): Severity | null => SEVERITY_OF[canonical] ?? null;
