import type { Agenda } from '../agenda';
import { clockAgenda } from '../sla/clock-agenda';
import type { TicketFacts } from './ticket';
import { isTicketOver } from './words';

export const TICKET_STEPS = ['askNext', 'passClocks', 'endWait', 'closeSilent'] as const;
export type TicketStep = (typeof TICKET_STEPS)[number];

type Due = { step: TicketStep; dueAtMs: number };

/**
 * Names the next step of a ticket and its instant: the earliest of all that waits. Nobody was asked yet: somebody is, at once.
 * Whoever was asked and did nothing, in their time: the next one is, until an answer has gone out.
 */
export function ticketAgenda(facts: TicketFacts): Agenda<TicketStep> {
  const due = duesOf(facts);
  const next = due.reduce<Due | null>((first, one) => (first && first.dueAtMs <= one.dueAtMs ? first : one), null);
  return { closed: isTicketOver(facts.state) && !next, next };
}

function duesOf(facts: TicketFacts): Due[] {
  const due: Due[] = [];
  const add = (step: TicketStep, at: Date | null): void => {
    if (at) due.push({ step, dueAtMs: at.getTime() });
  };
  const isActive = facts.state === 'new' || facts.state === 'open';
  const isNobodys = facts.assignee === null && facts.level !== 'external';
  if (isActive) add('askNext', facts.askNextAt ?? (isNobodys ? facts.stateSince : null));
  for (const { clock, by } of facts.clocks) {
    const clockDue = clockAgenda(clock, by);
    if (clockDue) due.push({ step: 'passClocks', dueAtMs: clockDue.dueAtMs });
  }
  if (facts.state === 'waiting') add('endWait', facts.waitUntil);
  if (facts.state === 'resolved') add('closeSilent', facts.closesAt);
  return due;
}
