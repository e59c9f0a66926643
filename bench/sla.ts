import type { Calendar } from '../domain/calendar/calendar';
import { add } from '../domain/calendar/working-time';
import { type Line, quantile } from './load';

const DAY = [
  ['09:00', '12:30'],
  ['13:30', '17:30'],
] as const;
const officeHours = (): Calendar => ({
  zone: 'Europe/Paris',
  weekly: { 1: DAY, 2: DAY, 3: DAY, 4: DAY, 5: DAY },
  holidays: [],
  publicHolidays: 'FR',
  closures: [['08-01', '08-23']],
  shifts: {},
});
const START_MS = Date.UTC(2026, 5, 1, 8);
const HOUR_MS = 3_600_000;
/** Five years of the calendar above; and the working time of five years day and night, which it takes two decades to do. */
const FIVE_YEARS_MS = 5 * 1_640 * HOUR_MS;
const FIVE_YEARS_AROUND_THE_CLOCK_MS = 5 * 365 * 24 * HOUR_MS;
const ADDS = 100_000;

const timed = (work: () => void): number => {
  const from = performance.now();
  work();
  return performance.now() - from;
};

/** Deadlines in working time: of calendars never asked before, and of one that is known. */
export function sla(): Promise<Line[]> {
  const fresh = (targetMs: number): number =>
    quantile(
      Array.from({ length: 50 }, () => timed(() => add(officeHours(), START_MS, targetMs))),
      0.95,
    );
  const calendar = officeHours();
  const takenMs = timed(() => {
    for (let n = 0; n < ADDS; n += 1) add(calendar, START_MS + n * 60_000, (n % 80) * HOUR_MS);
  });
  const line = (what: string, measured: string): Line => ({ what, measured, against: '', ratio: '' });
  return Promise.resolve([
    {
      ...line('A target of five years on a new calendar', `p95 ${fresh(FIVE_YEARS_MS).toFixed(2)} ms`),
      against: 'budget 5 ms',
    },
    line(
      'A target of five years day and night on it, 27 years',
      `p95 ${fresh(FIVE_YEARS_AROUND_THE_CLOCK_MS).toFixed(2)} ms`,
    ),
    line(`${ADDS} deadlines of up to 80 working hours`, `${((takenMs * 1_000) / ADDS).toFixed(1)} µs each`),
  ]);
}
