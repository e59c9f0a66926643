import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { relayOnce, type SubjectKind, type Woken } from '../../db/outbox';
import type { Pool } from '../../db/query';
import {
  CHANGED,
  caseWorkflowId,
  checklistWorkflowId,
  contactWorkflowId,
  expectationWorkflowId,
  holdWorkflowId,
  rotaWorkflowId,
  ticketWorkflowId,
  webhookWorkflowId,
  TASK_QUEUE,
  type WorkflowName,
} from '../../workflows/messages';
import { type Loop, startLoop } from './loop';

const PAGE = 64; // signals in flight at once
const REST_MS = 500;
const ANSWER_WITHIN_MS = 5_000;

/** Brings the wake-ups of committed transactions to Temporal. With Temporal away they wait in the outbox, and nothing is lost. */
export const startRelay = ({ pool, client, log }: { pool: Pool; client: Client; log: Logger }): Loop =>
  startLoop('relay', log, async () => {
    let reason: unknown;
    const { claimed, done } = await relayOnce(pool, PAGE, async (subject) => {
      try {
        await signalWithStart(client, subject);
        return true;
      } catch (error) {
        reason = error;
        return false;
      }
    });
    if (done < claimed)
      throw new Error(`${claimed - done} of ${claimed} signals did not get through`, { cause: reason });
    return claimed === PAGE ? 0 : REST_MS;
  });

/** The workflow that follows a subject, and the id of its run. */
const STORIES: Record<SubjectKind, (id: number, number: string | null) => [WorkflowName, string]> = {
  case: (id, number) => ['anomalyCase', caseWorkflowId(number ?? String(id))],
  ticket: (id, number) => ['ticket', ticketWorkflowId(number ?? String(id))],
  contact: (id) => ['contactLetters', contactWorkflowId(id)],
  expectation: (id) => ['expectedDelivery', expectationWorkflowId(id)],
  hold: (id) => ['heldCases', holdWorkflowId(id)],
  checklist: (id) => ['cruiseChecklist', checklistWorkflowId(id)],
  rota: (id) => ['deskRota', rotaWorkflowId(id)],
  webhook: (id) => ['webhookEndpoint', webhookWorkflowId(id)],
};

async function signalWithStart(client: Client, { kind, id, number }: Woken): Promise<void> {
  const [workflow, workflowId] = STORIES[kind](id, number);
  await client.withAbortSignal(AbortSignal.timeout(ANSWER_WITHIN_MS), () =>
    client.workflow.signalWithStart(workflow, {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: [id],
      signal: CHANGED,
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    }),
  );
}
