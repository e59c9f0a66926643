import fc from 'fast-check';
import {
  type Calendar,
  dayOfPeriod,
  dueOf,
  type Expectation,
  isOneOff,
  nextDue,
  periodOfDay,
  runsFrom,
} from '../../domain/delivery';
import {
  type ExpectationFacts,
  type ExpectationStep,
  expectationAgenda,
  type PeriodStep,
} from '../../domain/delivery-agenda';
import { addDays, dayIn, daysBetween, instantOf } from '../../domain/delivery-zone';
import { anExpectation } from '../support/facts';

const HOUR_MS = 3_600_000;
const watched = (day: string): Calendar => ({ watchedFrom: new Date(`${day}T12:00:00Z`), cruiseEnd: null });
const ZONES = ['UTC', 'Europe/Paris', 'America/Miquelon', 'Pacific/Noumea', 'Europe/London'];

function periods(of: Expectation, calendar: Calendar, count: number): { period: string; at: Date }[] {
  const found = [];
  let opened: string | null = null;
  for (let n = 0; n < count; n += 1) {
    const next = nextDue(of, calendar, opened);
    if (!next) break;
    found.push(next);
    opened = next.period;
  }
  return found;
}

test('six in the morning in Paris is five in winter and four in summer', () => {
  const of = anExpectation({ zone: 'Europe/Paris', hour: '06:00' });
  expect(periods(of, watched('2026-03-27'), 3).map(({ at }) => at.toISOString())).toEqual([
    '2026-03-28T05:00:00.000Z',
    '2026-03-29T04:00:00.000Z',
    '2026-03-30T04:00:00.000Z',
  ]);
});

test('an hour that the clocks skip comes an hour later, one that they show twice comes the first time', () => {
  expect(instantOf('2026-03-29', '02:30', 'Europe/Paris').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  expect(instantOf('2026-10-25', '02:30', 'Europe/Paris').toISOString()).toBe('2026-10-25T00:30:00.000Z');
});

test('no period is lost or doubled, whatever the zone, the hour and the stride, and each is due in its own day', () => {
  const days = fc.integer({ min: 0, max: 4000 }).map((n) => addDays('2020-01-01', n));
  const hours = fc.integer({ min: 0, max: 1439 });
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      hours,
      fc.integer({ min: 1, max: 40 }),
      days,
      days,
      (zone, minutes, stride, from, start) => {
        const hour = new Date(minutes * 60_000).toISOString().slice(11, 16);
        const of = anExpectation({ rule: 'every_days', days: stride, hour, zone, from });
        const calendar = watched(start);
        const found = periods(of, calendar, 30);
        expect(found).toHaveLength(30);
        for (const [n, { period, at }] of found.entries()) {
          expect(daysBetween(from, period) % stride).toBe(0);
          expect(at.getTime()).toBeGreaterThanOrEqual(calendar.watchedFrom.getTime());
          expect(dayIn(zone, at)).toBe(period);
          expect(dueOf(of, calendar, period)).toEqual(at);
          const before = found[n - 1];
          if (!before) continue;
          expect(daysBetween(before.period, period)).toBe(stride);
          expect(at.getTime() - before.at.getTime()).toBeGreaterThanOrEqual(stride * 24 * HOUR_MS - 2 * HOUR_MS);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('data of a day belong to the first period due after it, so every file has one period', () => {
  const calendar = watched('2026-01-01');
  const weekly = anExpectation({ rule: 'every_days', days: 7, from: '2026-01-05' });
  expect(periodOfDay(weekly, calendar, '2026-01-05')).toBe('2026-01-12');
  expect(periodOfDay(weekly, calendar, '2026-01-11')).toBe('2026-01-12');
  expect(periodOfDay(weekly, calendar, '2026-01-12')).toBe('2026-01-19');
  expect(periodOfDay(anExpectation(), calendar, '2026-02-17')).toBe('2026-02-18');
  expect(dayOfPeriod(anExpectation(), { period: '2026-02-18', at: new Date() })).toBe('2026-02-17');
});

test('nothing falls due before anybody watches, before the first day or after the last', () => {
  const of = anExpectation({ from: '2026-03-05', until: '2026-03-07' });
  expect(periods(of, watched('2026-03-01'), 10).map(({ period }) => period)).toEqual([
    '2026-03-05',
    '2026-03-06',
    '2026-03-07',
  ]);
  expect(periods(of, watched('2026-03-06'), 10).map(({ period }) => period)).toEqual(['2026-03-07']);
  expect(periods(of, watched('2026-04-01'), 10)).toEqual([]);
});

test('a cruise’s data are due so many days after its end, once, and not while its end is unknown', () => {
  const of = anExpectation({ rule: 'cruise_end', days: 30, cruise: 'PELGAS' });
  const calendar = watched('2026-03-01');
  expect(nextDue(of, calendar, null)).toBeNull();
  const ended = { ...calendar, cruiseEnd: new Date('2026-03-20T18:00:00Z') };
  const due = nextDue(of, ended, null);
  expect(due).toEqual({ period: 'cruise PELGAS', at: new Date('2026-04-19T18:00:00Z') });
  expect(nextDue(of, ended, due?.period ?? '')).toBeNull();
});

test('each run of a pipeline counts for one period', () => {
  const of = anExpectation({ kind: 'check_run', lateAfterMs: 2 * HOUR_MS });
  const calendar = watched('2026-03-01');
  expect(runsFrom(of, calendar, '2026-03-03')).toEqual(new Date('2026-03-02T08:00:00Z'));
});

type Story = ExpectationFacts & { calendar: { cruiseEnd: Date | null } };
/** What each step does to the facts, as its transaction does. */
const done: Record<ExpectationStep, (facts: Story, step: PeriodStep) => void> = {
  openDue: (facts, { period, periodDueAt }) => {
    facts.opened = period;
    facts.openedDueAt = periodDueAt;
    if (periodDueAt) facts.standing.push({ period, dueAt: periodDueAt, state: 'due' });
  },
  moveDue: (facts, { period, periodDueAt }) => {
    facts.standing = facts.standing.flatMap((due) =>
      due.period !== period ? [due] : periodDueAt ? [{ period, dueAt: periodDueAt, state: 'due' as const }] : [],
    );
  },
  judgeDue: (facts, { period }) => {
    facts.standing = facts.standing.flatMap((due) =>
      due.period !== period ? [due] : isOneOff(facts.expectation) ? [{ ...due, state: 'missing' as const }] : [],
    );
  },
};

test('left to itself an expectation never does one step twice and judges each period once, also when the cruise moves', () => {
  const rules = fc.record({
    rule: fc.constantFrom('daily' as const, 'every_days' as const, 'once' as const, 'cruise_end' as const),
    days: fc.integer({ min: 1, max: 10 }),
    lateAfterMs: fc.integer({ min: 0, max: 5 * 24 * HOUR_MS }),
    zone: fc.constantFrom(...ZONES),
  });
  const stories = fc.array(fc.constantFrom('step', 'step', 'arrive', 'move'), { maxLength: 40 });
  fc.assert(
    fc.property(rules, stories, (rule, story) => {
      const at = new Date('2026-03-10T00:00:00Z');
      const expectation = anExpectation({ ...rule, cruise: 'C', from: '2026-02-01', at });
      const calendar = { ...watched('2026-03-01'), cruiseEnd: new Date('2026-03-02T00:00:00Z') };
      const facts: Story = { expectation, calendar, opened: null, openedDueAt: null, standing: [] };
      const steps: string[] = [];
      for (const what of story) {
        if (what === 'move') calendar.cruiseEnd = new Date(calendar.cruiseEnd.getTime() + HOUR_MS);
        if (what === 'arrive') facts.standing.shift();
        const { next, closed } = expectationAgenda(facts);
        expect(closed).toBe(next === null);
        if (what !== 'step' || !next) continue;
        steps.push(`${next.step} ${next.period} ${next.periodDueAt?.toISOString()}`);
        done[next.step](facts, next);
      }
      expect(new Set(steps).size).toBe(steps.length);
    }),
    { numRuns: 500 },
  );
});
