import { ASKING_AFRESH, NO_ANSWER, enter, type Rule } from './rule';

/** How a case ends, and begins again. */

export const dismiss: Rule<'dismiss'> = { by: ['desk'], change: (facts, _, at) => enter(facts, 'dismissed', at) };
/** Its rule asks for more anomalies at once than came while it took them in. */
export const tooFew: Rule<'too_few'> = {
  by: ['clock'],
  change: (facts, _, at) => enter(facts, 'dismissed', at, { outcome: 'no_action', heldUntil: null }),
};
export const close: Rule<'close'> = {
  by: ['desk'],
  change: (facts, { outcome }, at) => enter(facts, 'closed', at, { outcome }),
};
/** What was expected has come, or is expected no more: there is nothing left to ask. */
export const settle: Rule<'settle'> = {
  by: ['pipeline'],
  change: (facts, { outcome }, at) => enter(facts, 'closed', at, { outcome }),
};
/** Its anomalies went to another case, which asks for both. */
export const merge: Rule<'merge'> = {
  by: ['desk'],
  change: (facts, _, at) => enter(facts, 'closed', at, { outcome: 'duplicate' }),
};
export const verified: Rule<'verified'> = { by: ['pipeline'], change: (facts, _, at) => enter(facts, 'closed', at) };
export const verificationOver: Rule<'verification_over'> = {
  by: ['clock'],
  change: (facts, _, at) => enter(facts, 'closed', at),
};
const afresh: Rule<'reopen' | 'split'>['change'] = (facts, _, at) =>
  enter(
    facts,
    'triage',
    at,
    {
      ...ASKING_AFRESH,
      ...NO_ANSWER,
      escalationLevel: 0,
      atDesk: false,
      heldUntil: null,
      publishedAt: null,
      outcome: null,
    },
    { kind: 'task', code: 'triage' },
  );
export const reopen: Rule<'reopen'> = { by: ['desk', 'pipeline'], change: afresh };
/** The merge is undone: the case has its anomalies again. */
export const split: Rule<'split'> = { by: ['desk'], change: afresh };
