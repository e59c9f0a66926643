import { type Request, type Response, Router } from 'express';
import { findSummary } from '../db/case-list';
import { evidenceOf } from '../db/case-view';
import { LANGUAGES } from '../domain/words';
import { csvOf } from '../web/plot/csv';
import { groupEvidence } from '../web/plot/group';
import { svgOf } from '../web/plot/plot';
import { pngOf } from '../web/plot/png';
import { translator } from '../web/words';
import type { ServerDeps } from './deps';
import { problem } from './errors';

/** The evidence of a case as a picture or as rows; behind the API's key, so restricted data reach staff only. `?lang=fr|en`. */
export const plotRoutes = ({ pool }: Pick<ServerDeps, 'pool'>): Router =>
  Router().get('/cases/:number/plot.:format', async (req, res) => {
    const of = await findSummary(pool, req.params.number);
    if (!of) throw problem(404, 'case_not_found', 'There is no case of this number.');
    const shown = groupEvidence((await evidenceOf(pool, of.id)).map(({ doc }) => doc));
    if (req.params.format === 'csv') {
      res.type('text/csv').attachment(`${of.number}.csv`).send(csvOf(shown));
      return;
    }
    sendPicture(req, res, shown);
  });

function sendPicture(req: Request, res: Response, shown: ReturnType<typeof groupEvidence>): void {
  const { format } = req.params;
  if (format !== 'svg' && format !== 'png') throw problem(404, 'not_found', 'A plot is svg, png or csv.');
  const language = LANGUAGES.find((known) => known === req.query['lang']) ?? 'fr';
  const svg = svgOf(shown, translator(language));
  if (svg === null) throw problem(404, 'no_plot', 'This case has no curve: ask for its rows as csv.');
  if (format === 'svg') res.type('image/svg+xml').send(svg);
  else res.type('image/png').send(pngOf(svg));
}
