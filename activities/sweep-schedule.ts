import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { SWEEP_SCHEDULE_ID, TASK_QUEUE, type WorkflowName } from '../workflows/messages';

const SWEEP: WorkflowName = 'sweepOverdue';

/** Every five minutes, one sweep at a time; made once, found by whoever starts later. */
export async function ensureSweepSchedule(client: Client): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: SWEEP_SCHEDULE_ID,
      spec: { intervals: [{ every: '5 minutes' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '5 minutes' },
      action: {
        type: 'startWorkflow',
        workflowType: SWEEP,
        workflowId: SWEEP_SCHEDULE_ID,
        taskQueue: TASK_QUEUE,
        args: [],
        workflowExecutionTimeout: '5 minutes',
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
