import { ANSWERS } from '../../domain/answer';
import { type CaseEvent, type CaseEventType, type CaseFacts, PHASES, turnOf } from '../../domain/case';
import { advance, allowed, RULES } from '../../domain/case-rules';
import { caseAgenda } from '../../domain/agenda';
import { aCase, aPolicy, AT, everyEvent } from '../support/facts';

describe('the table of phases and events', () => {
  const pairs = PHASES.flatMap((phase) => everyEvent.map((event) => [phase, event.type, event] as const));

  test.each(pairs)('%s × %s is either made by its sides or refused', (phase, type, event) => {
    const rule = RULES[phase][type];
    for (const side of ['desk', 'supplier', 'pipeline', 'clock'] as const) {
      const told = advance(
        aCase({ phase, answer: { version: 1, code: 'corrected_data', author: 'contact:c', askAgainAt: null } }),
        event,
        side,
        AT,
      );
      if (!rule) expect(told).toEqual({ ok: false, refusal: 'not_now' });
      else if (!rule.by.includes(side)) expect(told).toEqual({ ok: false, refusal: 'not_your_side' });
      else expect(told.ok).toBe(true);
    }
  });

  test('a pipeline, a robot or a supplier can never approve', () => {
    for (const phase of PHASES)
      for (const side of ['supplier', 'pipeline', 'clock'] as const)
        expect(allowed(phase, side)).not.toContain('approve');
  });
});

const walk = (facts: CaseFacts, ...steps: [CaseEvent, Parameters<typeof advance>[2]][]): CaseFacts =>
  steps.reduce((now, [event, side]) => {
    const told = advance(now, event, side, AT);
    if (!told.ok) throw new Error(`${now.phase} refused ${event.type}: ${told.refusal}`);
    return told.facts;
  }, facts);

const answered = (code: (typeof ANSWERS)[number]): CaseFacts =>
  aCase({ phase: 'answered', answer: { version: 2, code, author: 'contact:c', askAgainAt: null } });

test('an elimination needs two different persons, and its author is none of them', () => {
  const one = walk(answered('eliminate'), [{ type: 'approve', version: 2, approver: 'person:a' }, 'desk']);
  expect(one.phase).toBe('answered');
  expect(advance(one, { type: 'approve', version: 2, approver: 'person:a' }, 'desk', AT)).toEqual({
    ok: false,
    refusal: 'already_approved',
  });
  expect(walk(one, [{ type: 'approve', version: 2, approver: 'person:b' }, 'desk']).phase).toBe('approved');
  const own = {
    ...answered('eliminate'),
    answer: { version: 2, code: 'eliminate' as const, author: 'person:a', askAgainAt: null },
  };
  expect(advance(own, { type: 'approve', version: 2, approver: 'person:a' }, 'desk', AT)).toEqual({
    ok: false,
    refusal: 'author_may_not_approve',
  });
});

test('an approval is void when a newer answer arrives', () => {
  const one = walk(answered('eliminate'), [{ type: 'approve', version: 2, approver: 'person:a' }, 'desk']);
  const newer = walk(one, [
    { type: 'answer', code: 'eliminate', version: 3, author: 'contact:c', askAgainAt: null },
    'supplier',
  ]);
  expect(newer.approvals).toEqual([]);
  expect(advance(newer, { type: 'approve', version: 2, approver: 'person:b' }, 'desk', AT)).toEqual({
    ok: false,
    refusal: 'stale_answer',
  });
});

test.each(ANSWERS.filter((code) => code !== 'eliminate'))('one approval decides %s', (code) => {
  expect(walk(answered(code), [{ type: 'approve', version: 2, approver: 'person:a' }, 'desk']).phase).toBe('approved');
});

test('a case whose supplier is unknown waits for the desk, and reroute mends it', () => {
  const desk = walk(aCase({ phase: 'collecting', contact: null, trusted: true }), [
    { type: 'grouping_wait_over' },
    'clock',
  ]);
  expect([desk.phase, turnOf(desk)]).toEqual(['triage', 'desk']);
  expect(advance(desk, { type: 'send' }, 'desk', AT)).toEqual({ ok: false, refusal: 'no_contact' });
  const mended = walk(desk, [{ type: 'reroute', contact: 'c' }, 'desk'], [{ type: 'send' }, 'desk']);
  expect([mended.phase, turnOf(mended)]).toEqual(['notified', 'supplier']);
});

test('on the day the supplier named, a case with nobody to write to comes to the desk', () => {
  const told = advance(
    aCase({
      phase: 'answered',
      contact: null,
      answer: { version: 1, code: 'deferred', author: 'person:1', askAgainAt: AT },
    }),
    { type: 'ask_again_due' },
    'clock',
    AT,
  );
  if (!told.ok) throw new Error(told.refusal);
  expect([told.facts.phase, turnOf(told.facts)]).toEqual(['notified', 'desk']);
  expect(told.effects).toEqual([{ kind: 'task', code: 'no_answer' }]);
});

test('a decision is published at once, also when the case was snoozed while somebody thought about it', () => {
  const snoozed = { ...answered('confirmed_real'), heldUntil: new Date(AT.getTime() + 86_400_000) };
  const approved = walk(snoozed, [{ type: 'approve', version: 2, approver: 'person:a' }, 'desk']);
  expect(caseAgenda(approved, aPolicy()).next).toEqual({ step: 'publishDecision', dueAtMs: AT.getTime() });
});

test('the way of a case', () => {
  const end = walk(
    aCase({ phase: 'collecting' }),
    [{ type: 'grouping_wait_over' }, 'clock'],
    [{ type: 'send' }, 'desk'],
    [{ type: 'letter_sent' }, 'clock'],
    [{ type: 'acknowledge' }, 'supplier'],
    [{ type: 'answer', code: 'corrected_data', version: 1, author: 'contact:c', askAgainAt: null }, 'supplier'],
    [{ type: 'approve', version: 1, approver: 'person:a' }, 'desk'],
    [{ type: 'publish' }, 'clock'],
    [{ type: 'applied' }, 'pipeline'],
    [{ type: 'verified' }, 'pipeline'],
  );
  expect(end.phase).toBe('closed');
});

test('every event type is in the list the pair test walks', () => {
  const inRules = new Set(PHASES.flatMap((phase) => Object.keys(RULES[phase]) as CaseEventType[]));
  expect(new Set(everyEvent.map((event) => event.type))).toEqual(inRules);
});

describe('a contact who asked for no more mail', () => {
  const asked = aCase({ phase: 'notified', letters: 1, letterWrittenAt: AT, letterSentAt: AT, contactDeclined: true });
  const deferred = aCase({
    phase: 'answered',
    contactDeclined: true,
    answer: { version: 1, code: 'deferred', author: 'contact:c', askAgainAt: AT },
  });

  test.each<[CaseEvent, CaseFacts]>([
    [{ type: 'remind' }, asked],
    [{ type: 'resend' }, asked],
    [{ type: 'reply' }, asked],
    [{ type: 'resend' }, deferred],
    [{ type: 'reject' }, deferred],
    [{ type: 'send' }, { ...asked, phase: 'triage' }],
  ])('is not written to by %j', (event, facts) => {
    expect(advance(facts, event, 'desk', AT)).toEqual({ ok: false, refusal: 'contact_declined' });
  });

  test('is not asked again on the day that was named: the next one is, else the desk', () => {
    const again = advance(deferred, { type: 'ask_again_due' }, 'clock', AT);
    if (!again.ok) throw new Error(again.refusal);
    expect(again.effects).toEqual([]);
    expect(caseAgenda(again.facts, aPolicy()).next).toEqual({ step: 'escalate', dueAtMs: AT.getTime() });
    const next = walk(again.facts, [{ type: 'escalate', next: 'd' }, 'clock']);
    expect(caseAgenda(next, aPolicy()).next?.step).toBe('writeLetter');
    const none = advance(again.facts, { type: 'escalate', next: null }, 'clock', AT);
    expect(none).toMatchObject({ facts: { atDesk: true }, effects: [{ kind: 'task', code: 'contact_declined' }] });
  });

  test('hears no news either', () => {
    const { next } = caseAgenda({ ...asked, atDesk: false, sourceRecoveredAt: AT, toldFailing: true }, aPolicy());
    expect(next?.step).toBe('escalate');
  });
});
