/** What the relay and the workflows agree on. Plain words, so that any room can import it without the workflow sandbox. */
export const TASK_QUEUE = 'vigie';
/** Deliveries to receivers outside, which may make us wait. */
export const WEBHOOK_QUEUE = 'vigie-webhooks';
/** The one signal: "look again". It carries nothing, may come twice, late or in any order. */
export const CHANGED = 'changed';

export type WorkflowName =
  | 'anomalyCase'
  | 'contactLetters'
  | 'cruiseChecklist'
  | 'expectedDelivery'
  | 'heldCases'
  | 'deskRota'
  | 'ticket'
  | 'webhookEndpoint'
  | 'sweepOverdue';

export const caseWorkflowId = (number: string): string => `case/${number}`;
export const ticketWorkflowId = (number: string): string => `ticket/${number}`;
export const contactWorkflowId = (id: number): string => `contact/${id}`;
export const expectationWorkflowId = (id: number): string => `expectation/${id}`;
export const holdWorkflowId = (id: number): string => `hold/${id}`;
export const checklistWorkflowId = (id: number): string => `checklist/${id}`;
export const rotaWorkflowId = (id: number): string => `rota/${id}`;
export const webhookWorkflowId = (id: number): string => `webhook/${id}`;
export const SWEEP_SCHEDULE_ID = 'sweep-overdue';
