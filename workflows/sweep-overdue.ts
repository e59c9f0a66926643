import { proxyActivities } from '@temporalio/workflow';
import type { SweepActivities } from '../activities/sweep';

const { pokeOverdue, dropAbandonedFiles } = proxyActivities<SweepActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '4 minutes',
});

/** Wakes what should have moved and has not: its run is missing, or has lost its way. And throws away what nobody sent. */
export async function sweepOverdue(): Promise<number> {
  const woken = await pokeOverdue(Date.now());
  await dropAbandonedFiles(Date.now());
  return woken;
}
