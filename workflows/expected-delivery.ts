import { continueAsNew, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { DeliveryActivities } from '../activities/deliveries';
import { follow } from './follow';
import { PATIENCE, QUICK_LOOK } from './patience';

const { readExpectation } = proxyLocalActivities<DeliveryActivities>(QUICK_LOOK);
const act = proxyActivities<DeliveryActivities>(PATIENCE);

/** Waits for what is expected, period after period. What is due when is `expectationAgenda` in domain. */
export async function expectedDelivery(id: number): Promise<void> {
  await follow({
    read: () => readExpectation(id),
    doStep: {
      openDue: (at) => act.openDue(id, at),
      moveDue: (at) => act.moveDue(id, at), // the cruise ended later, the hour was changed
      judgeDue: (at) => act.judgeDue(id, at), // has it come?
    },
    gaveUp: (step, at) => act.recordFailedStep(id, step, at),
    again: () => continueAsNew<typeof expectedDelivery>(id),
  });
}
