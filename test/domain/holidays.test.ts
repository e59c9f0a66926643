import fc from 'fast-check';
import { addDays, daysBetween } from '../../domain/delivery-zone';
import { easter, isHoliday } from '../../domain/holidays';

const PARIS = 'Europe/Paris';
const year = fc.integer({ min: 1900, max: 2299 });

test.each([
  [1961, '1961-04-02'],
  [2000, '2000-04-23'],
  [2008, '2008-03-23'],
  [2025, '2025-04-20'],
  [2026, '2026-04-05'],
  [2038, '2038-04-25'],
])('Easter of %i is on %s', (of, day) => {
  expect(easter(of)).toBe(day);
});

test('Easter is always a Sunday from 22 March to 25 April', () => {
  fc.assert(
    fc.property(year, (of) => {
      const day = easter(of);
      expect(new Date(`${day}T00:00:00Z`).getUTCDay()).toBe(0);
      expect(day >= `${of}-03-22` && day <= `${of}-04-25`).toBe(true);
    }),
  );
});

test('a French year has eleven public holidays, or ten where two fall together', () => {
  fc.assert(
    fc.property(year, (of) => {
      const first = `${of}-01-01`;
      const days = Array.from({ length: daysBetween(first, `${of}-12-31`) + 1 }, (_, n) => addDays(first, n));
      expect([10, 11]).toContain(days.filter((day) => isHoliday(PARIS, day)).length);
    }),
    { numRuns: 30 },
  );
});

test('those of 2026, in Paris and not in another zone', () => {
  const all = ['01-01', '04-06', '05-01', '05-08', '05-14', '05-25', '07-14', '08-15', '11-01', '11-11', '12-25'];
  const days = Array.from({ length: 365 }, (_, n) => addDays('2026-01-01', n));
  expect(days.filter((day) => isHoliday(PARIS, day))).toEqual(all.map((day) => `2026-${day}`));
  expect(days.some((day) => isHoliday('Europe/London', day))).toBe(false);
});
