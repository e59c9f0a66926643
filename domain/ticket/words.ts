/** Words of tickets (design §3), in the order in which people read them. */
export const TICKET_TYPES = ['data_request', 'information', 'alert', 'incident', 'advice', 'remark'] as const;
export type TicketType = (typeof TICKET_TYPES)[number];
export const TICKET_STATES = ['new', 'open', 'waiting', 'resolved', 'closed', 'merged'] as const;
export type TicketState = (typeof TICKET_STATES)[number];
export const isTicketOver = (state: TicketState): boolean => state === 'closed' || state === 'merged';

export const CHANNELS = ['web', 'api', 'mail', 'phone', 'visit', 'console', 'other'] as const;
export type Channel = (typeof CHANNELS)[number];
/** Who holds a ticket: the duty of the day, the second line, a specialist of its topic, or a desk outside. */
export const TICKET_LEVELS = ['1', '2', '3', 'external'] as const;
export type TicketLevel = (typeof TICKET_LEVELS)[number];
/** For whom or what it waits; the clocks stand still until no reason is left. */
export const WAIT_REASONS = ['requester', 'external', 'colleague'] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];
export const VISIBILITIES = ['public', 'internal'] as const;
export type Visibility = (typeof VISIBILITIES)[number];
export const ENDINGS = ['confirmed', 'silent', 'by_desk'] as const;
/** How a ticket came to be closed. */
export type Ending = (typeof ENDINGS)[number];

export const GRADES = ['low', 'medium', 'high'] as const;
export type Grade = (typeof GRADES)[number];
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** ITIL's matrix: how many are hindered, by how much they are. */
const MATRIX: Record<Grade, Record<Grade, Priority>> = {
  low: { low: 'low', medium: 'normal', high: 'normal' },
  medium: { low: 'normal', medium: 'normal', high: 'high' },
  high: { low: 'normal', medium: 'high', high: 'urgent' },
};
export const priorityOf = (impact: Grade, urgency: Grade): Priority => MATRIX[impact][urgency];

/** What a type of request means before anybody has looked at it. */
export const gradesOf = (type: TicketType): { impact: Grade; urgency: Grade } => {
  if (type === 'incident') return { impact: 'medium', urgency: 'high' };
  return { impact: 'low', urgency: type === 'alert' ? 'high' : type === 'remark' ? 'low' : 'medium' };
};
