import { asksAgain } from '../answer';
import { ASKING_AFRESH, NO_ANSWER, enter, letter, stay, type Rule } from './rule';

/** What the supplier says, or the desk for the supplier. */

export const acknowledge: Rule<'acknowledge'> = {
  by: ['supplier', 'desk'],
  change: (facts, _, at) => enter(facts, 'acknowledged', at),
};
export const writeWhileAsked: Rule<'write'> = {
  by: ['supplier'],
  change: (facts, _, at) => enter(facts, 'acknowledged', at),
};
export const writeLater: Rule<'write'> = { by: ['supplier'], change: (facts) => stay(facts) };
export const answer: Rule<'answer'> = {
  by: ['supplier', 'desk'],
  change: (facts, { code, version, author, askAgainAt }, at) =>
    enter(facts, 'answered', at, {
      answer: { code, version, author, askAgainAt: asksAgain(code) ? askAgainAt : null },
      approvals: [],
      heldUntil: null,
    }),
};
export const answerByDesk: Rule<'answer'> = { ...answer, by: ['desk'] };
export const askAgain: Rule<'ask_again_due'> = {
  by: ['clock'],
  change: (facts, _, at) =>
    enter(
      facts,
      'notified',
      at,
      { ...ASKING_AFRESH, ...NO_ANSWER, letters: 1, letterWrittenAt: at, heldUntil: null },
      letter('asked_again'),
    ),
};
