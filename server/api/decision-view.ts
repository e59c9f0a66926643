import type { Response } from 'express';
import type { Decision } from '../../db/decisions';
import type { ServerDeps } from '../deps';
import { hidesFor } from './anomaly-view';

/** A service that only reads sees no file names of restricted data; who applies decisions needs them. */
export async function shownDecisions(
  deps: Pick<ServerDeps, 'pool' | 'clock'>,
  res: Response,
  found: readonly Decision[],
): Promise<Omit<Decision, 'position' | 'caseId'>[]> {
  const hidden = await hidesFor(
    deps,
    res,
    found.map(({ caseId }) => caseId),
  );
  return found.map(({ position: _position, caseId, ...decision }) =>
    hidden.has(caseId)
      ? { ...decision, changes: decision.changes.map((change) => ({ ...change, file: null, value_ref: null })) }
      : decision,
  );
}
