import { proxyActivities } from '@temporalio/workflow';
import type { SweepActivities } from '../activities/sweep';

const { pokeOverdue, dropAbandonedFiles, forgetDelivered } = proxyActivities<SweepActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '4 minutes',
});

/** Wakes what should have moved and has not: its run is missing, or has lost its way. And throws away what nobody sent, and what receivers took long ago. */
export async function sweepOverdue(): Promise<number> {
  const woken = await pokeOverdue(Date.now());
  await dropAbandonedFiles(Date.now());
  await forgetDelivered(Date.now());
  return woken;
}
