import type { Clock, Pause } from '../sla/clock';
import type { Timetable } from '../sla/timetable';
import type { Ending, Grade, Priority, TicketLevel, TicketState, Visibility, WaitReason } from './words';

/** A promise of the desk, or between colleagues, as it stands. */
export interface TicketClock {
  id: number;
  cycle: number;
  clock: Clock;
  by: Timetable;
}

/** What the procedure looks at. */
export interface TicketFacts {
  state: TicketState;
  openedAt: Date;
  stateSince: Date;
  priority: Priority;
  impact: Grade;
  urgency: Grade;
  level: TicketLevel;
  /** Whose turn it is; null until somebody was asked. */
  assignee: string | null;
  /** The assignee has said so, or has answered: they have longer, once. */
  taken: boolean;
  /** Reopening begins another, unless it comes soon. */
  cycle: number;
  waiting: readonly WaitReason[];
  /** When somebody looks whether what it waits for has come. */
  waitUntil: Date | null;
  /** The oldest word of the requester that nobody has answered. */
  unansweredSince: Date | null;
  /** Of staff, in public. */
  firstAnsweredAt: Date | null;
  /** When the next in line is asked, should the assignee do nothing; null once the assignee has. */
  askNextAt: Date | null;
  /** Those asked since the last answer. */
  asked: readonly string[];
  /** When silence closes what is resolved. */
  closesAt: Date | null;
  ending: Ending | null;
  clocks: readonly TicketClock[];
}

/** How long somebody has waited for an answer already. */
export interface Waited {
  sinceMs: number;
  pauses: readonly Pause[];
}

export type TicketEvent =
  /** The answer guarantee, or the first look: this person is asked, until then. `level` where it changes. */
  | { type: 'assign'; to: string | null; level: TicketLevel; askNextAt: Date | null }
  | { type: 'take'; by: string }
  /** To somebody, or to a line of the desk. */
  | { type: 'transfer'; to: string | null; level: TicketLevel; askNextAt: Date | null }
  | { type: 'message'; from: 'requester' | 'desk' | 'external' | 'machine'; visibility: Visibility; by: string | null }
  | { type: 'wait'; reason: WaitReason; until: Date | null }
  | { type: 'resume'; reason: WaitReason | null }
  | { type: 'wait_over' }
  | { type: 'resolve'; closesAt: Date }
  | { type: 'close'; ending: Ending }
  | { type: 'reopen' }
  /** An answer came back: whoever asked has not read it. */
  | { type: 'bounced' }
  | { type: 'prioritise'; impact: Grade; urgency: Grade; priority: Priority }
  | { type: 'merge' }
  /** Another request goes on in this one: since when its requester waits, and the pauses of that wait. */
  | { type: 'absorb'; waiting: Waited | null }
  /** Thresholds of clocks that are due by now. */
  | { type: 'clocks_due' }
  /** Beside the procedure: links, tags, watchers, notes of the log. */
  | { type: 'annotate' };
export type TicketEventType = TicketEvent['type'];
export type TicketOn<E extends TicketEventType> = Extract<TicketEvent, { type: E }>;

/** A requester or their colleague; somebody of the desk; the workflow. */
export type TicketSide = 'desk' | 'clock' | 'requester';

export const TICKET_REFUSALS = ['not_now', 'not_your_side', 'same_person'] as const;
export type TicketRefusal = (typeof TICKET_REFUSALS)[number];

/** What the change of facts means for the promises; carried out with the policy in force. */
export type ClockMove =
  | { kind: 'pause' | 'resume'; reason: WaitReason }
  /** The first public answer of staff. */
  | { kind: 'answered' }
  /** Who asked writes again, or somebody else of the desk does. */
  | { kind: 'message'; from: 'requester' | 'staff' }
  | { kind: 'resolved' }
  | { kind: 'reopened' }
  | { kind: 'handed_on'; level: TicketLevel }
  | { kind: 'reprioritised' }
  | { kind: 'merged' }
  | { kind: 'waited'; waited: Waited }
  | { kind: 'pass' };
export type TicketEffect =
  | { kind: 'clock'; move: ClockMove }
  /** Somebody of the desk is told that it is their turn. */
  | { kind: 'tell_assignee' }
  /** A desk outside is written what it is handed, and what is said after. */
  | { kind: 'tell_external'; about: 'hand_over' | 'more_words' }
  /** The requester is told of their ticket. */
  | { kind: 'tell_requester'; about: 'answer' | 'question' | 'resolved' | 'reopened' | 'closed' };
export interface TicketChange {
  ok: true;
  facts: TicketFacts;
  effects: readonly TicketEffect[];
}
