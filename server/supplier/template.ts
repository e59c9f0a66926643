import type { Request, Response } from 'express';
import { correctionTargets } from '../../db/corrections/targets';
import { templateOf } from '../../domain/correction/template';
import type { ServerDeps } from '../deps';
import { enter, sendPlain } from './guard';

/** A table of the flagged measurements of one case of the link, to be filled in and sent back. */
export async function sendTemplate(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const entry = await enter(deps, req, res);
  if (!entry) return;
  const { link, t, token } = entry;
  const wanted = req.query['case'];
  const of =
    link.cases.find(({ number }) => number === wanted) ?? (link.cases.length === 1 ? link.cases[0] : undefined);
  if (!of) return sendPlain(deps, res, 'unknown', { t, token });
  const text = templateOf(await correctionTargets(deps.pool, of.id), t.language);
  res
    .attachment(`${of.number}.csv`)
    .type('text/csv; charset=utf-8')
    .set('X-Content-Type-Options', 'nosniff')
    .send(text);
}
