import type { Db } from '../../db/query';
import type { TicketTold } from '../../db/tickets/tell';
import type { Ticket } from '../../db/tickets/ticket-row';
import type { Grade, TicketLevel, WaitReason } from '../../domain/ticket/words';
import type { VerbRefusal, Who } from '../verb-types';

/** Each optional unless the verb needs it. */
export interface TicketBody {
  comment?: string;
  /** A person, a line of the desk goes by `level`; for `link` the number of a ticket or a case. */
  to?: string;
  level?: TicketLevel;
  topic?: string;
  reason?: WaitReason;
  until?: string;
  into?: string;
  /** Ids of messages. */
  messages?: number[];
  subject?: string;
  impact?: Grade;
  urgency?: Grade;
  /** By which number another desk knows it. */
  reference?: string;
  tags?: string[];
  watch?: boolean;
}

/** What a deed works on: its transaction, the locked ticket, who, when, and what they said. */
export interface Doing {
  tx: Db;
  of: Ticket;
  who: Who;
  body: TicketBody;
  at: Date;
}
/** What it refuses may have written something: the transaction is then undone. */
export type TicketDeed = (doing: Doing) => Promise<TicketTold | VerbRefusal>;
