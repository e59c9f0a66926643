import { type Request, type Response, Router } from 'express';
import { evidenceOf } from '../../db/case-view';
import { LANGUAGES } from '../../domain/words';
import { csvOf } from '../../web/plot/csv';
import { groupEvidence, type Shown } from '../../web/plot/group';
import { svgOf } from '../../web/plot/plot';
import { pngOf } from '../../web/plot/png';
import { translator } from '../../web/words';
import { needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { hidesFor } from './anomaly-view';
import { caseOf } from './cases';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** The evidence of a case as a picture or as rows. */
export const plotRoutes = (deps: Deps): Router =>
  Router()
    .use('/cases/:number/plot.:kind', needScope('read', 'desk', 'decide'))
    .get('/cases/:number/plot.svg', async (req, res) => {
      res
        .type('image/svg+xml')
        .set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      res.send(await pictureOf(deps, req, res));
    })
    .get('/cases/:number/plot.png', async (req, res) => {
      res.type('png').send(pngOf(await pictureOf(deps, req, res)));
    })
    .get('/cases/:number/plot.csv', async (req, res) => {
      res
        .type('text/csv; charset=utf-8')
        .attachment(`${String(req.params['number'])}.csv`)
        .send(csvOf(await shown(deps, req, res)));
    });

async function shown(deps: Deps, req: Request, res: Response): Promise<Shown> {
  const of = await caseOf(deps, req);
  const hidden = await hidesFor(deps, res, [of.id]);
  if (hidden.has(of.id)) throw problem(403, 'restricted', 'The data of this case are restricted.');
  return groupEvidence((await evidenceOf(deps.pool, of.id)).map(({ doc }) => doc));
}

async function pictureOf(deps: Deps, req: Request, res: Response): Promise<string> {
  const language = LANGUAGES.find((known) => known === req.query['lang']) ?? 'fr';
  const svg = svgOf(await shown(deps, req, res), translator(language));
  if (svg === null) throw problem(404, 'no_picture', 'This case has nothing to draw; its rows are at plot.csv.');
  return svg;
}
