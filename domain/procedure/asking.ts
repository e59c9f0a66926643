import type { CaseFacts, LetterReason, TaskCode } from '../case';
import { ASKING_AFRESH, NO_ANSWER, enter, letter, silence, stay, written, type Rule } from './rule';

/** How the supplier is asked: when, whom, by which letter. */

export const groupingWaitOver: Rule<'grouping_wait_over'> = {
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
export const send: Rule<'send'> = {
  by: ['desk'],
  change: (facts, _, at) =>
    silence(facts) ??
    enter(
      facts,
      'notified',
      at,
      { ...ASKING_AFRESH, letters: 1, letterWrittenAt: at, heldUntil: null, atDesk: false },
      letter('first', true),
    ),
};
export const letterDue: Rule<'letter_due'> = {
  by: ['clock'],
  change: (facts, _, at) =>
    silence(facts) ??
    stay(
      facts,
      { ...written(facts, at), heldUntil: null },
      letter(facts.letters > 0 ? 'reminder' : facts.escalationLevel > 0 ? 'escalation' : 'first'),
    ),
};
/** Deadlines go on from the last letter that asked. */
export const newsDue: Rule<'news_due'> = {
  by: ['clock'],
  change: (facts, _, at) => silence(facts) ?? stay(facts, { newsAt: at, heldUntil: null }, letter(newsOf(facts))),
};
const newsOf = ({ sourceRecoveredAt, grownAt }: CaseFacts): LetterReason => {
  if (sourceRecoveredAt) return 'all_resolved';
  return grownAt ? 'new_anomalies' : 'some_resolved';
};
export const remind: Rule<'remind'> = {
  by: ['desk'],
  change: (facts, _, at) => silence(facts) ?? stay(facts, written(facts, at), letter('reminder', true)),
};
export const resend: Rule<'resend'> = {
  by: ['desk', 'supplier'],
  change: (facts) => silence(facts) ?? stay(facts, {}, letter('resent', true)),
};
export const revokeLink: Rule<'revoke_link'> = { by: ['desk'], change: (facts) => stay(facts) };
/** Deadlines of a letter count from this instant. A letter of a round that is over changes nothing. */
export const letterSent: Rule<'letter_sent'> = {
  by: ['clock'],
  change: (facts, _, at) => stay(facts, { letterSentAt: at, letterRefused: false }),
};
export const letterRefused: Rule<'letter_refused'> = {
  by: ['clock'],
  change: (facts) => stay(facts, { letterRefused: true }, { kind: 'task', code: 'letter_refused' }),
};
export const letterOverdue: Rule<'letter_overdue'> = {
  by: ['clock'],
  change: (facts) => stay(facts, { unsentRaised: true }, { kind: 'task', code: 'letter_unsent' }),
};
export const escalate: Rule<'escalate'> = {
  by: ['clock', 'desk'],
  change: (facts, { next }, at) => {
    const escalationLevel = facts.escalationLevel + 1;
    return next
      ? enter(facts, 'notified', at, {
          ...ASKING_AFRESH,
          escalationLevel,
          contact: next,
          contactDeclined: false,
          heldUntil: null,
        })
      : stay(facts, { escalationLevel, atDesk: true, heldUntil: null }, { kind: 'task', code: whyAtDesk(facts) });
  },
};
const whyAtDesk = ({ contactDeclined, letterRefused }: CaseFacts): TaskCode => {
  if (contactDeclined) return 'contact_declined';
  return letterRefused ? 'letter_refused' : 'no_answer';
};
export const rerouteQuietly: Rule<'reroute'> = {
  by: ['desk'],
  change: (facts, { contact }) => stay(facts, { contact, contactDeclined: false, escalationLevel: 0, atDesk: false }),
};
export const rerouteAndAsk: Rule<'reroute'> = {
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
            contactDeclined: false,
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
          { ...ASKING_AFRESH, ...NO_ANSWER, contact: null, contactDeclined: false, escalationLevel: 0, atDesk: false },
          { kind: 'task', code: 'unknown_supplier' },
        ),
};
