import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type CasedAnomaly, findAnomaly } from '../../db/case-view';
import type { ServerDeps } from '../deps';
import { needScope } from '../auth';
import { problem } from '../errors';
import { hidesFor, onlyReads, toldAnomaly } from './anomaly-view';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** One anomaly at an address that stays, whichever case it belongs to. */
export const anomalyRoutes = (deps: Deps): Router =>
  Router().get('/anomalies/:uuid', needScope('read', 'desk', 'decide'), async (req, res) => {
    const found = await anomalyIn(deps, req);
    res.json(toldAnomaly(found, await isHidden(deps, res, found.caseId)));
  });

/** Without a case nobody can say whose data they are. */
export const isHidden = async (deps: Deps, res: Response, caseId: number | null): Promise<boolean> =>
  caseId === null ? onlyReads(res) : (await hidesFor(deps, res, [caseId])).has(caseId);

/** The anomaly that the address names, or 404. */
export async function anomalyIn({ pool }: Pick<Deps, 'pool'>, req: Request): Promise<CasedAnomaly> {
  const uuid = z.uuid().safeParse(req.params['uuid']);
  const found = uuid.success ? await findAnomaly(pool, uuid.data) : null;
  if (!found) throw problem(404, 'unknown_anomaly', 'There is no anomaly of this identifier.');
  return found;
}
