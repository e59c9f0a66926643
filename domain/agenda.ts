import { type CaseFacts, isOver } from './case';
import type { Severity } from './words';

const HOUR_MS = 3_600_000;

/** What is next and when. Deadlines are instants, never counters. */
export interface Agenda<S extends string> {
  closed: boolean;
  next: { step: S; dueAtMs: number } | null;
}

export const CASE_STEPS = [
  'endGroupingWait',
  'writeLetter',
  'raiseUnsentLetter',
  'escalate',
  'askAgain',
  'publishDecision',
  'chaseReceipt',
  'closeUnverified',
] as const;
export type CaseStep = (typeof CASE_STEPS)[number];

/** The waits of a case; a row that a data centre, a demo or a test may change. All in milliseconds. */
export interface CasePolicy {
  groupingWaitMs: Record<Severity, number>;
  /** From a letter sent to the next reminder, and how many reminders one contact gets. */
  remindAfterMs: number;
  remindersMax: number;
  /** From the last reminder sent to the next contact, then to the desk. */
  escalateAfterMs: number;
  chaseReceiptAfterMs: number;
  closeUnverifiedAfterMs: number;
}

/**
 * Names the next step of a case and its instant: pure, so the step's own transaction can compute it again
 * and act only while it still names that step (design §1).
 */
export function caseAgenda(facts: CaseFacts, policy: CasePolicy): Agenda<CaseStep> {
  const next = nextStep(facts, policy);
  if (!next) return { closed: isOver(facts.phase), next: null };
  const heldUntilMs = facts.heldUntil?.getTime() ?? Number.NEGATIVE_INFINITY;
  return { closed: false, next: { step: next.step, dueAtMs: Math.max(next.dueAtMs, heldUntilMs) } };
}

type Due = { step: CaseStep; dueAtMs: number } | null;
const at = (step: CaseStep, from: Date, afterMs = 0): Due => ({ step, dueAtMs: from.getTime() + afterMs });

function nextStep(facts: CaseFacts, policy: CasePolicy): Due {
  switch (facts.phase) {
    case 'collecting':
      return at('endGroupingWait', facts.openedAt, policy.groupingWaitMs[facts.severity]);
    case 'notified':
    case 'acknowledged':
      return facts.atDesk || !facts.contact ? null : nextLetter(facts, policy);
    case 'answered':
      return facts.answer?.askAgainAt ? at('askAgain', facts.answer.askAgainAt) : null;
    case 'approved':
      return at('publishDecision', facts.phaseSince);
    case 'applying':
      return at('chaseReceipt', facts.chasedAt ?? facts.publishedAt ?? facts.phaseSince, policy.chaseReceiptAfterMs);
    case 'verifying':
      return at('closeUnverified', facts.phaseSince, policy.closeUnverifiedAfterMs);
    case 'triage':
    case 'closed':
    case 'dismissed':
      return null;
  }
}

function nextLetter(facts: CaseFacts, policy: CasePolicy): Due {
  if (facts.letterRefused) return at('escalate', facts.phaseSince);
  if (!facts.letterWrittenAt) return at('writeLetter', facts.phaseSince);
  if (!facts.letterSentAt) return facts.unsentRaised ? null : at('raiseUnsentLetter', facts.letterWrittenAt, HOUR_MS);
  const quietSince = new Date(
    Math.max(facts.letterSentAt.getTime(), facts.phase === 'acknowledged' ? facts.phaseSince.getTime() : 0),
  );
  return facts.letters <= policy.remindersMax
    ? at('writeLetter', quietSince, policy.remindAfterMs)
    : at('escalate', quietSince, policy.escalateAfterMs);
}
