import type { Logger } from 'pino';
import { placeEvents } from '../../db/events';
import type { Pool } from '../../db/query';
import { type Loop, startLoop } from './loop';

const REST_MS = 500;

/** Gives committed events their place in the log, soon after their commit. */
export const startSequencer = ({ pool, log }: { pool: Pool; log: Logger }): Loop =>
  startLoop('sequencer', log, async () => ((await placeEvents(pool)) > 0 ? 0 : REST_MS));
