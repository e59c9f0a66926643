import { Router } from 'express';
import type { ServerDeps } from '../../deps';
import { openCaseRoute } from './open-case';
import { ticketReadRoutes } from './read';
import { ticketWriteRoutes } from './write';

/** The help desk for scripts. */
export const ticketRoutes = (deps: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().use(ticketReadRoutes(deps), openCaseRoute(deps), ticketWriteRoutes(deps));
