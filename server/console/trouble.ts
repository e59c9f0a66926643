import type { ErrorRequestHandler } from 'express';
import { TroublePage } from '../../web/console/trouble';
import { page } from '../../web/html';
import { Problem } from '../errors';
import { shellOf } from './session';

/** What a person caused, in their language and with the way back; anything else is for the one handler of the server. */
export const explainTrouble: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (!(error instanceof Problem) || error.status >= 500 || res.headersSent || !req.accepts('html')) return next(error);
  const shell = shellOf(req, res);
  const known = shell.t.of(`trouble.${error.code}`);
  if (!req.complete) res.set('Connection', 'close');
  for (const [name, value] of Object.entries(error.more.headers ?? {})) res.set(name, value);
  const text = known === `trouble.${error.code}` ? error.message : known;
  res
    .status(error.status)
    .type('html')
    .send(page(TroublePage({ ...shell, text })));
};
