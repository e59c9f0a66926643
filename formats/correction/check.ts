import type { CorrectionTarget } from '../../domain/correction';
import { type CheckedRows, CorrectionCheck } from '../../domain/correction/check';
import { type Rechecked, recheck } from '../../domain/recheck';
import { readCorrection } from '../correction';
import { BodyFault } from '../fault';

export interface CheckedCorrection extends CheckedRows {
  ok: true;
  format: 'csv' | 'odv' | 'netcdf';
  /** How many rows could be taken; none is accepted while one is wrong. */
  good: number;
  /** What still fails; nothing was looked at while there are errors. */
  rechecked: Rechecked;
}
/** Why the file as a whole cannot be read: a word of BodyFault, the line from 1 and the column where they are known. */
export interface UnreadableCorrection {
  ok: false;
  code: string;
  line: number | null;
  column: string | null;
}
const NOTHING_FOUND: Rechecked = { counts: {}, rows: 0, first: [] };

/** Reads a supplier's file and holds each row against the anomalies; then checks the corrected values anew. */
export async function checkCorrectionFile(
  bytes: Uint8Array,
  targets: readonly CorrectionTarget[],
): Promise<CheckedCorrection | UnreadableCorrection> {
  const parameters = [...new Set(targets.flatMap(({ parameter }) => parameter ?? []))];
  let check: CorrectionCheck | null = null;
  let format: CheckedCorrection['format'] = 'csv';
  try {
    await readCorrection(bytes, parameters, {
      begin: (head) => {
        format = head.format;
        check = new CorrectionCheck(head, targets);
      },
      take: (row) => check?.take(row),
    });
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    const column = 'column' in error && typeof error.column === 'string' ? error.column : null;
    return { ok: false, code: error.code, line: error.line, column };
  }
  // Safe: readers begin before they end, which the compiler does not follow into the callback.
  const checked = (check as CorrectionCheck | null)?.end();
  if (!checked) return { ok: false, code: 'empty', line: null, column: null };
  const rechecked = checked.errorCount > 0 ? NOTHING_FOUND : recheck(checked.accepted, targets);
  const accepted = checked.errorCount > 0 ? [] : checked.accepted;
  return { ok: true, format, ...checked, accepted, good: checked.accepted.length, rechecked };
}
