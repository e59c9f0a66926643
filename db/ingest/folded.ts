import type { Db } from '../query';
import type { Ready } from './batch';
import { bytes, cells, copyInto, json, words } from './copy';

const COLUMNS = 'run, case_id, fingerprint, severity, doc';

/** Keeps what is folded as it was posted, by its run. */
export const keepFolded = (tx: Db, items: readonly Ready[], caseId: number): Promise<void> =>
  copyInto(
    tx,
    'folded',
    COLUMNS,
    items.map(
      ({ runId, fingerprint, anomaly, doc }) =>
        `${cells(words(runId), caseId, bytes(fingerprint), anomaly.severity, json(doc))}\n`,
    ),
  );
