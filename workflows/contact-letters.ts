import { continueAsNew, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ContactActivities } from '../activities/contacts';
import { follow } from './follow';
import { PATIENCE, QUICK_LOOK } from './patience';

const { readContact } = proxyLocalActivities<ContactActivities>(QUICK_LOOK);
const act = proxyActivities<ContactActivities>(PATIENCE);

/** Gathers the cases that wait for one contact into one letter. What is due when is `contactAgenda` in domain. */
export async function contactLetters(id: number): Promise<void> {
  await follow({
    read: () => readContact(id),
    doStep: { writeLetters: (at) => act.writeLetters(id, at) },
    gaveUp: (_, at) => act.raiseFailedLetters(id, at),
    again: () => continueAsNew<typeof contactLetters>(id),
  });
}
