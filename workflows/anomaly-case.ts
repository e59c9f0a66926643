import { continueAsNew, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { CaseActivities } from '../activities/cases';
import { follow } from './follow';
import { PATIENCE, QUICK_LOOK } from './patience';

const { readCase } = proxyLocalActivities<CaseActivities>(QUICK_LOOK);
const act = proxyActivities<CaseActivities>(PATIENCE);

/** The life of an anomaly case, from detection until its data are corrected or eliminated. What is due when is `caseAgenda` in domain. */
export async function anomalyCase(id: number): Promise<void> {
  await follow({
    read: () => readCase(id),
    doStep: {
      endGroupingWait: (at) => act.endGroupingWait(id, at),
      giveUp: (at) => act.giveUp(id, at), // its rule asks for more anomalies than came
      writeLetter: (at) => act.writeLetter(id, at), // first letter and reminders
      writeNews: (at) => act.writeNews(id, at), // nothing fails any more, or more does
      raiseUnsentLetter: (at) => act.raiseUnsentLetter(id, at),
      escalate: (at) => act.escalate(id, at), // next contact, then the desk
      unacknowledge: (at) => act.unacknowledge(id, at), // nothing came after "received"
      askAgain: (at) => act.askAgain(id, at), // on the day the supplier named
      publishDecision: (at) => act.publishDecision(id, at),
      chaseReceipt: (at) => act.chaseReceipt(id, at),
      closeUnverified: (at) => act.closeUnverified(id, at),
    },
    gaveUp: (step, at) => act.raiseFailedStep(id, step, at),
    again: () => continueAsNew<typeof anomalyCase>(id),
  });
}
