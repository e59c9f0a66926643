import type { Response } from 'express';
import { restrictedCases } from '../../db/access';
import type { AnomalyRow } from '../../db/case-view';
import { callerOf } from '../auth';
import type { ServerDeps } from '../deps';

/** The cases among these whose restricted data this caller may not see: a service that only reads. */
export const hidesFor = async (
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  res: Response,
  cases: readonly number[],
): Promise<Set<number>> => {
  return onlyReads(res) ? restrictedCases(pool, cases, clock()) : new Set();
};

/** A service that may do nothing else: of data whose access nobody has looked up it is told no values. */
export const onlyReads = (res: Response): boolean => {
  const { role, scopes } = callerOf(res);
  return role === null && scopes.every((scope) => scope === 'read');
};

interface Stored {
  /** None of what is no anomaly of its own. */
  uuid?: string;
  fingerprint: string;
  case: string | null;
  outcome?: string | null;
  doc: Record<string, unknown>;
}

/** Fields that carry values, places or file names of the data. */
const DATA_FIELDS = new Set([
  'observed',
  'samples',
  'sample_ref',
  'plots',
  'position',
  'bbox',
  'locus',
  'message',
  'labels',
  'counts',
  'extra',
  'evidence',
]);

/** An anomaly as posted, with what it is to us; of restricted data only what it is about. */
export function shownAnomaly({ uuid, fingerprint, case: number, outcome, doc }: Stored, isHidden: boolean) {
  const shown = isHidden ? Object.fromEntries(Object.entries(doc).filter(([key]) => !DATA_FIELDS.has(key))) : doc;
  return {
    ...shown,
    ...(uuid !== undefined && { uuid }),
    fingerprint,
    case: number,
    ...(outcome !== undefined && { outcome }),
    ...(isHidden && { restricted: true }),
  };
}

/** An anomaly with what became of it since it was first posted. */
export const toldAnomaly = (row: Omit<AnomalyRow, 'id'> & { case: string | null }, isHidden: boolean) => ({
  ...shownAnomaly(row, isHidden),
  severity: row.severity,
  seen: row.seen,
  first_seen: row.firstSeen,
  last_seen: row.lastSeen,
  recovered_at: row.recoveredAt,
});
