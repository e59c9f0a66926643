import type { CorrectedPoint } from '../../domain/correction';
import type { FindingCode } from '../../domain/recheck/finding';
import type { Rechecked } from '../../domain/recheck';
import { type BeforeAfter, beforeAndAfter } from '../plot/corrected';
import type { Shown } from '../plot/group';

export interface ShownRow {
  line: number;
  at: Date;
  z: number | null;
  lat: number | null;
  lon: number | null;
  parameter: string | null;
  unit: string | null;
  old: number | null;
  value: number | null;
  oldFlag: string | null;
  flag: string | null;
}
/** What a page says of a file of corrected values. */
export interface ShownCorrection {
  /** Lines that correct something. */
  rows: number;
  /** Of the anomalies of the case, the first `reach` of which a file can correct; null where it was not counted. */
  anomalies: { corrected: number; all: number; reach: number } | null;
  outside: { count: number; lines: readonly number[] };
  /** What still fails. */
  failing: number;
  counts: Partial<Record<FindingCode, number>>;
  first: Rechecked['first'];
  plots: BeforeAfter[];
  /** The first rows. */
  sample: ShownRow[];
}

const SAMPLE_MAX = 50;

type Told = Pick<ShownCorrection, 'rows' | 'anomalies' | 'outside' | 'failing' | 'counts' | 'first'>;
/** `rows` of two anomalies of one line are drawn once. */
export function shownCorrection(told: Told, rows: readonly ShownRow[], { plots }: Shown): ShownCorrection {
  const once = [...new Map(rows.map((row) => [`${row.line}/${row.parameter ?? ''}`, row])).values()];
  return { ...told, plots: beforeAndAfter(plots, once), sample: once.slice(0, SAMPLE_MAX) };
}

export const shownRow = ({ t, ...row }: CorrectedPoint): ShownRow => ({ ...row, at: new Date(t) });
