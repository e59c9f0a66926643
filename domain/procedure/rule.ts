import type { CaseEventType, CaseFacts, Change, Effect, LetterReason, On, Phase, Refusal } from '../case';
import type { Side } from '../words';

/** One entry of the table: the sides that may say it, and what it changes. */
export interface Rule<E extends CaseEventType> {
  by: readonly Side[];
  change: (facts: CaseFacts, event: On<E>, at: Date) => Change | Refusal;
}

export const ASKING_AFRESH = {
  letters: 0,
  letterWrittenAt: null,
  letterSentAt: null,
  letterRefused: false,
  unsentRaised: false,
} as const;
export const NO_ANSWER = { answer: null, approvals: [] as string[] } as const;

export const stay = (facts: CaseFacts, patch: Partial<CaseFacts> = {}, ...effects: Effect[]): Change => ({
  facts: { ...facts, ...patch },
  effects,
});
export const enter = (
  facts: CaseFacts,
  phase: Phase,
  at: Date,
  patch: Partial<CaseFacts> = {},
  ...effects: Effect[]
): Change => ({
  facts: { ...facts, phase, phaseSince: at, ...patch },
  effects,
});
export const letter = (reason: LetterReason, alone = false): Effect => ({ kind: 'letter', reason, alone });
export const written = (facts: CaseFacts, at: Date): Partial<CaseFacts> => ({
  ...ASKING_AFRESH,
  letters: facts.letters + 1,
  letterWrittenAt: at,
});
