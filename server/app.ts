import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { apiRoutes } from './api/routes';
import { consoleRoutes } from './console';
import type { ServerDeps } from './deps';
import { docsRoutes } from './docs';
import { answerErrors, problem } from './errors';
import { mailboxRoutes } from './mailbox';
import { opsRoutes } from './ops';
import { adviceRoutes } from './public/advice';
import { rotaCalendarRoutes } from './public/rota-calendar';
import { supplierStatisticsRoutes } from './public/statistics';
import { requesterRoutes } from './requester/routes';
import { supplierRoutes } from './supplier/routes';

/** The whole HTTP face of Vigie. Routers translate, they never decide. */
export function createApp(deps: ServerDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', deps.proxyHops).set('query parser', 'simple');
  app.use(nameRequest, logRequest(deps), secureHeaders, cleanAddress);
  app.use(opsRoutes(deps), mailboxRoutes(deps), docsRoutes(), supplierRoutes(deps));
  app.use(adviceRoutes(deps), supplierStatisticsRoutes(deps));
  app.use(rotaCalendarRoutes(deps), requesterRoutes(deps));
  app.use('/api/v1', apiRoutes(deps));
  app.use(consoleRoutes(deps));
  app.use(() => {
    throw problem(404, 'not_found', 'There is nothing at this address.');
  });
  app.use(answerErrors(deps));
  return app;
}

const secureHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'", 'data:'],
    },
  },
  crossOriginEmbedderPolicy: false,
});

const nameRequest: RequestHandler = (_req, res, next) => {
  const id = randomUUID();
  res.locals['requestId'] = id;
  res.set('X-Request-Id', id);
  next();
};

/** Path as logged: a token in it is a key to a case, a query may hold anything. */
const loggedPath = (path: string): string => path.replace(/^\/(s|t|checklist|calendar)\/[^/]*/, '/$1/…');

const logRequest =
  ({ log }: Pick<ServerDeps, 'log'>): RequestHandler =>
  (req, res, next) => {
    const startedNs = process.hrtime.bigint();
    const { method, path } = req;
    res.on('close', () => {
      log.info(
        {
          requestId: res.locals['requestId'] as string,
          method,
          path: loggedPath(path),
          status: res.statusCode,
          durationMs: Number((process.hrtime.bigint() - startedNs) / 1_000_000n),
        },
        'request',
      );
    });
    next();
  };

/** Refuses what no route can mean: broken escapes, NUL, and a secret where logs and proxies would keep it. */
const cleanAddress: RequestHandler = (req, _res, next) => {
  let address: string;
  try {
    address = decodeURIComponent(req.url);
  } catch {
    throw problem(400, 'bad_escape', 'The address has a malformed % escape or is not UTF-8.');
  }
  if (address.includes('\0')) throw problem(400, 'nul_character', 'The address contains a NUL character.');
  if (/dqk_[a-z]+_\w{20}/.test(address))
    throw problem(
      400,
      'key_in_address',
      'An API key belongs in the Authorization header only. Revoke this one: it is in logs now.',
    );
  next();
};
