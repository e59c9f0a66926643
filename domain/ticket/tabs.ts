/** What an inbox shows: whose tickets, or what is wrong with them. */
export const TICKET_TABS = ['mine', 'level1', 'level2', 'unassigned', 'at_risk', 'waiting', 'watched', 'all'] as const;
export type TicketTab = (typeof TICKET_TABS)[number];
