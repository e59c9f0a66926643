import { type ChecklistFacts, checklistAgenda, chooseTopics } from '../../domain/checklist';

const START = new Date('2026-06-01T08:00:00Z');
const DAY_MS = 86_400_000;
const facts = (patch: Partial<ChecklistFacts> = {}): ChecklistFacts => ({
  startAt: START,
  cancelled: false,
  recipients: 1,
  sentAt: null,
  lateFor: null,
  ...patch,
});

test('a checklist is due so long before the start, and moves with it', () => {
  expect(checklistAgenda(facts(), 21 * DAY_MS).next).toEqual({
    step: 'sendChecklist',
    dueAtMs: START.getTime() - 21 * DAY_MS,
  });
  const later = new Date(START.getTime() + DAY_MS);
  expect(checklistAgenda(facts({ startAt: later }), DAY_MS).next?.dueAtMs).toBe(START.getTime());
});

test.each([
  ['without a date', { startAt: null }],
  ['of a cancelled cruise', { cancelled: true }],
  ['for nobody', { recipients: 0 }],
  ['sent already', { sentAt: START }],
  ['too late for this start', { lateFor: START }],
] satisfies [string, Partial<ChecklistFacts>][])('none %s', (_, patch) => {
  expect(checklistAgenda(facts(patch), DAY_MS)).toEqual({ closed: true, next: null });
});

test('one that was too late for a start is due again for a later one', () => {
  expect(checklistAgenda(facts({ lateFor: new Date(START.getTime() - DAY_MS) }), DAY_MS).closed).toBe(false);
});

test('what went wrong comes first, the most frequent first, and nothing twice', () => {
  const trouble = new Map([
    ['clock', 1],
    ['spikes', 7],
  ]);
  expect(chooseTopics(trouble, ['clock', 'position'])).toEqual([
    { code: 'spikes', cases: 7 },
    { code: 'clock', cases: 1 },
    { code: 'position', cases: 0 },
  ]);
});
