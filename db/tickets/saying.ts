import type { TicketEvent, TicketSide } from '../../domain/ticket/ticket';
import type { Actor } from '../../domain/words';

/** What is said of a ticket, by whom, at which instant. */
export interface TicketSaying {
  event: TicketEvent;
  side: TicketSide;
  actor: Actor;
  at: Date;
  /** Codes and ids for the log. */
  data?: Record<string, unknown>;
  /** The message that this event comes with. */
  message?: number;
  /** How it came to whoever holds it, for the hops. */
  why?: 'duty' | 'transfer' | 'cover' | 'guarantee' | 'taken';
  /** Nothing is written to the requester: what is imported, merged, or a robot's. */
  silent?: true;
  byWorkflow?: true;
}
