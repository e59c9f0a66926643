import type { TicketSummary } from '../../../db/desk/inbox';
import type { clocksOfTicket, linksOfTicket, messagesOfTicket, TicketBeside } from '../../../db/desk/ticket-view';
import type { Role } from '../../../domain/words';
import { allowedTicketVerbs } from '../../tickets/perform';

/** Where a ticket stands, in codes. */
export const shownStand = (of: TicketSummary, role: Role | null) => ({
  number: of.number,
  state: of.state,
  type: of.type,
  priority: of.priority,
  topic: of.topic,
  level: of.level,
  assignee: of.assignee,
  waiting: of.waiting,
  tags: of.tags,
  opened_at: of.openedAt,
  due: of.dueKind,
  due_at: of.dueAt,
  breached: of.breached,
  allowed: allowedTicketVerbs(of.state, role),
});

/** A ticket as it goes over the wire; who asked is told to staff. */
export const shownTicket = (of: TicketSummary, role: Role | null) => ({
  ...shownStand(of, role),
  subject: of.subject,
  requester: role === null ? null : of.requesterEmail && { email: of.requesterEmail, name: of.requesterName },
});
export type ShownTicket = ReturnType<typeof shownTicket>;

const MINUTE_MS = 60_000;
export const shownClock = (of: Awaited<ReturnType<typeof clocksOfTicket>>[number]) => ({
  kind: of.kind,
  state: of.state,
  target_minutes: of.targetMs / MINUTE_MS,
  left_minutes: of.leftMs / MINUTE_MS,
  started_at: of.startedAt,
  due_at: of.dueAt,
  ended_at: of.endedAt,
  breached_at: of.breachedAt,
  paused_for: of.pausedFor,
});

/** Words as they were said; those of who was erased are gone. */
export const shownMessage = (number: string) => (of: Awaited<ReturnType<typeof messagesOfTicket>>[number]) => ({
  id: of.id,
  side: of.side,
  visibility: of.visibility,
  channel: of.channel,
  author: of.author,
  at: of.at,
  text: of.text,
  quoted: of.quoted,
  delivery: of.delivery,
  files: of.files.map(({ id, name, size, trouble }) => ({
    name,
    size,
    trouble,
    url: trouble === null ? `/api/v1/tickets/${number}/files/${id}` : null,
  })),
});

export const shownLink = ({ kind, number, isBack }: Awaited<ReturnType<typeof linksOfTicket>>[number]) => ({
  kind,
  number,
  direction: isBack ? ('from' as const) : ('to' as const),
});

export const shownBeside = ({ impact, urgency, priorityReason, language, mergedInto }: TicketBeside) => ({
  impact,
  urgency,
  priority_reason: priorityReason,
  language,
  merged_into: mergedInto,
});

export const CSV_COLUMNS = [
  'number',
  'state',
  'type',
  'priority',
  'topic',
  'level',
  'assignee',
  'waiting',
  'tags',
  'subject',
  'requester',
  'opened_at',
  'due',
  'due_at',
  'breached',
] as const;
export const csvCells = (of: ShownTicket): string[] =>
  CSV_COLUMNS.map((column) => {
    if (column === 'requester') return of.requester ? of.requester.email : '';
    const value = of[column];
    if (value instanceof Date) return value.toISOString();
    return Array.isArray(value) ? value.join(' ') : String(value ?? '');
  });
