import { type Clock, startClock, THRESHOLDS } from '../../../domain/sla/clock';
import { clockAgenda, newMarks } from '../../../domain/sla/clock-agenda';
import { backdateClock, migrateClock, reopenClock, retargetClock } from '../../../domain/sla/clock-changes';
import {
  cancelClock,
  mergeClock,
  passClock,
  pauseClock,
  resumeClock,
  stopClock,
} from '../../../domain/sla/clock-moves';
import { timetable, workedBy } from '../../../domain/sla/timetable';
import { calendar, FR, hours, paris } from '../calendar/calendars';

const BY = timetable(FR);
const resolution = (at: string, target: number): Clock =>
  startClock(BY, { kind: 'resolution', targetMs: hours(target), atMs: paris(at) });
const paused = (clock: Clock, from: string, until: string, reason = 'requester'): Clock =>
  resumeClock(pauseClock(clock, BY, paris(from), reason), BY, paris(until), reason);
const shown = (ms: number | null | undefined): string | null =>
  typeof ms === 'number' ? new Date(ms).toISOString() : null;
const expectDue = ({ dueAtMs }: Clock, due: string): void => expect(shown(dueAtMs)).toBe(shown(paris(due)));

test.each([
  ['V6 over closing', '2026-06-01 16:00', '2026-06-01 17:00', '2026-06-02 10:00', '2026-06-02 14:00'],
  ['V7 over a weekend', '2026-06-05 16:00', '2026-06-05 17:00', '2026-06-08 09:30', '2026-06-08 12:30'],
  ['V8 while closed', '2026-06-01 16:00', '2026-06-01 20:00', '2026-06-02 07:00', '2026-06-02 11:30'],
  ['V9 ending while closed', '2026-06-01 16:00', '2026-06-01 17:00', '2026-06-01 22:00', '2026-06-02 12:00'],
  ['V10 from a holiday', '2026-07-13 16:30', '2026-07-14 10:00', '2026-07-15 10:00', '2026-07-15 14:00'],
])('a pause keeps what is left in working time: %s', (_, start, from, until, due) => {
  expectDue(paused(resolution(start, 4), from, until), due);
});

test('V11 a pause within lunch changes nothing', () => {
  expectDue(paused(resolution('2026-06-01 12:00', 1), '2026-06-01 12:45', '2026-06-01 13:15'), '2026-06-01 14:00');
});

test('V17 a higher priority keeps what was used; over at once is breached at the change, with one notice', () => {
  const clock = resolution('2026-06-01 09:00', 16);
  expectDue(clock, '2026-06-03 10:00');
  const four = retargetClock(clock, BY, paris('2026-06-01 13:45'), hours(4));
  expectDue(four, '2026-06-01 14:00');
  expect(four.marks.map(({ percent, skipped }) => [percent, skipped])).toEqual([
    [50, true],
    [75, true],
    [90, false],
  ]);
  const two = retargetClock(clock, BY, paris('2026-06-01 13:45'), hours(2));
  expect(two.state).toBe('breached');
  expect(shown(two.breachedAtMs)).toBe(shown(paris('2026-06-01 13:45')));
  expect(two.marks.filter(({ skipped }) => !skipped).map(({ percent }) => percent)).toEqual([100]);
  expect(two.marks).toHaveLength(4);
});

test('a priority that rises keeps the pauses too', () => {
  const clock = paused(resolution('2026-06-01 09:00', 16), '2026-06-01 10:00', '2026-06-01 15:00');
  expectDue(retargetClock(clock, BY, paris('2026-06-01 15:30'), hours(4)), '2026-06-02 09:30');
});

test('V18 a clock keeps its calendar, or goes on by another from an instant, and is never counted anew as a whole', () => {
  const long = calendar({
    weekly: { 1: [['08:00', '18:00']], 2: [['08:00', '18:00']], 3: [['08:00', '18:00']] },
  });
  const clock = resolution('2026-06-01 16:00', 8);
  expectDue(clock, '2026-06-02 16:30');
  const both = [...BY, { fromMs: paris('2026-06-02 00:00'), calendar: long }] as const;
  expectDue(migrateClock(clock, BY, both, paris('2026-06-01 16:30')), '2026-06-02 14:30');
  expectDue(migrateClock(clock, BY, both, paris('2026-06-02 11:00')), '2026-06-02 14:30');
  const late = migrateClock(clock, BY, both, paris('2026-06-02 15:00'));
  expect([late.state, late.breachedAtMs]).toEqual(['breached', paris('2026-06-02 15:00')]);
  const done = stopClock(clock, BY, paris('2026-06-02 09:10'));
  expect(migrateClock(done, BY, both, paris('2026-06-02 11:00'))).toBe(done);
});

test('V19 reopened soon it goes on without the time it was closed, later a new cycle begins, and a first response is given once', () => {
  const closed = stopClock(resolution('2026-06-01 09:00', 8), BY, paris('2026-06-01 15:00'));
  const at = paris('2026-06-04 11:00');
  const again = reopenClock(closed, BY, at, 3);
  expect(again?.state).toBe('running');
  if (again) expectDue(again, '2026-06-04 15:00');
  expect(reopenClock(closed, BY, at, 2)).toBeNull();
  expectDue(resolution('2026-06-04 11:00', 8), '2026-06-05 11:30');
  const response = stopClock({ ...closed, kind: 'response' }, BY, at);
  expect(reopenClock(response, BY, at, 3)).toBe(response);
});

test('V20 each threshold at its instant, once', () => {
  let clock = resolution('2026-06-01 15:30', 8);
  const seen: [number, string | null][] = [];
  for (let due = clockAgenda(clock, BY); due; due = clockAgenda(clock, BY)) {
    const after = passClock(clock, BY, due.dueAtMs);
    for (const { percent, atMs } of newMarks(clock, after)) seen.push([percent, shown(atMs)]);
    clock = after;
  }
  const times = ['11:00', '14:00', '15:12', '16:00'].map((time) => shown(paris(`2026-06-02 ${time}`)));
  expect(seen).toEqual(THRESHOLDS.map((percent, n) => [percent, times[n]]));
  expect(clock.state).toBe('breached');
});

test('after an outage the breach has the instant at which it came, and one notice', () => {
  const clock = passClock(resolution('2026-06-01 15:30', 8), BY, paris('2026-06-05 03:00'));
  expect(shown(clock.breachedAtMs)).toBe(shown(paris('2026-06-02 16:00')));
  expect(clock.marks.map(({ skipped }) => skipped)).toEqual([true, true, true, false]);
  expect(passClock(clock, BY, paris('2026-06-06 03:00')).marks).toHaveLength(4);
});

test('stopped exactly at the deadline is met, a moment later it was breached at the deadline', () => {
  const clock = resolution('2026-06-01 10:00', 4);
  const dueMs = paris('2026-06-01 15:00');
  expect(stopClock(clock, BY, dueMs).state).toBe('met');
  const late = stopClock(clock, BY, dueMs + 1);
  expect([late.state, late.breachedAtMs, late.leftMs]).toEqual(['breached', dueMs, -1]);
});

test('paused at its very deadline it is not breached; going on it is due at once', () => {
  const dueMs = paris('2026-06-01 15:00');
  const clock = pauseClock(resolution('2026-06-01 10:00', 4), BY, dueMs, 'requester');
  expect([clock.state, clock.leftMs, clock.dueAtMs, clockAgenda(clock, BY)]).toEqual(['paused', 0, null, null]);
  expectDue(resumeClock(clock, BY, paris('2026-06-02 10:00'), 'requester'), '2026-06-02 10:00');
  expect(stopClock(clock, BY, paris('2026-06-02 10:00')).state).toBe('met');
});

test('it goes on only when no reason to stand still is left', () => {
  const at = (time: string): number => paris(`2026-06-01 ${time}`);
  const both = pauseClock(
    pauseClock(resolution('2026-06-01 10:00', 4), BY, at('11:00'), 'requester'),
    BY,
    at('11:30'),
    'external',
  );
  const one = resumeClock(both, BY, at('14:00'), 'requester');
  expect([one.state, one.reasons, one.dueAtMs]).toEqual(['paused', ['external'], null]);
  const none = resumeClock(one, BY, at('15:00'), 'external');
  expectDue(none, '2026-06-02 09:30');
  expect(none.pauses).toEqual([{ fromMs: at('11:00'), untilMs: at('15:00'), reasons: ['external', 'requester'] }]);
});

test('created waiting it has used nothing, and solved while it waits it is measured without the wait', () => {
  const at = paris('2026-06-01 10:00');
  const clock = startClock(BY, { kind: 'response', targetMs: hours(1), atMs: at, reasons: ['requester'] });
  expect([clock.state, clock.dueAtMs]).toEqual(['paused', null]);
  const solved = stopClock(clock, BY, paris('2026-06-09 10:00'));
  expect([solved.state, solved.leftMs]).toEqual(['met', hours(1)]);
});

test('a breached clock stays breached through pauses and lower priorities, and knows by how much it is over', () => {
  const over = passClock(resolution('2026-06-01 10:00', 1), BY, paris('2026-06-01 12:00'));
  const waited = paused(over, '2026-06-01 12:00', '2026-06-02 09:00');
  const eased = retargetClock(waited, BY, paris('2026-06-02 09:30'), hours(8));
  const done = stopClock(eased, BY, paris('2026-06-02 10:00'));
  expect([waited.state, eased.state, done.state]).toEqual(['breached', 'breached', 'breached']);
  expect(stopClock(waited, BY, paris('2026-06-02 10:00')).leftMs).toBe(-hours(2));
});

test('while it stands still nothing is crossed, not even by a change; going on it is breached where it goes on', () => {
  const still = pauseClock(resolution('2026-06-01 09:00', 16), BY, paris('2026-06-01 15:00'), 'requester');
  const less = retargetClock(still, BY, paris('2026-06-01 16:00'), hours(2));
  expect([less.state, less.marks]).toEqual(['paused', []]);
  const on = resumeClock(less, BY, paris('2026-06-02 09:15'), 'requester');
  expect([on.state, shown(on.breachedAtMs)]).toEqual(['breached', shown(paris('2026-06-02 09:15'))]);
  const solved = stopClock(less, BY, paris('2026-06-02 09:15'));
  expect([solved.state, shown(solved.breachedAtMs)]).toEqual(['breached', shown(paris('2026-06-02 09:15'))]);
});

test.each([
  ['cancelled', cancelClock],
  ['merged', mergeClock],
] as const)('a %s clock is neither met nor breached, and waits for nothing', (state, end) => {
  const clock = end(resolution('2026-06-01 10:00', 4), BY, paris('2026-06-01 11:00'));
  expect([clock.state, clock.breachedAtMs, clockAgenda(clock, BY)]).toEqual([state, null, null]);
  const later = paris('2026-06-09 10:00');
  for (const same of [passClock(clock, BY, later), stopClock(clock, BY, later), pauseClock(clock, BY, later, 'x')])
    expect(same).toBe(clock);
});

test('merged, the ticket that stays is due by whoever waited longer, without the pauses of the other', () => {
  const older = paused(resolution('2026-06-01 09:00', 6), '2026-06-01 10:00', '2026-06-01 11:00');
  const newer = resolution('2026-06-01 14:30', 6);
  const at = paris('2026-06-01 15:00');
  expectDue(backdateClock(newer, BY, at, mergeClock(older, BY, at)), '2026-06-01 17:00');
  expect(backdateClock(older, BY, at, newer)).toBe(older);
  const short = backdateClock(resolution('2026-06-01 14:30', 1), BY, at, older);
  expect([short.state, short.breachedAtMs]).toEqual(['breached', at]);
});

test('the record says what was used of working time and what stood between', () => {
  const done = stopClock(
    paused(resolution('2026-06-01 16:00', 4), '2026-06-01 17:00', '2026-06-02 10:00'),
    BY,
    paris('2026-06-02 12:00'),
  );
  expect(done.targetMs - done.leftMs).toBe(hours(3));
  expect(workedBy(BY, done.startedAtMs, done.endedAtMs ?? 0)).toBe(hours(4.5));
});
