import { type Request, type Response, Router } from 'express';
import { evidenceOf, evidenceOfAnomaly } from '../../db/case-view';
import { groupEvidence } from '../../web/plot/group';
import { needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { plotForms } from '../plots';
import { anomalyIn, isHidden } from './anomalies';
import { caseOf } from './cases';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** The evidence of a case or of one anomaly as a picture or as rows. */
export const plotRoutes = (deps: Deps): Router =>
  Router()
    .use(['/cases/:number/plot.:kind', '/anomalies/:uuid/plot.:kind'], needScope('read', 'desk', 'decide'))
    .use(plotForms('/cases/:number', (req, res) => ofCase(deps, req, res), french))
    .use(plotForms('/anomalies/:uuid', (req, res) => ofAnomaly(deps, req, res), french));
const french = (): 'fr' => 'fr';

async function ofCase(deps: Deps, req: Request, res: Response) {
  const of = await caseOf(deps, req);
  await refuseHidden(deps, res, of.id);
  return { name: of.number, shown: groupEvidence((await evidenceOf(deps.pool, of.id)).map(({ doc }) => doc)) };
}

async function ofAnomaly(deps: Deps, req: Request, res: Response) {
  const of = await anomalyIn(deps, req);
  await refuseHidden(deps, res, of.caseId);
  return { name: of.uuid, shown: groupEvidence(await evidenceOfAnomaly(deps.pool, of.id)) };
}

async function refuseHidden(deps: Deps, res: Response, caseId: number | null): Promise<void> {
  if (await isHidden(deps, res, caseId)) throw problem(403, 'restricted', 'These data are restricted.');
}
