import { continueAsNew, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ChecklistActivities } from '../activities/checklists';
import { follow } from './follow';
import { PATIENCE, QUICK_LOOK } from './patience';

const { readChecklist } = proxyLocalActivities<ChecklistActivities>(QUICK_LOOK);
const act = proxyActivities<ChecklistActivities>(PATIENCE);

/** Waits until a cruise is near and sends its checklist, once. What is due when is `checklistAgenda` in domain. */
export async function cruiseChecklist(id: number): Promise<void> {
  await follow({
    read: () => readChecklist(id),
    doStep: { sendChecklist: (at) => act.sendChecklist(id, at) },
    gaveUp: (_, at) => act.recordFailedChecklist(id, at),
    again: () => continueAsNew<typeof cruiseChecklist>(id),
  });
}
