import { approversNeeded } from '../answer';
import { ASKING_AFRESH, NO_ANSWER, enter, letter, silence, stay, type Rule } from './rule';

/** What the centre decides, and what the pipeline makes of it. */

export const approve: Rule<'approve'> = {
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
export const reject: Rule<'reject'> = {
  by: ['desk'],
  change: (facts, _, at) => {
    if (!facts.contact) return enter(facts, 'triage', at, NO_ANSWER);
    return (
      silence(facts) ??
      enter(
        facts,
        'notified',
        at,
        { ...ASKING_AFRESH, ...NO_ANSWER, letters: 1, letterWrittenAt: at, heldUntil: null },
        letter('sent_back', true),
      )
    );
  },
};
export const publish: Rule<'publish'> = {
  by: ['clock'],
  change: (facts, _, at) =>
    enter(facts, 'applying', at, { publishedAt: at, chases: 0, chasedAt: null }, { kind: 'publish_decision' }),
};
export const chase: Rule<'chase'> = {
  by: ['clock'],
  change: (facts, _, at) =>
    stay(facts, { chases: facts.chases + 1, chasedAt: at, heldUntil: null }, { kind: 'chase_receipt' }),
};
export const applied: Rule<'applied'> = {
  by: ['pipeline', 'desk'],
  change: (facts, _, at) => enter(facts, 'verifying', at),
};
/** The pipeline could not apply: a person decides again on the same answer. */
export const refused: Rule<'refused'> = {
  by: ['pipeline'],
  change: (facts, _, at) => enter(facts, 'answered', at, { approvals: [] }, { kind: 'task', code: 'decision_refused' }),
};
