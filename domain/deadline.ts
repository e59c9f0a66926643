import type { CasePolicy } from './agenda';

/** Before which instant an answer is wanted: the moment at which we would write again, or turn to somebody else. */
export const answerWantedBefore = (letters: number, sentAt: Date, policy: CasePolicy): Date =>
  new Date(sentAt.getTime() + (letters <= policy.remindersMax ? policy.remindAfterMs : policy.escalateAfterMs));
