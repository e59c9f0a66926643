import { continueAsNew, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { TicketActivities } from '../activities/tickets';
import { follow } from './follow';
import { IN_PLACE, PATIENCE, QUICK_LOOK } from './patience';

const { readTicket } = proxyLocalActivities<TicketActivities>(QUICK_LOOK);
const act = proxyLocalActivities<TicketActivities>(IN_PLACE);
const { raiseFailedTicketStep } = proxyActivities<TicketActivities>(PATIENCE);

/** The life of a request, from the question until its answer is confirmed or nobody objects. What is due when is `ticketAgenda` in domain. */
export async function ticket(id: number): Promise<void> {
  await follow({
    read: () => readTicket(id),
    doStep: {
      askNext: (at) => act.askNext(id, at), // level 1 of the day, then whoever is next until somebody answers
      passClocks: (at) => act.passClocks(id, at), // a threshold of a promise, or its breach
      endWait: (at) => act.endWait(id, at), // what it waited for should have come
      closeSilent: (at) => act.closeSilent(id, at), // nobody objected
    },
    gaveUp: (step, at) => raiseFailedTicketStep(id, step, at),
    again: () => continueAsNew<typeof ticket>(id),
  });
}
