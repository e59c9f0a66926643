import { continueAsNew, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { RotaActivities } from '../activities/rota';
import { follow } from './follow';
import { PATIENCE, QUICK_LOOK } from './patience';

const { readRota } = proxyLocalActivities<RotaActivities>(QUICK_LOOK);
const act = proxyActivities<RotaActivities>(PATIENCE);

/** The desk's day: hands over each morning, moves the work of whoever goes away, and relieves level 1 when it has too much. What is due when is `rotaAgenda` in domain. */
export async function deskRota(id: number): Promise<void> {
  await follow({
    read: () => readRota(Date.now()),
    doStep: {
      handOver: (at) => act.handOver(at),
      followAbsences: (at) => act.followAbsences(at),
      weigh: (at) => act.weigh(at),
    },
    gaveUp: (_, at) => act.recordFailedRotaStep(at),
    again: () => continueAsNew<typeof deskRota>(id),
  });
}
