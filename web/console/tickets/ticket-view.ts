import type { WhyDueProps } from '../../sla/why-due';
import type { ShownEvent } from '../case-view';
import type { ShownTicketMessage } from './conversation';
import type { NamedTicket } from './ticket-words';

export interface ShownClock {
  kind: string;
  state: string;
  targetMinutes: number;
  startedAt: Date;
  dueAt: Date | null;
  endedAt: Date | null;
  breachedAt: Date | null;
  /** Working minutes left, below zero when over. */
  leftMinutes: number | null;
  pausedFor: readonly string[];
  /** The sum behind its deadline. */
  why: Omit<WhyDueProps, 't'> | null;
}
export interface ShownRequester {
  id: number;
  name: string | null;
  email: string | null;
  language: string;
  /** With a code where the registers know it. */
  organisation: { code: string | null; name: string } | null;
  /** Other tickets of the same person, the newest first. */
  others: readonly { number: string; subject: string | null; type: string; state: string }[];
  unreachable: boolean;
  /** What they thought of each time the ticket was closed, 5 for the best. */
  opinions: readonly { score: number; comment: string | null; at: Date }[];
}
/** Somebody who can be given the ticket, and until when they are away, as far as that is known. */
export interface ShownTaker {
  code: string;
  name: string;
  away: boolean;
  awayUntil: Date | null;
}
export interface ShownLink {
  kind: string;
  number: string;
  title: string;
  isCase: boolean;
}

/** Everything the page of one ticket shows. */
export interface TicketView {
  of: NamedTicket;
  now: Date;
  impact: string;
  urgency: string;
  /** Why the priority is not what impact and urgency make of it, or was set so; in a person's words. */
  priorityReason: string | null;
  messages: readonly ShownTicketMessage[];
  clocks: readonly ShownClock[];
  requester: ShownRequester | null;
  links: readonly ShownLink[];
  watchers: readonly { code: string; name: string }[];
  events: readonly ShownEvent[];
  names: ReadonlyMap<string, string>;
  allowed: readonly string[];
  /** What a case of it would begin with; null where it cannot become one any more, or this visitor may not. */
  draft: {
    datasets: readonly string[];
    cruise: string | null;
    platform: string | null;
    text: string | null;
  } | null;
  stand: string;
  /** Who has it was asked for an answer and has not taken it yet. */
  asking: boolean;
  visitor: string;
}
