import type { CorrectionHead, CorrectionRow } from '../../domain/correction';

/** Who takes what a reader finds: the head once, then each row. */
export interface RowSink {
  begin: (head: CorrectionHead) => void;
  take: (row: CorrectionRow) => void;
}
