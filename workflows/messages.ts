/** What the relay and the workflows agree on. Plain words, so that any room can import it without the workflow sandbox. */
export const TASK_QUEUE = 'vigie';
/** The one signal: "look again". It carries nothing, may come twice, late or in any order. */
export const CHANGED = 'changed';

export type WorkflowName = 'anomalyCase' | 'contactLetters' | 'expectedDelivery' | 'sweepOverdue';

export const caseWorkflowId = (number: string): string => `case/${number}`;
export const contactWorkflowId = (id: number): string => `contact/${id}`;
export const expectationWorkflowId = (id: number): string => `expectation/${id}`;
export const SWEEP_SCHEDULE_ID = 'sweep-overdue';
