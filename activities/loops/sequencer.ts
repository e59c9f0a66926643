import type { Logger } from 'pino';
import { placeEvents } from '../../db/events';
import type { Pool } from '../../db/query';
import { type Loop, startLoop } from './loop';

const REST_MS = 500;

/** Gives committed events their place in the log, soon after their commit; `onPlaced`, since receivers may have been woken. */
export const startSequencer = ({ pool, log, onPlaced }: { pool: Pool; log: Logger; onPlaced: () => void }): Loop =>
  startLoop('sequencer', log, async () => {
    if ((await placeEvents(pool)) === 0) return REST_MS;
    onPlaced();
    return 0;
  });
