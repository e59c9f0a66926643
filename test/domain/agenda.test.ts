import fc from 'fast-check';
import { type CaseStep, caseAgenda } from '../../domain/agenda';
import type { CaseEvent, CaseFacts } from '../../domain/case';
import { advance } from '../../domain/case-rules';
import { aCase, aPolicy, AT, everyEvent } from '../support/facts';

/** What the workflow's step says to the table. */
const said: Record<CaseStep, (facts: CaseFacts) => CaseEvent> = {
  endGroupingWait: () => ({ type: 'grouping_wait_over' }),
  giveUp: () => ({ type: 'too_few' }),
  writeLetter: () => ({ type: 'letter_due' }),
  writeNews: () => ({ type: 'news_due' }),
  raiseUnsentLetter: () => ({ type: 'letter_overdue' }),
  escalate: ({ escalationLevel }) => ({ type: 'escalate', next: escalationLevel < 2 ? `c${escalationLevel}` : null }),
  unacknowledge: () => ({ type: 'acknowledgement_over' }),
  askAgain: () => ({ type: 'ask_again_due' }),
  publishDecision: () => ({ type: 'publish' }),
  chaseReceipt: () => ({ type: 'chase' }),
  closeUnverified: () => ({ type: 'verification_over' }),
};

const policies = fc.record({
  remindAfterMs: fc.integer({ min: 1000, max: 1e10 }),
  escalateAfterMs: fc.integer({ min: 1000, max: 1e10 }),
  acknowledgedForMs: fc.integer({ min: 1000, max: 1e10 }),
  newsIntervalMs: fc.integer({ min: 1000, max: 1e10 }),
  chaseReceiptAfterMs: fc.integer({ min: 1000, max: 1e10 }),
  closeUnverifiedAfterMs: fc.integer({ min: 1000, max: 1e10 }),
  remindersMax: fc.integer({ min: 0, max: 5 }),
});
const gates = fc.constantFrom(
  null,
  { open: 1, needed: 3, until: new Date(AT.getTime() + 1e8) },
  { open: 3, needed: 3, until: new Date(AT.getTime() + 1e8) },
);
const moves = fc.array(
  fc.record({
    event: fc.constantFrom(...everyEvent),
    side: fc.constantFrom('desk', 'supplier', 'pipeline', 'clock' as const),
    waitMs: fc.integer({ min: 1, max: 1e9 }),
  }),
  { maxLength: 40 },
);

test('in every reachable state the table accepts the step the agenda names, and then names another step or a later instant', () => {
  fc.assert(
    fc.property(policies, moves, fc.boolean(), fc.boolean(), gates, (waits, story, trusted, contactDeclined, gate) => {
      const policy = aPolicy(waits);
      let facts = aCase({ trusted, contactDeclined, gate, grownAt: AT });
      let nowMs = AT.getTime();
      for (const { event, side, waitMs } of story) {
        const { next } = caseAgenda(facts, policy);
        if (next) {
          const dueMs = Math.max(next.dueAtMs, nowMs);
          const step = advance(facts, said[next.step](facts), 'clock', new Date(dueMs));
          if (!step.ok) throw new Error(`${facts.phase} refuses ${next.step}: ${step.refusal}`);
          const after = caseAgenda(step.facts, policy).next;
          if (after?.step === next.step) expect(after.dueAtMs).toBeGreaterThan(next.dueAtMs);
        }
        nowMs += waitMs;
        const told = advance(
          facts,
          event.type === 'snooze' ? { ...event, until: new Date(nowMs + waitMs) } : event,
          side,
          new Date(nowMs),
        );
        if (told.ok) facts = told.facts;
      }
    }),
    { numRuns: 2000 },
  );
});

test('left alone, a case sent to a silent supplier is reminded, escalated and ends at the desk', () => {
  const policy = aPolicy();
  let facts = aCase({ phase: 'notified' });
  const story: string[] = [];
  for (let turn = 0; turn < 50; turn += 1) {
    const { next } = caseAgenda(facts, policy);
    if (!next) break;
    const at = new Date(next.dueAtMs);
    const told = advance(facts, said[next.step](facts), 'clock', at);
    if (!told.ok) throw new Error(told.refusal);
    story.push(`${next.step} day ${(next.dueAtMs - AT.getTime()) / 86_400_000}`);
    const sent = next.step === 'writeLetter' ? advance(told.facts, { type: 'letter_sent' }, 'clock', at) : told;
    facts = sent.ok ? sent.facts : told.facts;
  }
  expect(story.slice(0, 5)).toEqual([
    'writeLetter day 0',
    'writeLetter day 7',
    'writeLetter day 14',
    'escalate day 21',
    'writeLetter day 21',
  ]);
  expect(facts.atDesk).toBe(true);
});
