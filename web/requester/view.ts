import type { Calendar } from '../../domain/calendar/calendar';

/** Where a request stands, as its author is told. */
export const STANDS = ['received', 'inHand', 'waitingYou', 'waitingOther', 'answered', 'closed', 'merged'] as const;
export type Stand = (typeof STANDS)[number];

export const REQUEST_TYPES = ['data_request', 'information', 'alert', 'incident', 'advice', 'remark'] as const;

/** What was promised next, and until when; `late`: that moment has passed. */
export interface Promised {
  kind: 'response' | 'update' | 'resolution';
  dueAt: Date;
  late: boolean;
}
/** When the desk works, and within how many minutes of that it first answers; null where that is not promised. */
export interface Service {
  calendar: Calendar;
  responseMinutes: number | null;
}
export interface NextStep {
  stand: Stand;
  promised: Promised | null;
  /** When silence closes it. */
  closesAt: Date | null;
  mergedInto: string | null;
  /** Writing takes it up again. */
  reopens: boolean;
}

export const HELP_FIELDS = ['text', 'email', 'type', 'topic', 'cruise', 'file', 'website'] as const;
export type HelpField = (typeof HELP_FIELDS)[number];
export interface HelpError {
  field: HelpField;
  code: string;
  args?: Record<string, string | number>;
}
/** A file that has come already, as the next page carries it. */
export interface KeptShown {
  name: string;
  size: number;
  sealed: string;
}
/** The form as it was typed. `website` is the trap: no person sees it. */
export interface HelpValues {
  text: string;
  email: string;
  type: string;
  topic: string;
  cruise: string;
  website: string;
  kept: readonly KeptShown[];
}
export const NOTHING_ASKED: HelpValues = {
  text: '',
  email: '',
  type: '',
  topic: '',
  cruise: '',
  website: '',
  kept: [],
};

export interface SaidFile {
  id: string;
  name: string;
  size: number;
}
/** A public message; notes between colleagues never get here. */
export interface Said {
  id: string;
  side: 'requester' | 'desk';
  /** Of who signed for the desk. */
  name: string | null;
  text: string;
  at: Date;
  /** Its mail has not left yet. */
  sending: boolean;
  files: readonly SaidFile[];
}
export const SCORES = [5, 4, 3, 2, 1] as const;
export type Score = (typeof SCORES)[number];

export const REQUESTER_DEEDS = ['write', 'confirm', 'refuse', 'feedback'] as const;
export type RequesterDeed = (typeof REQUESTER_DEEDS)[number];
/** A request as its author sees it. */
export interface RequesterTicket {
  number: string;
  askedAt: Date;
  next: NextStep;
  said: readonly Said[];
  allowed: readonly RequesterDeed[];
  /** The opinion given on this closing. */
  score: Score | null;
}
/** Where the page stands. */
export interface TicketContext {
  token: string;
  centre: string;
}
