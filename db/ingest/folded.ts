import type { Db } from '../query';
import type { Ready } from './batch';
import { bytes, type Cell, copyInto, words } from './copy';

const COLUMNS = ['run', 'case_id', 'fingerprint', 'severity', 'doc'];

/** Keeps what is folded as it was posted, by its run. */
export const keepFolded = (tx: Db, items: readonly Ready[], caseId: number): Promise<void> =>
  copyInto(
    tx,
    'folded',
    COLUMNS,
    items.map((item): Cell[] => [
      words(item.runId),
      caseId,
      bytes(item.fingerprint),
      item.anomaly.severity,
      words(item.doc),
    ]),
  );
