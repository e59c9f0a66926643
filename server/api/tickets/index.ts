import { Router } from 'express';
import type { ServerDeps } from '../../deps';
import { ticketReadRoutes } from './read';
import { ticketWriteRoutes } from './write';

/** The help desk for scripts. */
export const ticketRoutes = (deps: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().use(ticketReadRoutes(deps), ticketWriteRoutes(deps));
