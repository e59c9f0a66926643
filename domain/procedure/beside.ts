import { stay, type Rule } from './rule';

/** What changes a case without moving it. */

export const assign: Rule<'assign'> = { by: ['desk'], change: (facts) => stay(facts) };
export const note: Rule<'note'> = { by: ['desk', 'clock'], change: (facts) => stay(facts) };
export const recover: Rule<'recover'> = { by: ['pipeline'], change: (facts) => stay(facts) };
export const grow: Rule<'grow'> = { by: ['pipeline'], change: (facts, { severity }) => stay(facts, { severity }) };
export const snooze: Rule<'snooze'> = {
  by: ['desk'],
  change: (facts, { until }, at) => (until > at ? stay(facts, { heldUntil: until }) : 'held_in_past'),
};
