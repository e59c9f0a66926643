import { Router } from 'express';
import { apiCaller } from '../auth';
import type { ServerDeps } from '../deps';
import { ingestRoutes } from './ingest';
import { registerRoutes } from '../registers';
import { runRoutes } from './runs';

/** Everything under `/api/v1`, behind an API key. */
export const apiRoutes = (deps: ServerDeps): Router =>
  Router().use(apiCaller(deps)).use(ingestRoutes(deps)).use(runRoutes(deps)).use(registerRoutes(deps));
