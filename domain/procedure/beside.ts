import { ASKING_AFRESH, enter, stay, type Rule } from './rule';

/** What changes a case without moving it, or hardly. */

export const assign: Rule<'assign'> = { by: ['desk'], change: (facts) => stay(facts) };
export const note: Rule<'note'> = { by: ['desk', 'clock'], change: (facts) => stay(facts) };
export const recover: Rule<'recover'> = {
  by: ['pipeline'],
  change: (facts, _, at) => stay(facts, { sourceRecoveredAt: at }),
};
/** Some of it no longer fails: news for a contact who wants them. */
export const lessen: Rule<'lessen'> = {
  by: ['pipeline'],
  change: (facts, _, at) => stay(facts, { lessenedAt: facts.lessenedAt ?? at }),
};
/** What was well again before its first letter has left is no question to a supplier, unless a person says so. */
export const recoverUnasked: Rule<'recover'> = {
  by: ['pipeline'],
  change: (facts, _, at) =>
    facts.trusted && facts.escalationLevel === 0 && facts.letters <= 1 && !facts.letterSentAt && !facts.letterRefused
      ? enter(
          facts,
          'triage',
          at,
          { ...ASKING_AFRESH, sourceRecoveredAt: at, heldUntil: null },
          { kind: 'task', code: 'triage' },
        )
      : stay(facts, { sourceRecoveredAt: at }),
};
export const failAgain: Rule<'fail_again'> = {
  by: ['pipeline'],
  change: (facts) => stay(facts, { sourceRecoveredAt: null }),
};
/** Who was told last that nothing fails any more is asked as if for the first time. */
export const failAgainAsked: Rule<'fail_again'> = {
  by: ['pipeline'],
  change: (facts, _, at) =>
    facts.letters > 0 && !facts.toldFailing
      ? enter(facts, 'notified', at, { ...ASKING_AFRESH, sourceRecoveredAt: null })
      : stay(facts, { sourceRecoveredAt: null }),
};
export const grow: Rule<'grow'> = { by: ['pipeline'], change: (facts, { severity }) => stay(facts, { severity }) };
export const snooze: Rule<'snooze'> = {
  by: ['desk'],
  change: (facts, { until }, at) => (until > at ? stay(facts, { heldUntil: until }) : 'held_in_past'),
};
