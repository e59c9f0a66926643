import type { Agenda } from '../domain/agenda';
import type { HoldStep } from '../domain/rules/hold';
import { readHoldAgenda } from '../db/holds/follow';
import { endHoldIfDue, moveCasesLeft } from '../db/holds/keep';
import { inTransaction, type Pool } from '../db/query';
import { raiseTask } from '../db/tasks';

/** What the workflow of a hold does: ends one that was made until all is resolved, moves the cases that wait for it. */
export const createHoldActivities = ({ pool }: { pool: Pool }) => ({
  readHold: (id: number): Promise<Agenda<HoldStep>> => readHoldAgenda(pool, id),
  endHold: (id: number, atMs: number): Promise<boolean> => endHoldIfDue(pool, id, new Date(atMs)),
  moveCases: (id: number, atMs: number): Promise<boolean> => moveCasesLeft(pool, id, new Date(atMs)),
  raiseFailedHold: (id: number, atMs: number): Promise<boolean> =>
    inTransaction(pool, (tx) => raiseTask(tx, `hold/${id}`, 'step_failed', new Date(atMs))),
});
export type HoldActivities = ReturnType<typeof createHoldActivities>;
