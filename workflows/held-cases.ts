import { continueAsNew, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { HoldActivities } from '../activities/holds';
import { follow } from './follow';
import { PATIENCE, QUICK_LOOK } from './patience';

const { readHold } = proxyLocalActivities<HoldActivities>(QUICK_LOOK);
const act = proxyActivities<HoldActivities>(PATIENCE);

/** Ends a hold once what it keeps waiting is resolved, and lets its cases go. What is due when is `holdAgenda` in domain. */
export async function heldCases(id: number): Promise<void> {
  await follow({
    read: () => readHold(id),
    doStep: {
      endHold: (at) => act.endHold(id, at),
      moveCases: (at) => act.moveCases(id, at), // after a crash in the middle
    },
    gaveUp: (_, at) => act.raiseFailedHold(id, at),
    again: () => continueAsNew<typeof heldCases>(id),
  });
}
