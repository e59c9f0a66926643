import fc from 'fast-check';
import type { Calendar } from '../../../domain/calendar/calendar';
import { add, between, hasWorkingTime, reach, workingSpans } from '../../../domain/calendar/working-time';
import { ALL, anyCalendar, calendar, FR, hours, instantMs, paris } from './calendars';

const shown = (ms: number): string => new Date(ms).toISOString();
const expectAdd = (by: Calendar, start: string, target: number, due: string): void =>
  expect(shown(add(by, paris(start), hours(target)))).toBe(shown(paris(due)));

test.each([
  ['V1 over lunch', '2026-06-01 10:00', 4, '2026-06-01 15:00'],
  ['V2 over the weekend', '2026-06-05 16:30', 2, '2026-06-08 10:00'],
  ['V3 what fills the day ends at close', '2026-06-01 09:00', 7.5, '2026-06-01 17:30'],
  ['V4 from the moment of closing', '2026-06-01 17:30', 1, '2026-06-02 10:00'],
  ['V4 from a night', '2026-06-06 03:00', 1, '2026-06-08 10:00'],
  ['V5 over a holiday', '2026-07-13 16:30', 2, '2026-07-15 10:00'],
  ['V16 over the night the clocks go forward', '2026-03-27 16:30', 2, '2026-03-30 10:00'],
  ['V16 over the night they go back', '2026-10-23 16:30', 2, '2026-10-26 10:00'],
])('office hours: %s', (_, start, target, due) => {
  expectAdd(FR, start, target, due);
});

test('V12 a day and night are 24 hours of work, whatever the clocks show', () => {
  expectAdd(ALL, '2026-03-28 12:00', 24, '2026-03-29 13:00');
  expectAdd(ALL, '2026-10-24 12:00 +02:00', 24, '2026-10-25 11:00');
  expect(between(ALL, paris('2026-03-29 00:00 +01:00'), paris('2026-03-30 00:00'))).toBe(hours(23));
  expect(between(ALL, paris('2026-10-25 00:00 +02:00'), paris('2026-10-26 00:00'))).toBe(hours(25));
});

test('V13 a night shift is as long as its night', () => {
  const nights = calendar({ weekly: { 6: [['22:00', '06:00']] } });
  const lengthOf = (day: string): number => between(nights, paris(`${day} 12:00`), paris(`${day} 12:00`) + hours(24));
  expect(['2026-03-28', '2026-10-24', '2026-06-06'].map(lengthOf)).toEqual([7, 9, 8].map(hours));
});

test('V14 hours that begin or end at a time that is skipped or comes twice', () => {
  const late = calendar({ weekly: { 7: [['02:30', '06:00']] } });
  const early = calendar({ weekly: { 7: [['01:00', '02:30']] } });
  const spring = [paris('2026-03-28 12:00'), paris('2026-03-29 12:00')] as const;
  const autumn = [paris('2026-10-24 12:00'), paris('2026-10-25 12:00')] as const;
  expect(workingSpans(late, ...spring)).toEqual([
    { fromMs: paris('2026-03-29 03:30'), untilMs: paris('2026-03-29 06:00') },
  ]);
  expect(between(late, ...spring)).toBe(hours(2.5));
  expect(between(late, ...autumn)).toBe(hours(4.5));
  expect(between(early, ...spring)).toBe(hours(1.5));
  expect(between(early, ...autumn)).toBe(hours(1.5));
});

test('V15 of the hour that comes twice each is an hour', () => {
  expectAdd(ALL, '2026-10-25 02:30 +02:00', 1, '2026-10-25 02:30 +01:00');
  expectAdd(ALL, '2026-10-25 02:30 +01:00', 1, '2026-10-25 03:30 +01:00');
});

test('V21 and V22 a closure of each year, also over its turn', () => {
  const summer = { ...FR, closures: [['08-01', '08-23']] as const };
  const winter = { ...FR, closures: [['12-24', '01-02']] as const };
  expectAdd(summer, '2026-07-31 17:00', 1, '2026-08-24 09:30');
  expectAdd(winter, '2026-12-23 17:00', 1, '2027-01-04 09:30');
  expectAdd({ ...FR, closures: [['2026-12-24', '2027-01-02']] }, '2026-12-23 17:00', 1, '2027-01-04 09:30');
  expectAdd({ ...FR, closures: [['02-20', '02-29']] }, '2027-02-19 17:00 +01:00', 1, '2027-03-01 09:30 +01:00');
});

test('hours that touch or overlap count once', () => {
  const twice = calendar({
    weekly: {
      1: [
        ['09:00', '11:00'],
        ['10:00', '12:00'],
        ['12:00', '13:00'],
        ['20:00', '02:00'],
      ],
      2: [['01:00', '03:00']],
    },
  });
  expect(workingSpans(twice, paris('2026-06-01 00:00'), paris('2026-06-03 00:00'))).toEqual([
    { fromMs: paris('2026-06-01 09:00'), untilMs: paris('2026-06-01 13:00') },
    { fromMs: paris('2026-06-01 20:00'), untilMs: paris('2026-06-02 03:00') },
  ]);
});

test('a closed day ends the night shift that runs into it; a day with hours of its own works though it be closed', () => {
  const by = calendar({
    weekly: { 5: [['22:00', '06:00']] },
    holidays: ['2026-06-06', '2026-06-12'],
    shifts: { '2026-06-12': [['23:00', '01:00']], '2026-06-19': [] },
  });
  expect(workingSpans(by, paris('2026-06-01 00:00'), paris('2026-06-29 00:00'))).toEqual([
    { fromMs: paris('2026-06-05 22:00'), untilMs: paris('2026-06-06 00:00') },
    { fromMs: paris('2026-06-12 23:00'), untilMs: paris('2026-06-13 01:00') },
    { fromMs: paris('2026-06-26 22:00'), untilMs: paris('2026-06-27 06:00') },
  ]);
});

test('the days of a land overseas are its own', () => {
  const tahiti = { ...FR, holidays: [], publicHolidays: 'PF' as const };
  expectAdd({ ...FR, publicHolidays: 'FR' }, '2026-04-03 16:30', 2, '2026-04-07 10:00');
  expectAdd(tahiti, '2026-04-02 16:30', 2, '2026-04-07 10:00');
});

test('a calendar without working time says so, and nothing is due by it', () => {
  expect(hasWorkingTime(calendar({ weekly: {} }))).toBe(false);
  expect(hasWorkingTime({ ...FR, closures: [['01-01', '12-31']] })).toBe(false);
  expect(hasWorkingTime(calendar({ weekly: { 7: [['02:15', '02:45']] }, closures: [['04-01', '02-28']] }))).toBe(true);
  expect(reach(calendar({ weekly: {}, shifts: { '2026-06-02': [['09:00', '10:00']] } }), 0, hours(2))).toBeNull();
});

const target = fc.integer({ min: 0, max: 40 * 3_600_000 });
const ten = { numRuns: 10_000 };

test('what was added is what lies between', () => {
  fc.assert(
    fc.property(anyCalendar(), instantMs, target, (by, start, ms) => {
      const due = reach(by, start, ms);
      if (due === null) return;
      expect(between(by, start, due)).toBe(ms);
      if (ms > 0) expect(between(by, start, due - 1)).toBe(ms - 1);
    }),
    ten,
  );
}, 300_000);

test('who starts later, or has more to do, is not done earlier', () => {
  fc.assert(
    fc.property(anyCalendar(), instantMs, instantMs, target, target, (by, a, b, x, y) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const never = Number.POSITIVE_INFINITY;
      expect(reach(by, early, x) ?? never).toBeLessThanOrEqual(reach(by, late, x) ?? never);
      expect(reach(by, a, Math.min(x, y)) ?? never).toBeLessThanOrEqual(reach(by, a, Math.max(x, y)) ?? never);
      const both = reach(by, a, x + y);
      if (both !== null) expect(reach(by, add(by, a, x), y)).toBe(both);
    }),
    ten,
  );
}, 300_000);

test('the stretches are in order, apart, and add up', () => {
  fc.assert(
    fc.property(anyCalendar(), instantMs, fc.integer({ min: 0, max: 90 * 86_400_000 }), (by, from, length) => {
      const spans = workingSpans(by, from, from + length);
      expect(spans.reduce((sum, span) => sum + span.untilMs - span.fromMs, 0)).toBe(between(by, from, from + length));
      for (const [n, span] of spans.entries())
        expect(span.fromMs).toBeGreaterThan(spans[n - 1]?.untilMs ?? Number.NEGATIVE_INFINITY);
    }),
    { numRuns: 2_000 },
  );
}, 300_000);

/** What the clock on the wall shows, asked of the platform minute by minute. */
const wall = (zone: string, ms: number): string =>
  new Date(ms).toLocaleString('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
test('by day, when no clock changes, work is when the clock on the wall says so', () => {
  const quarter = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * 15);
  const text = (n: number): string =>
    `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
  const byDay = fc.tuple(quarter(24, 50), quarter(51, 80)).map(([from, until]) => [text(from), text(until)] as const);
  fc.assert(
    fc.property(anyCalendar(byDay), instantMs, (by, from) => {
      if (by.closures.length > 0 || by.publicHolidays) return;
      const start = Math.floor(from / 900_000) * 900_000;
      for (let ms = start; ms < start + 3 * 86_400_000; ms += 900_000 * 3) {
        const [day = '', time = ''] = wall(by.zone, ms).split(' ');
        const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
        // Safe: from 1 to 7.
        const own = by.weekly[(weekday + 1) as 1] ?? [];
        const open = by.shifts[day] ?? (by.holidays.includes(day) ? [] : own);
        expect([day, time, between(by, ms, ms + 60_000) > 0]).toEqual([
          day,
          time,
          open.some(([a, b]) => a <= time && time < b),
        ]);
      }
    }),
    { numRuns: 300 },
  );
}, 300_000);
