import { Router } from 'express';
import { apiCaller } from '../auth';
import type { ServerDeps } from '../deps';
import { registerRoutes } from '../registers';

/** Everything under `/api/v1`, behind an API key. */
export const apiRoutes = (deps: ServerDeps): Router => Router().use(apiCaller(deps)).use(registerRoutes(deps));
