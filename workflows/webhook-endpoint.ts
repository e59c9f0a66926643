import { continueAsNew, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ReceiverActivities, WebhookActivities } from '../activities/webhooks';
import { follow } from './follow';
import { WEBHOOK_QUEUE } from './messages';
import { PATIENCE, QUICK_LOOK } from './patience';

const { readWebhook } = proxyLocalActivities<ReceiverActivities>(QUICK_LOOK);
const { recordFailedWebhookStep } = proxyActivities<ReceiverActivities>(PATIENCE);
/** Slots of their own: a receiver that makes us wait keeps no case waiting. A worker that dies is noticed by its silence. */
const deliver = proxyActivities<WebhookActivities>({
  taskQueue: WEBHOOK_QUEUE,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '10 seconds',
  scheduleToCloseTimeout: '10 minutes',
});

/** Brings events to one receiver. What is due when is `webhookAgenda` in domain. */
export async function webhookEndpoint(id: number): Promise<void> {
  await follow({
    read: () => readWebhook(id),
    doStep: {
      prove: (at) => deliver.proveWebhook(id, at),
      deliver: (at) => deliver.deliverWebhooks(id, at), // for up to 20 s
    },
    gaveUp: (step, at) => recordFailedWebhookStep(id, step, at),
    again: () => continueAsNew<typeof webhookEndpoint>(id),
  });
}
