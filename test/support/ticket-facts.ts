import type { Calendar } from '../../domain/calendar/calendar';
import { startClock } from '../../domain/sla/clock';
import { timetable } from '../../domain/sla/timetable';
import type { TicketEvent, TicketEventType, TicketFacts } from '../../domain/ticket/ticket';
import { AT } from './facts';

const DAY = [
  ['09:00', '12:30'],
  ['13:30', '17:30'],
] as const;
const OFFICE: Calendar = {
  zone: 'Europe/Paris',
  weekly: { 1: DAY, 2: DAY, 3: DAY, 4: DAY, 5: DAY },
  holidays: [],
  publicHolidays: 'FR',
  closures: [],
  shifts: {},
};
export const OFFICE_BY = timetable(OFFICE);
const HOUR_MS = 3_600_000;

/** A question of day 0 that nobody has been asked yet, with the promises of office hours: four hours and three days. */
export const aTicket = (patch: Partial<TicketFacts> = {}): TicketFacts => ({
  state: 'new',
  openedAt: AT,
  stateSince: AT,
  priority: 'normal',
  impact: 'low',
  urgency: 'medium',
  level: '1',
  assignee: null,
  taken: false,
  cycle: 1,
  waiting: [],
  waitUntil: null,
  unansweredSince: AT,
  firstAnsweredAt: null,
  askNextAt: null,
  asked: [],
  closesAt: null,
  ending: null,
  clocks: (
    [
      ['response', 4],
      ['resolution', 22],
    ] as const
  ).map(([kind, hours], n) => ({
    id: n + 1,
    cycle: 1,
    by: OFFICE_BY,
    clock: startClock(OFFICE_BY, { kind, targetMs: hours * HOUR_MS, atMs: AT.getTime() }),
  })),
  ...patch,
});

const later = (days: number): Date => new Date(AT.getTime() + days * 24 * HOUR_MS);
/** One of each event, as somebody would say it on day 0. */
export const ticketEvents: { [E in TicketEventType]: Extract<TicketEvent, { type: E }> } = {
  assign: { type: 'assign', to: 'ana', level: '1', askNextAt: later(1) },
  take: { type: 'take', by: 'bob' },
  transfer: { type: 'transfer', to: 'cyd', level: '3', askNextAt: later(1) },
  message: { type: 'message', from: 'desk', visibility: 'public', by: 'bob' },
  wait: { type: 'wait', reason: 'requester', until: null },
  resume: { type: 'resume', reason: null },
  wait_over: { type: 'wait_over' },
  resolve: { type: 'resolve', closesAt: later(5) },
  close: { type: 'close', ending: 'by_desk' },
  reopen: { type: 'reopen' },
  bounced: { type: 'bounced' },
  prioritise: { type: 'prioritise', impact: 'high', urgency: 'high', priority: 'urgent' },
  merge: { type: 'merge' },
  absorb: { type: 'absorb', waiting: null },
  clocks_due: { type: 'clocks_due' },
  annotate: { type: 'annotate' },
};
