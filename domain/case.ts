import type { AnswerCode, Outcome } from './answer';
import type { Severity } from './words';

/** The line an anomaly case walks (design §3); back by `reject`, `reroute` and `reopen`. */
export const PHASES = [
  'collecting',
  'triage',
  'notified',
  'acknowledged',
  'answered',
  'approved',
  'applying',
  'verifying',
  'closed',
  'dismissed',
] as const;
export type Phase = (typeof PHASES)[number];

export interface CurrentAnswer {
  version: number;
  code: AnswerCode;
  /** actorKey of who wrote it: the author never approves an elimination. */
  author: string;
  /** Instant at which the supplier asked to be asked again. */
  askAgainAt: Date | null;
}

/** What a rule asks for before anybody is asked: so many anomalies that fail at once, by `until`. */
export interface Gate {
  open: number;
  needed: number;
  until: Date;
}

/** What the transition table and the agenda read. Everything else on a case is description. */
export interface CaseFacts {
  phase: Phase;
  severity: Severity;
  /** Null where the rule asks for nothing more than one. */
  gate: Gate | null;
  /** The source may skip triage. */
  trusted: boolean;
  /** Somebody can be written to; null = the supplier is unknown or out of contacts, the desk's turn. */
  contact: string | null;
  /** They asked for no more mail. */
  contactDeclined: boolean;
  openedAt: Date;
  phaseSince: Date;
  heldUntil: Date | null;
  escalationLevel: number;
  /** The chain of contacts has run out: the desk telephones. */
  atDesk: boolean;
  /** Letters written to the present contact since this round of asking began. */
  letters: number;
  letterWrittenAt: Date | null;
  /** When the contact's letter in which it waits for its place is to be written, or was and has not left; null when it waits in none. */
  letterDueAt: Date | null;
  letterSentAt: Date | null;
  letterRefused: boolean;
  /** A task about the unsent letter already stands on the desk. */
  unsentRaised: boolean;
  answer: CurrentAnswer | null;
  /** actorKeys of those who approved this version of the answer. */
  approvals: string[];
  publishedAt: Date | null;
  chases: number;
  chasedAt: Date | null;
  outcome: Outcome | null;
  /** Since when the source finds none of it any more. */
  sourceRecoveredAt: Date | null;
  /** The contact was told of it while it failed, and not since that nothing does. */
  toldFailing: boolean;
  /** Since when it has anomalies that no letter has told of. */
  grownAt: Date | null;
  /** Since when some of it, not all, no longer fails and the contact, who wants to know, was not told. */
  lessenedAt: Date | null;
  /** When a letter was last written that only brings news. */
  newsAt: Date | null;
}

/** What must be written in the same transaction as the new facts. */
export type Effect =
  | { kind: 'letter'; reason: LetterReason; alone: boolean }
  | { kind: 'publish_decision' }
  | { kind: 'chase_receipt' }
  | { kind: 'task'; code: TaskCode };
export const LETTER_REASONS = [
  'first',
  'reminder',
  'escalation',
  'sent_back',
  'rerouted',
  'asked_again',
  'resent',
  'reopened',
  'all_resolved',
  'new_anomalies',
  'some_resolved',
  'reply',
] as const;
export type LetterReason = (typeof LETTER_REASONS)[number];
/** Those that ask nothing: no deadline counts from them. */
export const NEWS_REASONS: readonly LetterReason[] = ['all_resolved', 'new_anomalies', 'some_resolved'];
export const TASK_CODES = [
  'triage',
  'letter_unsent',
  'letter_refused',
  'contact_declined',
  'no_answer',
  'unknown_supplier',
  'decision_refused',
  'receipt_missing',
  'step_failed',
  'message',
  'receiver_stopped',
  'rota_gap',
  'rota_uncovered',
  'rota_conflict',
  'rota_trainee_alone',
  'rota_not_eligible',
  'absence_uncovered',
  'relief_offered',
  'no_external_desk',
] as const;
export type TaskCode = (typeof TASK_CODES)[number];

export type CaseEvent =
  | { type: 'grouping_wait_over' }
  | { type: 'too_few' }
  | { type: 'letter_due' }
  | { type: 'news_due' }
  | { type: 'letter_sent' }
  | { type: 'letter_refused' }
  | { type: 'letter_overdue' }
  | { type: 'escalate'; next: string | null }
  | { type: 'acknowledgement_over' }
  | { type: 'ask_again_due' }
  | { type: 'publish' }
  | { type: 'chase' }
  | { type: 'verification_over' }
  | { type: 'grow'; severity: Severity }
  | { type: 'recover' }
  | { type: 'lessen' }
  | { type: 'fail_again' }
  | { type: 'applied' }
  | { type: 'refused' }
  | { type: 'verified' }
  | { type: 'acknowledge' }
  | { type: 'write' }
  | { type: 'answer'; code: AnswerCode; version: number; author: string; askAgainAt: Date | null }
  | { type: 'withdraw' }
  | { type: 'reply' }
  | { type: 'send' }
  | { type: 'dismiss' }
  | { type: 'assign' }
  | { type: 'note' }
  | { type: 'snooze'; until: Date }
  | { type: 'remind' }
  | { type: 'resend' }
  | { type: 'revoke_link' }
  | { type: 'reroute'; contact: string | null }
  | { type: 'approve'; version: number; approver: string }
  | { type: 'reject' }
  | { type: 'close'; outcome: Outcome }
  | { type: 'settle'; outcome: Outcome }
  | { type: 'merge' }
  | { type: 'split' }
  | { type: 'reopen' };
export type CaseEventType = CaseEvent['type'];
export type On<E extends CaseEventType> = Extract<CaseEvent, { type: E }>;

export interface Change {
  facts: CaseFacts;
  effects: Effect[];
}
export type Refusal =
  | 'not_now'
  | 'not_your_side'
  | 'no_contact'
  | 'contact_declined'
  | 'stale_answer'
  | 'already_approved'
  | 'author_may_not_approve'
  | 'held_in_past';
export type Told = ({ ok: true } & Change) | { ok: false; refusal: Refusal };

/** Whose move it is; `none` when the story is over. */
export type Turn = 'desk' | 'supplier' | 'pipeline' | 'clock' | 'none';
export function turnOf(facts: Pick<CaseFacts, 'phase' | 'atDesk' | 'answer' | 'contact'>): Turn {
  switch (facts.phase) {
    case 'collecting':
    case 'approved':
      return 'clock';
    case 'triage':
      return 'desk';
    case 'notified':
    case 'acknowledged':
      return facts.atDesk || !facts.contact ? 'desk' : 'supplier';
    case 'answered':
      return facts.answer?.askAgainAt ? 'supplier' : 'desk';
    case 'applying':
    case 'verifying':
      return 'pipeline';
    case 'closed':
    case 'dismissed':
      return 'none';
  }
}

/** Phase and answer that a person has before them: what is done rests on them. Grouping ends by itself and changes nothing. */
export function standOf(phase: Phase, answerVersion: number | null): string {
  if (phase === 'answered') return `answered ${answerVersion ?? ''}`;
  return phase === 'collecting' ? 'triage' : phase;
}

export const isOver = (phase: Phase): boolean => phase === 'closed' || phase === 'dismissed';
