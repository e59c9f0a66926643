import { approversNeeded, asksAgain } from './answer';
import type {
  CaseEvent,
  CaseEventType,
  CaseFacts,
  Change,
  Effect,
  LetterReason,
  On,
  Phase,
  Refusal,
  Told,
} from './case';
import type { Side } from './words';

interface Rule<E extends CaseEventType> {
  by: readonly Side[];
  change: (facts: CaseFacts, event: On<E>, at: Date) => Change | Refusal;
}
type Rules = { [P in Phase]: { [E in CaseEventType]?: Rule<E> } };

const ASKING_AFRESH = {
  letters: 0,
  letterWrittenAt: null,
  letterSentAt: null,
  letterRefused: false,
  unsentRaised: false,
} as const;
const NO_ANSWER = { answer: null, approvals: [] as string[] } as const;

const stay = (facts: CaseFacts, patch: Partial<CaseFacts> = {}, ...effects: Effect[]): Change => ({
  facts: { ...facts, ...patch },
  effects,
});
const enter = (
  facts: CaseFacts,
  phase: Phase,
  at: Date,
  patch: Partial<CaseFacts> = {},
  ...effects: Effect[]
): Change => ({
  facts: { ...facts, phase, phaseSince: at, ...patch },
  effects,
});
const letter = (reason: LetterReason, alone = false): Effect => ({ kind: 'letter', reason, alone });
const written = (facts: CaseFacts, at: Date): Partial<CaseFacts> => ({
  ...ASKING_AFRESH,
  letters: facts.letters + 1,
  letterWrittenAt: at,
});

const groupingWaitOver: Rule<'grouping_wait_over'> = {
  by: ['clock'],
  change: (facts, _, at) => {
    if (!facts.contact) return enter(facts, 'triage', at, {}, { kind: 'task', code: 'unknown_supplier' });
    // What failed and was well again before anybody was asked is no question to a supplier.
    return facts.trusted && !facts.sourceRecoveredAt
      ? enter(facts, 'notified', at, ASKING_AFRESH)
      : enter(facts, 'triage', at, {}, { kind: 'task', code: 'triage' });
  },
};
/** A person's `send` leaves at once and in a letter of its own. */
const send: Rule<'send'> = {
  by: ['desk'],
  change: (facts, _, at) =>
    facts.contact
      ? enter(
          facts,
          'notified',
          at,
          { ...ASKING_AFRESH, letters: 1, letterWrittenAt: at, heldUntil: null, atDesk: false },
          letter('first', true),
        )
      : 'no_contact',
};
const dismiss: Rule<'dismiss'> = { by: ['desk'], change: (facts, _, at) => enter(facts, 'dismissed', at) };
const close: Rule<'close'> = {
  by: ['desk'],
  change: (facts, { outcome }, at) => enter(facts, 'closed', at, { outcome }),
};
/** What was expected has come, or is expected no more: there is nothing left to ask. */
const settle: Rule<'settle'> = {
  by: ['pipeline'],
  change: (facts, { outcome }, at) => enter(facts, 'closed', at, { outcome }),
};
/** Its anomalies went to another case, which asks for both. */
const merge: Rule<'merge'> = {
  by: ['desk'],
  change: (facts, _, at) => enter(facts, 'closed', at, { outcome: 'duplicate' }),
};
const assign: Rule<'assign'> = { by: ['desk'], change: (facts) => stay(facts) };
const note: Rule<'note'> = { by: ['desk', 'clock'], change: (facts) => stay(facts) };
const recover: Rule<'recover'> = { by: ['pipeline'], change: (facts) => stay(facts) };
const grow: Rule<'grow'> = { by: ['pipeline'], change: (facts, { severity }) => stay(facts, { severity }) };
const snooze: Rule<'snooze'> = {
  by: ['desk'],
  change: (facts, { until }, at) => (until > at ? stay(facts, { heldUntil: until }) : 'held_in_past'),
};
const rerouteQuietly: Rule<'reroute'> = {
  by: ['desk'],
  change: (facts, { contact }) => stay(facts, { contact, escalationLevel: 0, atDesk: false }),
};
const rerouteAndAsk: Rule<'reroute'> = {
  by: ['desk'],
  change: (facts, { contact }, at) =>
    contact
      ? enter(
          facts,
          'notified',
          at,
          {
            ...ASKING_AFRESH,
            ...NO_ANSWER,
            contact,
            escalationLevel: 0,
            atDesk: false,
            letters: 1,
            letterWrittenAt: at,
          },
          letter('rerouted'),
        )
      : enter(
          facts,
          'triage',
          at,
          { ...ASKING_AFRESH, ...NO_ANSWER, contact: null, escalationLevel: 0, atDesk: false },
          { kind: 'task', code: 'unknown_supplier' },
        ),
};
const letterDue: Rule<'letter_due'> = {
  by: ['clock'],
  change: (facts, _, at) =>
    stay(
      facts,
      { ...written(facts, at), heldUntil: null },
      letter(facts.letters > 0 ? 'reminder' : facts.escalationLevel > 0 ? 'escalation' : 'first'),
    ),
};
const remind: Rule<'remind'> = {
  by: ['desk'],
  change: (facts, _, at) => (facts.contact ? stay(facts, written(facts, at), letter('reminder', true)) : 'no_contact'),
};
const resend: Rule<'resend'> = {
  by: ['desk', 'supplier'],
  change: (facts) => (facts.contact ? stay(facts, {}, letter('resent', true)) : 'no_contact'),
};
const revokeLink: Rule<'revoke_link'> = { by: ['desk'], change: (facts) => stay(facts) };
/** Deadlines of a letter count from this instant. A letter of a round that is over changes nothing. */
const letterSent: Rule<'letter_sent'> = {
  by: ['clock'],
  change: (facts, _, at) => stay(facts, { letterSentAt: at, letterRefused: false }),
};
const letterRefused: Rule<'letter_refused'> = {
  by: ['clock'],
  change: (facts) => stay(facts, { letterRefused: true }, { kind: 'task', code: 'letter_refused' }),
};
const letterOverdue: Rule<'letter_overdue'> = {
  by: ['clock'],
  change: (facts) => stay(facts, { unsentRaised: true }, { kind: 'task', code: 'letter_unsent' }),
};
const escalate: Rule<'escalate'> = {
  by: ['clock', 'desk'],
  change: (facts, { next }, at) => {
    const escalationLevel = facts.escalationLevel + 1;
    return next
      ? enter(facts, 'notified', at, { ...ASKING_AFRESH, escalationLevel, contact: next, heldUntil: null })
      : stay(facts, { escalationLevel, atDesk: true, heldUntil: null }, { kind: 'task', code: 'no_answer' });
  },
};
const acknowledge: Rule<'acknowledge'> = {
  by: ['supplier', 'desk'],
  change: (facts, _, at) => enter(facts, 'acknowledged', at),
};
const writeWhileAsked: Rule<'write'> = { by: ['supplier'], change: (facts, _, at) => enter(facts, 'acknowledged', at) };
const writeLater: Rule<'write'> = { by: ['supplier'], change: (facts) => stay(facts) };
const answer: Rule<'answer'> = {
  by: ['supplier', 'desk'],
  change: (facts, { code, version, author, askAgainAt }, at) =>
    enter(facts, 'answered', at, {
      answer: { code, version, author, askAgainAt: asksAgain(code) ? askAgainAt : null },
      approvals: [],
      heldUntil: null,
    }),
};
const answerByDesk: Rule<'answer'> = { ...answer, by: ['desk'] };
const askAgain: Rule<'ask_again_due'> = {
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
const approve: Rule<'approve'> = {
  by: ['desk'],
  change: (facts, { version, approver }, at) => {
    if (!facts.answer || facts.answer.version !== version) return 'stale_answer';
    if (facts.approvals.includes(approver)) return 'already_approved';
    const needed = approversNeeded(facts.answer.code);
    if (needed > 1 && facts.answer.author === approver) return 'author_may_not_approve';
    const approvals = [...facts.approvals, approver];
    return approvals.length < needed
      ? stay(facts, { approvals })
      : enter(facts, 'approved', at, { approvals, publishedAt: null, chases: 0, chasedAt: null, heldUntil: null });
  },
};
const reject: Rule<'reject'> = {
  by: ['desk'],
  change: (facts, _, at) =>
    facts.contact
      ? enter(
          facts,
          'notified',
          at,
          { ...ASKING_AFRESH, ...NO_ANSWER, letters: 1, letterWrittenAt: at, heldUntil: null },
          letter('sent_back', true),
        )
      : enter(facts, 'triage', at, NO_ANSWER),
};
const publish: Rule<'publish'> = {
  by: ['clock'],
  change: (facts, _, at) =>
    enter(facts, 'applying', at, { publishedAt: at, chases: 0, chasedAt: null }, { kind: 'publish_decision' }),
};
const chase: Rule<'chase'> = {
  by: ['clock'],
  change: (facts, _, at) =>
    stay(facts, { chases: facts.chases + 1, chasedAt: at, heldUntil: null }, { kind: 'chase_receipt' }),
};
const applied: Rule<'applied'> = { by: ['pipeline', 'desk'], change: (facts, _, at) => enter(facts, 'verifying', at) };
/** The pipeline could not apply: a person decides again on the same answer. */
const refused: Rule<'refused'> = {
  by: ['pipeline'],
  change: (facts, _, at) => enter(facts, 'answered', at, { approvals: [] }, { kind: 'task', code: 'decision_refused' }),
};
const verified: Rule<'verified'> = { by: ['pipeline'], change: (facts, _, at) => enter(facts, 'closed', at) };
const verificationOver: Rule<'verification_over'> = {
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
const reopen: Rule<'reopen'> = { by: ['desk', 'pipeline'], change: afresh };
/** The merge is undone: the case has its anomalies again. */
const split: Rule<'split'> = { by: ['desk'], change: afresh };

/** What may be said of a case in any phase. */
const always = { assign, note, recover };
/** The post's news of a letter may arrive when the story has moved on. */
const post = { letter_sent: letterSent, letter_refused: letterRefused };
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
  notified: { ...asked, write: writeWhileAsked },
  acknowledged: { ...asked, write: writeLater },
  answered: {
    ...always,
    ...post,
    grow,
    snooze,
    close,
    settle,
    merge,
    answer,
    write: writeLater,
    approve,
    reject,
    resend,
    reroute: rerouteAndAsk,
    revoke_link: revokeLink,
    ask_again_due: askAgain,
  },
  approved: { ...always, ...post, grow, settle, write: writeLater, publish, revoke_link: revokeLink },
  applying: {
    ...always,
    ...post,
    grow,
    snooze,
    close,
    settle,
    write: writeLater,
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
    write: writeLater,
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
