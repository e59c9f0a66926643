import { ASKING_AFRESH, NO_ANSWER, enter, letter, silence, stay, type Rule } from './rule';

/** The conversation on a case: words of either side that are no answer. */

export const writeWhileAsked: Rule<'write'> = {
  by: ['supplier'],
  change: (facts, _, at) => enter(facts, 'acknowledged', at, {}, { kind: 'task', code: 'message' }),
};
export const write: Rule<'write'> = {
  by: ['supplier'],
  change: (facts) => stay(facts, {}, { kind: 'task', code: 'message' }),
};
/** The words leave at once, in a letter of their own. A question that was the answer is then answered: the supplier is asked again. */
export const reply: Rule<'reply'> = {
  by: ['desk'],
  change: (facts, _, at) => {
    const why = silence(facts);
    if (why) return why;
    return facts.phase === 'answered' && facts.answer?.code === 'need_info'
      ? enter(
          facts,
          'notified',
          at,
          { ...ASKING_AFRESH, ...NO_ANSWER, letters: 1, letterWrittenAt: at, heldUntil: null },
          letter('reply', true),
        )
      : stay(facts, {}, letter('reply', true));
  },
};
