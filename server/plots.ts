import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { LANGUAGES, type Language } from '../domain/words';
import { csvOf } from '../web/plot/csv';
import type { Shown } from '../web/plot/group';
import { svgOf, VIEWS } from '../web/plot/plot';
import { pngOf } from '../web/plot/png';
import { translator } from '../web/words';
import { problem } from './errors';
import { parsedQuery } from './json';

const WIDTH_MIN = 160;
const WIDTH_MAX = 2400;
export const PlotQuery = z.strictObject({
  w: z.coerce
    .number()
    .int()
    .min(WIDTH_MIN)
    .max(WIDTH_MAX)
    .optional()
    .meta({ description: 'Width in pixels; the height follows.' }),
  lang: z.enum(LANGUAGES).optional(),
  view: z.enum(VIEWS).optional().meta({ description: 'Which picture; the first that there is when not named.' }),
  parameter: z.string().min(1).max(200).optional().meta({ description: 'Of which parameter.' }),
});

export interface Source {
  /** Of the file that the rows are saved as, without its ending. */
  name: string;
  shown: Shown;
}

/** `plot.svg`, `plot.png` and `plot.csv` under one address, of what `read` finds there. */
export const plotForms = (
  path: string,
  read: (req: Request, res: Response) => Promise<Source>,
  languageOf: (res: Response) => Language,
): Router =>
  Router()
    .get(`${path}/plot.svg`, async (req, res) => {
      const svg = await picture(req, res, read, languageOf);
      res
        .type('image/svg+xml')
        .set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .send(svg);
    })
    .get(`${path}/plot.png`, async (req, res) => {
      res.type('png').send(pngOf(await picture(req, res, read, languageOf)));
    })
    .get(`${path}/plot.csv`, async (req, res) => {
      parsedQuery(PlotQuery, req);
      const { name, shown } = await read(req, res);
      res.type('text/csv; charset=utf-8').attachment(`${name}.csv`).send(csvOf(shown));
    });

async function picture(
  req: Request,
  res: Response,
  read: (req: Request, res: Response) => Promise<Source>,
  languageOf: (res: Response) => Language,
): Promise<string> {
  const { w, lang, view, parameter } = parsedQuery(PlotQuery, req);
  const { shown } = await read(req, res);
  const svg = svgOf(shown, translator(lang ?? languageOf(res)), { view, parameter, width: w });
  if (svg === null) throw problem(404, 'no_picture', 'There is nothing to draw; the rows are at plot.csv.');
  return svg;
}
