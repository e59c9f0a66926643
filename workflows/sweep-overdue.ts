import { proxyActivities } from '@temporalio/workflow';
import type { SweepActivities } from '../activities/sweep';

const { pokeOverdue } = proxyActivities<SweepActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '4 minutes',
});

/** Wakes what should have moved and has not: its run is missing, or has lost its way. */
export const sweepOverdue = (): Promise<number> => pokeOverdue(Date.now());
