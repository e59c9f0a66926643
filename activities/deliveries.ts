import type { Agenda } from '../domain/agenda';
import type { ExpectationStep } from '../domain/delivery-agenda';
import { readExpectationAgenda } from '../db/deliveries/expectations';
import { doExpectationStep, recordFailedStep } from '../db/deliveries/steps';
import type { Pool } from '../db/query';

/** What the workflow of an expectation does: opens what falls due, puts right what has moved, judges what should have come. */
export const createDeliveryActivities = ({ pool }: { pool: Pool }) => {
  const step =
    (name: ExpectationStep) =>
    (id: number, atMs: number): Promise<boolean> =>
      doExpectationStep(pool, id, name, new Date(atMs));
  return {
    readExpectation: (id: number): Promise<Agenda<ExpectationStep>> => readExpectationAgenda(pool, id),
    openDue: step('openDue'),
    moveDue: step('moveDue'),
    judgeDue: step('judgeDue'),
    recordFailedStep: (id: number, name: ExpectationStep, atMs: number): Promise<void> =>
      recordFailedStep(pool, id, name, new Date(atMs)),
  };
};
export type DeliveryActivities = ReturnType<typeof createDeliveryActivities>;
