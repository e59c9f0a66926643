import { type CaseFacts, isOver } from './case';
import type { Severity } from './words';

const HOUR_MS = 3_600_000;
/** A decision without a receipt: its pipeline's owner is reminded, then the desk has a task. */
const CHASES_MAX = 2;

/** What is next and when. Deadlines are instants, never counters. */
export interface Agenda<S extends string> {
  closed: boolean;
  next: { step: S; dueAtMs: number } | null;
}
/** Of what is not there, or is over. */
export const NOTHING_DUE: Agenda<never> = { closed: true, next: null };
/** The guard of every step: computed again under the lock, the agenda still names it as due at `at`. */
export const isDue = <S extends string>({ next }: Agenda<S>, step: S, at: Date): boolean =>
  next?.step === step && next.dueAtMs <= at.getTime();
/** A workflow that wakes too early looks again and waits on; it must be woken for what comes sooner, and to end. */
export const comesSooner = (is: Agenda<string>, was: Agenda<string>): boolean =>
  was.closed !== is.closed || dueMs(is) < dueMs(was);
const dueMs = ({ next }: Agenda<string>): number => next?.dueAtMs ?? Number.POSITIVE_INFINITY;

export const CASE_STEPS = [
  'endGroupingWait',
  'giveUp',
  'writeLetter',
  'writeNews',
  'raiseUnsentLetter',
  'escalate',
  'unacknowledge',
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
  /** From "received", or the last words that are no answer, until the supplier is reminded again. */
  acknowledgedForMs: number;
  /** From one letter about a case to the next that only brings news of it. */
  newsIntervalMs: number;
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
      return facts.gate && facts.gate.open < facts.gate.needed
        ? at('giveUp', facts.gate.until)
        : at('endGroupingWait', facts.openedAt, policy.groupingWaitMs[facts.severity]);
    case 'notified':
    case 'acknowledged':
      return facts.atDesk || !facts.contact ? null : nextLetter(facts, policy);
    case 'answered':
      return facts.answer?.askAgainAt ? at('askAgain', facts.answer.askAgainAt) : null;
    case 'approved':
      return at('publishDecision', facts.phaseSince);
    case 'applying':
      return facts.chases >= CHASES_MAX
        ? null
        : at('chaseReceipt', facts.chasedAt ?? facts.publishedAt ?? facts.phaseSince, policy.chaseReceiptAfterMs);
    case 'verifying':
      return at('closeUnverified', facts.phaseSince, policy.closeUnverifiedAfterMs);
    case 'triage':
    case 'closed':
    case 'dismissed':
      return null;
  }
}

function nextLetter(facts: CaseFacts, policy: CasePolicy): Due {
  const { phase, phaseSince, letterWrittenAt, letterSentAt } = facts;
  if (isUnheard(facts)) return at('escalate', phaseSince);
  if (letterWrittenAt && !letterSentAt && !facts.unsentRaised)
    return at('raiseUnsentLetter', facts.letterDueAt ?? letterWrittenAt, HOUR_MS);
  const news = nextNews(facts, policy);
  if (news && facts.sourceRecoveredAt) return news;
  if (phase === 'acknowledged') return earliest(at('unacknowledge', phaseSince, policy.acknowledgedForMs), news);
  if (!letterWrittenAt) return at('writeLetter', phaseSince);
  return letterSentAt && earliest(nextQuestion(facts, letterSentAt, policy), news);
}

/** No letter reaches the contact, or none may. One who is talking to us is not passed over. */
const isUnheard = ({ letterRefused, contactDeclined, phase }: CaseFacts): boolean =>
  letterRefused || (contactDeclined && phase === 'notified');

/** A reminder is written a while after news of the same case, never at once with them. */
function nextQuestion({ letters, newsAt }: CaseFacts, letterSentAt: Date, policy: CasePolicy): Due {
  if (letters > policy.remindersMax) return at('escalate', letterSentAt, policy.escalateAfterMs);
  const dueMs = letterSentAt.getTime() + policy.remindAfterMs;
  return at('writeLetter', new Date(Math.max(dueMs, newsAt ? newsAt.getTime() + policy.newsIntervalMs : 0)));
}

/** That nothing fails any more is said at once, to who was told that it does; what came since, not too often. */
function nextNews(
  { contactDeclined, sourceRecoveredAt, toldFailing, grownAt, lessenedAt, letterSentAt, newsAt }: CaseFacts,
  policy: CasePolicy,
): Due {
  if (!letterSentAt || contactDeclined) return null;
  if (sourceRecoveredAt) return toldFailing ? at('writeNews', sourceRecoveredAt) : null;
  const lastMs = Math.max(letterSentAt.getTime(), newsAt?.getTime() ?? 0);
  const since = grownAt ?? lessenedAt;
  return since && at('writeNews', new Date(Math.max(since.getTime(), lastMs + policy.newsIntervalMs)));
}

const earliest = (a: Due, b: Due): Due => (a && (!b || a.dueAtMs <= b.dueAtMs) ? a : b);
