import type { CaseEventType, CaseFacts, Change, Effect, LetterReason, On, Phase, Refusal } from '../case';
import type { Side } from '../words';

/** One entry of the table: the sides that may say it, and what it changes. */
export interface Rule<E extends CaseEventType> {
  by: readonly Side[];
  change: (facts: CaseFacts, event: On<E>, at: Date) => Change | Refusal;
}

/** Why nobody can be written to, if so. */
export function silence({ contact, contactDeclined }: CaseFacts): Refusal | null {
  if (!contact) return 'no_contact';
  return contactDeclined ? 'contact_declined' : null;
}

export const ASKING_AFRESH = {
  letters: 0,
  letterWrittenAt: null,
  letterSentAt: null,
  letterRefused: false,
  unsentRaised: false,
  toldFailing: false,
  grownAt: null,
  lessenedAt: null,
  newsAt: null,
} as const;
export const NO_ANSWER = { answer: null, approvals: [] as string[] } as const;

export const stay = (facts: CaseFacts, patch: Partial<CaseFacts> = {}, ...effects: Effect[]): Change => ({
  facts: told({ ...facts, ...patch }, effects),
  effects,
});
export const enter = (
  facts: CaseFacts,
  phase: Phase,
  at: Date,
  patch: Partial<CaseFacts> = {},
  ...effects: Effect[]
): Change => ({
  facts: told({ ...facts, phase, phaseSince: at, ...patch }, effects),
  effects,
});

/** A letter tells of all there is by then; only one that says so tells that nothing fails any more. */
function told(facts: CaseFacts, effects: readonly Effect[]): CaseFacts {
  const written = effects.find((effect) => effect.kind === 'letter');
  if (!written) return facts;
  const toldFailing = written.reason !== 'all_resolved' && (facts.toldFailing || !facts.sourceRecoveredAt);
  return { ...facts, grownAt: null, lessenedAt: null, toldFailing };
}

export const letter = (reason: LetterReason, alone = false): Effect => ({ kind: 'letter', reason, alone });
export const written = (facts: CaseFacts, at: Date): Partial<CaseFacts> => ({
  ...ASKING_AFRESH,
  toldFailing: facts.toldFailing,
  newsAt: facts.newsAt,
  letters: facts.letters + 1,
  letterWrittenAt: at,
});
