import type { ErrorRequestHandler, Request, Response } from 'express';
import { page } from '../web/html';
import { ProblemPage } from '../web/problem-page';
import { translator } from '../web/words';
import type { ServerDeps } from './deps';
import { Problem, problem } from './problem';

export { type Fault, Problem, problem } from './problem';

/** The one place where an error becomes an answer: a problem document for programs, a plain page for people. */
export const answerErrors =
  ({ log }: Pick<ServerDeps, 'log'>): ErrorRequestHandler =>
  (error: unknown, req, res, next) => {
    const found = toProblem(error);
    if (found.status >= 500) log.error({ err: error, requestId: res.locals['requestId'] as string }, 'request failed');
    if (res.headersSent) return next(error);
    if (!req.complete) res.set('Connection', 'close'); // what is left of a refused body is not read
    for (const [name, value] of Object.entries(found.more.headers ?? {})) res.set(name, value);
    res.status(found.status).set('Cache-Control', 'no-store');
    if (wantsPage(req)) showPage(req, res, found.status);
    else sendProblem(res, found);
  };

const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  '57P01',
  '57P03',
  '53300',
  '08006',
  '08001',
  '57014',
]);

/** What pg says when its connection has gone. */
const LOST = /^(Connection terminated|Client has encountered a connection error|timeout expired|Query read timeout)/;

/** Express and Node report a bad path or a cut body by errors of their own. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  if (error instanceof URIError) return problem(400, 'bad_escape', 'The address has a malformed % escape.');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return problem(status, 'bad_request', 'The request could not be read.');
  if ((typeof code === 'string' && UNAVAILABLE.has(code)) || (error instanceof Error && LOST.test(error.message)))
    return problem(503, 'not_available', 'The database does not answer. Try again soon.', {
      headers: { 'Retry-After': '5' },
    });
  return problem(500, 'internal', 'Something went wrong here. It has been logged under the request id.');
}

const wantsPage = (req: Request): boolean =>
  !/^\/(api\/|openapi\.json)/.test(req.path) && req.accepts('html') !== false;

function sendProblem(res: Response, { status, code, title, message, more }: Problem): void {
  res.type('application/problem+json').send(
    JSON.stringify({
      type: 'about:blank',
      code,
      title,
      status,
      detail: message,
      instance: res.locals['requestId'] as string,
      ...(more.errors && { errors: more.errors }),
      ...(more.allowed && { allowed: more.allowed }),
      ...more.extra,
    }),
  );
}

function showPage(req: Request, res: Response, status: number): void {
  const t = translator(req.acceptsLanguages('fr', 'en') === 'en' ? 'en' : 'fr');
  res.type('html').send(page(ProblemPage({ t, status, id: res.locals['requestId'] as string })));
}
