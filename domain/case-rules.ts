import type { CaseEvent, CaseEventType, CaseFacts, Phase, Told } from './case';
import { acknowledge, acknowledgementOver, answer, answerByDesk, askAgain, withdraw } from './procedure/answering';
import {
  escalate,
  groupingWaitOver,
  letterDue,
  letterOverdue,
  letterRefused,
  letterSent,
  newsDue,
  remind,
  rerouteAndAsk,
  rerouteQuietly,
  resend,
  revokeLink,
  send,
} from './procedure/asking';
import {
  assign,
  failAgain,
  failAgainAsked,
  grow,
  lessen,
  note,
  recover,
  recoverUnasked,
  snooze,
} from './procedure/beside';
import { applied, approve, chase, publish, refused, reject } from './procedure/deciding';
import { close, dismiss, merge, reopen, settle, split, tooFew, verificationOver, verified } from './procedure/ending';
import type { Rule } from './procedure/rule';
import { reply, write, writeWhileAsked } from './procedure/talking';
import type { Side } from './words';

type Rules = { [P in Phase]: { [E in CaseEventType]?: Rule<E> } };

/** What may be said of a case in any phase. */
const always = { assign, note, recover, fail_again: failAgain, write };
/** Once somebody was written to: the post's news of a letter may arrive when the story has moved on, and so may a question. */
const post = { letter_sent: letterSent, letter_refused: letterRefused, reply };
const asked = {
  ...always,
  ...post,
  grow,
  snooze,
  close,
  settle,
  merge,
  answer,
  acknowledge,
  remind,
  resend,
  escalate,
  letter_due: letterDue,
  news_due: newsDue,
  lessen,
  letter_overdue: letterOverdue,
  reroute: rerouteAndAsk,
  revoke_link: revokeLink,
};

/** The whole procedure: a missing entry is a refusal. */
export const RULES: Rules = {
  collecting: {
    ...always,
    grow,
    snooze,
    send,
    dismiss,
    close,
    settle,
    merge,
    reroute: rerouteQuietly,
    grouping_wait_over: groupingWaitOver,
    too_few: tooFew,
  },
  triage: {
    ...always,
    ...post,
    grow,
    snooze,
    send,
    dismiss,
    close,
    settle,
    merge,
    reroute: rerouteQuietly,
    answer: answerByDesk,
    revoke_link: revokeLink,
  },
  notified: { ...asked, recover: recoverUnasked, fail_again: failAgainAsked, write: writeWhileAsked },
  acknowledged: {
    ...asked,
    fail_again: failAgainAsked,
    write: writeWhileAsked,
    acknowledgement_over: acknowledgementOver,
  },
  answered: {
    ...always,
    ...post,
    grow,
    snooze,
    close,
    settle,
    merge,
    answer,
    withdraw,
    approve,
    reject,
    resend,
    reroute: rerouteAndAsk,
    revoke_link: revokeLink,
    ask_again_due: askAgain,
  },
  approved: { ...always, ...post, grow, settle, publish, revoke_link: revokeLink },
  applying: {
    ...always,
    ...post,
    grow,
    snooze,
    close,
    settle,
    chase,
    applied,
    refused,
    revoke_link: revokeLink,
  },
  verifying: {
    ...always,
    ...post,
    grow,
    snooze,
    close,
    settle,
    verified,
    verification_over: verificationOver,
    reopen,
    revoke_link: revokeLink,
  },
  closed: { ...always, ...post, reopen, split, revoke_link: revokeLink },
  dismissed: { ...always, reopen },
};

/** Applies one event by one side at one instant; refuses what the table does not hold. */
export function advance(facts: CaseFacts, event: CaseEvent, side: Side, at: Date): Told {
  // Safe: the table is keyed by the very tag that selects the event's type.
  const rule = RULES[facts.phase][event.type] as Rule<CaseEventType> | undefined;
  if (!rule) return { ok: false, refusal: 'not_now' };
  if (!rule.by.includes(side)) return { ok: false, refusal: 'not_your_side' };
  const change = rule.change(facts, event, at);
  return typeof change === 'string' ? { ok: false, refusal: change } : { ok: true, ...change };
}

/** The events a side may make now, for `allowed[]` on the wire and the buttons of the page. */
export const allowed = (phase: Phase, side: Side): CaseEventType[] =>
  (Object.entries(RULES[phase]) as [CaseEventType, Rule<CaseEventType>][])
    .filter(([, rule]) => rule.by.includes(side))
    .map(([type]) => type);
