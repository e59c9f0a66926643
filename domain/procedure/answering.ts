import { asksAgain } from '../answer';
import { ASKING_AFRESH, NO_ANSWER, enter, letter, type Rule } from './rule';

/** What the supplier says, or the desk for the supplier. */

export const acknowledge: Rule<'acknowledge'> = {
  by: ['supplier', 'desk'],
  change: (facts, _, at) => enter(facts, 'acknowledged', at),
};
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
const WITHDRAWN_WITHIN_MS = 86_400_000;
/** The supplier takes the newest answer back, within a day and while nothing was decided on it. */
export const withdraw: Rule<'withdraw'> = {
  by: ['supplier'],
  change: (facts, _, at) =>
    facts.publishedAt || at.getTime() - facts.phaseSince.getTime() > WITHDRAWN_WITHIN_MS
      ? 'not_now'
      : enter(facts, 'acknowledged', at, NO_ANSWER),
};
/** Who has said "received" and nothing since is reminded, by the agenda. */
export const acknowledgementOver: Rule<'acknowledgement_over'> = {
  by: ['clock'],
  change: (facts, _, at) => enter(facts, 'notified', at, { heldUntil: null }),
};
/** The day has come that was named. Whom no letter reaches, the desk asks itself; who wants none, the next contact is asked. */
export const askAgain: Rule<'ask_again_due'> = {
  by: ['clock'],
  change: (facts, _, at) => {
    const asking = { ...ASKING_AFRESH, ...NO_ANSWER, heldUntil: null };
    if (facts.contactDeclined) return enter(facts, 'notified', at, { ...asking, atDesk: false });
    return facts.contact
      ? enter(facts, 'notified', at, { ...asking, letters: 1, letterWrittenAt: at }, letter('asked_again'))
      : enter(facts, 'notified', at, { ...asking, atDesk: true }, { kind: 'task', code: 'no_answer' });
  },
};
