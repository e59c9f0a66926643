import type { TicketSummary } from '../../../db/desk/inbox';
import type { Language } from '../../../domain/words';
import type { NamedTicket } from '../../../web/console/tickets/ticket-words';

/** A stored ticket as pages in this language name it. */
export const namedTicket =
  (now: Date, language: Language) =>
  ({ topicNames, dueKind, dueAt, riskAt, ...of }: TicketSummary): NamedTicket => ({
    ...of,
    topicName: topicNames?.[language] ?? of.topic,
    due: dueKind && dueAt ? { kind: dueKind, at: dueAt, atRisk: riskAt !== null && riskAt <= now } : null,
  });
