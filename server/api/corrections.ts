import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { correctedAnswer } from '../../db/corrections/store';
import { needScope } from '../auth';
import { correctionLines } from '../correction-lines';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsedQuery } from '../json';
import { hidesFor } from './anomaly-view';
import { caseOf } from './cases';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

export const CorrectionsQuery = z.strictObject({
  anomaly: z.uuid().optional().meta({ description: 'Only the rows that correct this anomaly.' }),
});
/** The corrected values of one answer for the pipeline that applies them, as CSV; of restricted data only to whom they may go. */
export const correctionRoutes = (deps: Deps): Router =>
  Router().get('/cases/:number/corrections/:version', needScope('read', 'desk', 'decide'), (req, res) =>
    sendCorrections(deps, req, res),
  );

async function sendCorrections(deps: Deps, req: Request, res: Response): Promise<void> {
  const { anomaly = null } = parsedQuery(CorrectionsQuery, req);
  const of = await caseOf(deps, req);
  if ((await hidesFor(deps, res, [of.id])).has(of.id)) throw problem(403, 'restricted', 'These data are restricted.');
  const version = z.coerce.number().int().min(1).max(2_000_000_000).safeParse(req.params['version']);
  const answer = version.success ? await correctedAnswer(deps.pool, of.id, version.data) : null;
  if (answer === null) throw problem(404, 'no_corrections', 'No corrected rows came with this answer.');
  res.type('text/csv; charset=utf-8').attachment(`${of.number}-corrections-${version.data}.csv`);
  await pipeline(Readable.from(correctionLines(deps, answer, anomaly)), res);
}
