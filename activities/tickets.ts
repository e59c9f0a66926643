import { inTransaction, type Pool } from '../db/query';
import { nextInLine } from '../db/tickets/ask';
import { raiseFailedTicketStep, readTicketAgenda, tellTicketIfDue } from '../db/tickets/tell';
import type { TicketSaying } from '../db/tickets/saying';
import type { Ticket } from '../db/tickets/ticket-row';
import type { Db } from '../db/query';
import type { Agenda } from '../domain/agenda';
import type { TicketStep } from '../domain/ticket/agenda';
import type { TicketEvent } from '../domain/ticket/ticket';

type Step = (id: number, atMs: number) => Promise<boolean>;
type Said = Pick<TicketSaying, 'event' | 'data' | 'why'>;

/** What the workflow of a ticket does in the world: each step one transaction, guarded by the agenda itself. True when something was done. */
export const createTicketActivities = ({ pool }: { pool: Pool }) => {
  const step =
    (name: TicketStep, say: (tx: Db, found: Ticket, at: Date) => Promise<Said>): Step =>
    (id, atMs) => {
      const at = new Date(atMs);
      return inTransaction(pool, (tx) => tellTicketIfDue(tx, id, name, at, (found) => say(tx, found, at)));
    };
  const saying = (event: TicketEvent) => (): Promise<Said> => Promise.resolve({ event });
  return {
    readTicket: (id: number): Promise<Agenda<TicketStep>> => readTicketAgenda(pool, id),
    askNext: step('askNext', nextInLine),
    passClocks: step('passClocks', saying({ type: 'clocks_due' })),
    endWait: step('endWait', saying({ type: 'wait_over' })),
    closeSilent: step('closeSilent', saying({ type: 'close', ending: 'silent' })),
    raiseFailedTicketStep: (id: number, name: TicketStep, atMs: number): Promise<boolean> =>
      inTransaction(pool, (tx) => raiseFailedTicketStep(tx, id, name, new Date(atMs))),
  };
};
export type TicketActivities = ReturnType<typeof createTicketActivities>;
