import { advanceTicket, allowedOn } from '../../../domain/ticket/rules';
import type { TicketEvent, TicketEventType, TicketFacts, TicketSide } from '../../../domain/ticket/ticket';
import { TICKET_STATES, type TicketState } from '../../../domain/ticket/words';
import { AT } from '../../support/facts';
import { aTicket, ticketEvents } from '../../support/ticket-facts';

const at = new Date(AT.getTime() + 3_600_000);
const SIDES: readonly TicketSide[] = ['desk', 'requester', 'clock'];
const inState = (state: TicketState): TicketFacts =>
  aTicket({ state, waiting: state === 'waiting' ? ['requester'] : [] });
const told = (facts: TicketFacts, event: TicketEvent, side: TicketSide = 'desk'): TicketFacts => {
  const change = advanceTicket(facts, event, side, at);
  if (!change.ok) throw new Error(`${facts.state} refuses ${event.type}: ${change.refusal}`);
  return change.facts;
};
const clocksMoved = (facts: TicketFacts, event: TicketEvent, side: TicketSide = 'desk'): string[] => {
  const change = advanceTicket(facts, event, side, at);
  return change.ok ? change.effects.flatMap((one) => (one.kind === 'clock' ? [one.move.kind] : [])) : [change.refusal];
};

/** Into which state each event leads, state by state; `·` is a refusal. */
const TABLE: Record<TicketEventType, readonly [TicketSide, string]> = {
  //                        new   open  waiting resolved closed merged
  assign: ['clock', 'open open waiting · · ·'],
  take: ['desk', 'open open waiting · · ·'],
  transfer: ['desk', 'open open waiting · · ·'],
  message: ['desk', 'open open waiting resolved closed ·'],
  wait: ['desk', 'waiting waiting waiting · · ·'],
  resume: ['desk', '· · open · · ·'],
  wait_over: ['clock', '· · open · · ·'],
  resolve: ['desk', 'resolved resolved resolved · · ·'],
  close: ['desk', 'closed closed closed closed · ·'],
  reopen: ['desk', '· · · open open ·'],
  bounced: ['clock', 'new open open open open ·'],
  prioritise: ['desk', 'new open waiting · · ·'],
  merge: ['desk', 'merged merged merged merged · ·'],
  absorb: ['desk', 'new open waiting resolved · ·'],
  clocks_due: ['clock', 'new open waiting resolved closed merged'],
  annotate: ['desk', 'new open waiting resolved closed merged'],
};

test.each(Object.entries(TABLE))(
  '%s leads from each state where the table says, and nowhere else',
  (type, [side, row]) => {
    // Safe: a key of the table.
    const event = ticketEvents[type as TicketEventType];
    const leads = TICKET_STATES.map((state) => {
      const change = advanceTicket(inState(state), event, side, at);
      return change.ok ? change.facts.state : '·';
    });
    expect(leads.join(' ')).toBe(row);
  },
);

test('what is offered is what is accepted, and whoever may not say it is told so', () => {
  for (const state of TICKET_STATES)
    for (const side of SIDES) {
      const offered = allowedOn(state, side);
      for (const event of Object.values(ticketEvents)) {
        const change = advanceTicket(inState(state), event, side, at);
        expect([state, side, event.type, change.ok]).toEqual([state, side, event.type, offered.includes(event.type)]);
      }
    }
  expect(advanceTicket(inState('open'), ticketEvents.resolve, 'requester', at)).toEqual({
    ok: false,
    refusal: 'not_your_side',
  });
  expect(allowedOn('resolved', 'requester').sort()).toEqual(['close', 'message', 'reopen']);
});

test('the first public words of staff are the answer; notes, machines and later words are not', () => {
  const said = (from: 'desk' | 'machine', visibility: 'public' | 'internal'): TicketEvent => ({
    type: 'message',
    from,
    visibility,
    by: 'bob',
  });
  expect(clocksMoved(inState('open'), said('desk', 'internal'))).toEqual([]);
  expect(clocksMoved(inState('open'), said('machine', 'public'))).toEqual([]);
  expect(clocksMoved(inState('open'), said('desk', 'public'))).toEqual(['answered', 'message']);
  const answered = told(inState('new'), said('desk', 'public'));
  expect(answered).toMatchObject({ state: 'open', assignee: 'bob', firstAnsweredAt: at, unansweredSince: null });
  expect(clocksMoved(answered, said('desk', 'public'))).toEqual(['message']);
});

test('the oldest unanswered word counts; it wakes what waited for it, and takes up what was over', () => {
  const asks: TicketEvent = { type: 'message', from: 'requester', visibility: 'public', by: null };
  expect(told(inState('open'), asks, 'requester').unansweredSince).toEqual(AT);
  const waiting = told(aTicket({ state: 'waiting', waiting: ['colleague', 'requester'] }), asks, 'requester');
  expect([waiting.state, waiting.waiting]).toEqual(['waiting', ['colleague']]);
  expect(told(inState('waiting'), asks, 'requester').state).toBe('open');
  const again = aTicket({ state: 'closed', unansweredSince: null, ending: 'silent' });
  expect(told(again, asks, 'requester')).toMatchObject({ state: 'open', unansweredSince: at, ending: null });
  expect(clocksMoved(again, asks, 'requester')).toEqual(['reopened', 'message']);
});

test('clocks stand still until the last reason to wait is gone', () => {
  let facts = told(inState('open'), { type: 'wait', reason: 'external', until: null });
  facts = told(facts, { type: 'wait', reason: 'requester', until: null });
  expect(facts.waiting).toEqual(['external', 'requester']);
  facts = told(facts, { type: 'resume', reason: 'external' });
  expect([facts.state, facts.waiting]).toEqual(['waiting', ['requester']]);
  facts = told(facts, { type: 'resume', reason: 'requester' });
  expect([facts.state, facts.waiting]).toEqual(['open', []]);
});

test('a request that goes on in another has its longer wait taken over, a shorter one changes nothing', () => {
  const since = (ms: number): TicketEvent => ({ type: 'absorb', waiting: { sinceMs: AT.getTime() + ms, pauses: [] } });
  expect(told(inState('open'), since(-1000)).unansweredSince).toEqual(new Date(AT.getTime() - 1000));
  expect(told(inState('open'), since(1000)).unansweredSince).toEqual(AT);
  expect(told(aTicket({ state: 'open', unansweredSince: null }), since(500)).unansweredSince).toEqual(
    new Date(AT.getTime() + 500),
  );
});

test('who has taken it is not given more time for taking it again, who is asked anew is', () => {
  const asked = aTicket({ state: 'open', assignee: 'bob', asked: ['bob'], askNextAt: at });
  const taken = advanceTicket(asked, { type: 'take', by: 'bob' }, 'desk', at);
  expect(taken).toMatchObject({ ok: true, facts: { taken: true, askNextAt: null } });
  const facts = taken.ok ? { ...taken.facts, askNextAt: at } : asked;
  expect(advanceTicket(facts, { type: 'take', by: 'bob' }, 'desk', at)).toEqual({ ok: false, refusal: 'same_person' });
  expect(advanceTicket(facts, { type: 'take', by: 'ana' }, 'desk', at)).toMatchObject({ facts: { assignee: 'ana' } });
  const again = advanceTicket(facts, { type: 'assign', to: 'bob', level: '1', askNextAt: at }, 'clock', at);
  expect(again).toMatchObject({ ok: true, facts: { taken: false } });
  const answered = advanceTicket(asked, { type: 'message', from: 'desk', visibility: 'public', by: 'bob' }, 'desk', at);
  expect(answered).toMatchObject({ facts: { assignee: 'bob', taken: true } });
});
