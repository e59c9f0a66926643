import fc from 'fast-check';
import {
  cancelClock,
  mergeClock,
  passClock,
  pauseClock,
  resumeClock,
  stopClock,
} from '../../../domain/sla/clock-moves';
import { backdateClock } from '../../../domain/sla/clock-changes';
import type { Clock } from '../../../domain/sla/clock';
import type { Timetable } from '../../../domain/sla/timetable';
import { ticketAgenda, type TicketStep } from '../../../domain/ticket/agenda';
import { askNextAt, closesAt, guarded } from '../../../domain/ticket/ask';
import { advanceTicket } from '../../../domain/ticket/rules';
import type { ClockMove, TicketEvent, TicketFacts, TicketSide } from '../../../domain/ticket/ticket';
import { isTicketOver } from '../../../domain/ticket/words';
import { AT } from '../../support/facts';
import { aTicket, OFFICE_BY, ticketEvents } from '../../support/ticket-facts';

/** What a move makes of one promise; new ones, that the policy in force adds, are left out here. */
function moved(clock: Clock, by: Timetable, move: ClockMove, atMs: number): Clock {
  switch (move.kind) {
    case 'pause':
      return pauseClock(clock, by, atMs, move.reason);
    case 'resume':
      return resumeClock(clock, by, atMs, move.reason);
    case 'answered':
      return clock.kind === 'response' ? stopClock(clock, by, atMs) : clock;
    case 'resolved':
      return clock.kind === 'response' ? cancelClock(clock, by, atMs) : stopClock(clock, by, atMs);
    case 'merged':
      return mergeClock(clock, by, atMs);
    case 'waited':
      return backdateClock(clock, by, atMs, { startedAtMs: move.waited.sinceMs, pauses: [...move.waited.pauses] });
    case 'pass':
      return passClock(clock, by, atMs);
    case 'message':
    case 'reopened':
    case 'handed_on':
    case 'reprioritised':
      return clock;
  }
}

function told(facts: TicketFacts, event: TicketEvent, side: TicketSide, atMs: number): TicketFacts | null {
  const at = new Date(atMs);
  const change = advanceTicket(facts, event, side, at);
  if (!change.ok) return null;
  const moves = change.effects.flatMap((effect) => (effect.kind === 'clock' ? [effect.move] : []));
  const clocks = change.facts.clocks.map((one) => ({
    ...one,
    clock: moves.reduce((clock, move) => moved(clock, one.by, move, atMs), one.clock),
  }));
  return guarded({ ...change.facts, clocks }, OFFICE_BY, at);
}

/** What the workflow's step says to the table; somebody is found whom to ask, or nobody is there today. */
const said = (step: TicketStep, facts: TicketFacts, atMs: number, isAnybody: boolean): TicketEvent => {
  const at = new Date(atMs);
  switch (step) {
    case 'askNext':
      return isAnybody
        ? {
            type: 'assign',
            to: `p${facts.asked.length % 3}`,
            level: '2',
            askNextAt: askNextAt(facts.priority, OFFICE_BY, at),
          }
        : { type: 'assign', to: null, level: facts.level, askNextAt: new Date(atMs + 86_400_000) };
    case 'passClocks':
      return { type: 'clocks_due' };
    case 'endWait':
      return { type: 'wait_over' };
    case 'closeSilent':
      return { type: 'close', ending: 'silent' };
  }
};

const sayings = fc.array(
  fc.record({
    event: fc.constantFrom<TicketEvent>(
      ...Object.values(ticketEvents),
      { type: 'message', from: 'requester', visibility: 'public', by: null },
      { type: 'message', from: 'external', visibility: 'internal', by: null },
      { type: 'transfer', to: null, level: 'external', askNextAt: null },
      { type: 'wait', reason: 'colleague', until: null },
    ),
    side: fc.constantFrom<TicketSide>('desk', 'requester', 'clock'),
    waitMs: fc.integer({ min: 0, max: 3e8 }),
    isAnybody: fc.boolean(),
  }),
  { maxLength: 30 },
);

/** Does what is due by now, one step after the other, and checks that each leads on. */
function upTo(begun: TicketFacts, nowMs: number, isAnybody: boolean): TicketFacts {
  let facts = begun;
  for (let steps = 0; ; steps += 1) {
    const { next } = ticketAgenda(facts);
    if (!next || next.dueAtMs > nowMs) return facts;
    expect(steps).toBeLessThan(200);
    const after = told(facts, said(next.step, facts, next.dueAtMs, isAnybody), 'clock', next.dueAtMs);
    if (!after) throw new Error(`${facts.state} refuses ${next.step}`);
    const then = ticketAgenda(after).next;
    if (then?.step === next.step)
      expect(then.dueAtMs).toBeGreaterThan(next.step === 'passClocks' ? next.dueAtMs - 1 : next.dueAtMs);
    facts = after;
  }
}

/** What a person says lies ahead of them. */
function fromNow(event: TicketEvent, nowMs: number): TicketEvent {
  if (event.type === 'resolve') return { ...event, closesAt: new Date(nowMs + 4e8) };
  const names = (event.type === 'assign' || event.type === 'transfer') && event.askNextAt !== null;
  return names ? { ...event, askNextAt: new Date(nowMs + 7.2e6) } : event;
}

test('in every reachable state the step that the agenda names is accepted, and then names another step or a later instant', () => {
  fc.assert(
    fc.property(sayings, (story) => {
      let facts = guarded(aTicket(), OFFICE_BY, AT);
      let nowMs = AT.getTime();
      for (const { event, side, waitMs, isAnybody } of story) {
        nowMs += waitMs;
        facts = upTo(facts, nowMs, isAnybody);
        const now = fromNow(event, nowMs);
        facts = told(facts, now, side, nowMs) ?? facts;
      }
    }),
    { numRuns: 1500, endOnFailure: true },
  );
}, 300_000);

test('no ticket stands with nothing ahead of it: while it is alive, something is due some day', () => {
  fc.assert(
    fc.property(sayings, (story) => {
      let facts = guarded(aTicket(), OFFICE_BY, AT);
      let nowMs = AT.getTime();
      for (const { event, side, waitMs } of story) {
        nowMs += waitMs;
        facts = told(facts, event, side, nowMs) ?? facts;
        const isOwed = !isTicketOver(facts.state) && facts.level !== 'external' && facts.unansweredSince !== null;
        if (isOwed || facts.state === 'waiting' || facts.state === 'resolved')
          expect([facts.state, ticketAgenda(facts).next]).toEqual([facts.state, expect.anything()]);
      }
    }),
    { numRuns: 1500, endOnFailure: true },
  );
}, 300_000);

test('whoever asked may object for five working days, weekends and holidays not counted', () => {
  const from = (text: string): string => closesAt(OFFICE_BY, new Date(text)).toISOString();
  expect(from('2026-03-02T10:00:00Z')).toBe('2026-03-09T10:00:00.000Z');
  expect(from('2026-05-11T10:00:00Z')).toBe('2026-05-19T10:00:00.000Z');
  expect(closesAt(null, AT).getTime() - AT.getTime()).toBe(5 * 86_400_000);
});
