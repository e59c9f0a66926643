import fc from 'fast-check';
import type { Calendar, Hours } from '../../../domain/calendar/calendar';

export const PARIS = 'Europe/Paris';
const OFFICE: Hours[] = [
  ['09:00', '12:30'],
  ['13:30', '17:30'],
];
export const calendar = (over: Partial<Calendar> = {}): Calendar => ({
  zone: PARIS,
  weekly: { 1: OFFICE, 2: OFFICE, 3: OFFICE, 4: OFFICE, 5: OFFICE },
  holidays: [],
  publicHolidays: null,
  closures: [],
  shifts: {},
  ...over,
});
export const FR = calendar({ holidays: ['2026-05-01', '2026-05-14', '2026-07-14', '2026-12-25'] });
const ALWAYS: Hours[] = [['00:00', '24:00']];
export const ALL = calendar({
  weekly: { 1: ALWAYS, 2: ALWAYS, 3: ALWAYS, 4: ALWAYS, 5: ALWAYS, 6: ALWAYS, 7: ALWAYS },
});

/** `2026-06-01 10:00` in Paris; with an offset where two instants read so. */
export const paris = (text: string): number => {
  const [day, hour, offset] = text.split(' ');
  const summer = (day ?? '') >= '2026-03-29' && (day ?? '') < '2026-10-25';
  return Date.parse(`${day}T${hour}${offset ?? (summer ? '+02:00' : '+01:00')}`);
};
export const hours = (n: number): number => Math.round(n * 3_600_000);

const minute = fc.integer({ min: 0, max: 1440 });
const clock = (n: number): string =>
  `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
/** Within a day and over midnight, long and short. */
const someHours: fc.Arbitrary<Hours> = fc
  .tuple(minute, minute)
  .filter(([from, until]) => from < 1440 && from !== until && until > 0)
  .map(([from, until]) => [clock(from), clock(until)]);
const someDay = (hoursOf: fc.Arbitrary<Hours>): fc.Arbitrary<Hours[]> => fc.array(hoursOf, { maxLength: 3 });
export const ZONES = [
  PARIS,
  'UTC',
  'America/Cayenne',
  'Pacific/Noumea',
  'Australia/Lord_Howe',
  'America/Havana',
  'Africa/Casablanca',
  'America/Scoresbysund',
  'Asia/Kathmandu',
];
const date = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 86_400_000, max: Date.UTC(2029, 0, 1) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const closure = fc.oneof(
  fc.tuple(date, date).map(([a, b]): [string, string] => (a < b ? [a, b] : [b, a])),
  fc.tuple(date, date).map(([a, b]): [string, string] => [a.slice(5), b.slice(5)]),
);

/** Any calendar that works an hour on Wednesdays at least, unless it is closed for good. */
export const anyCalendar = (hoursOf: fc.Arbitrary<Hours> = someHours): fc.Arbitrary<Calendar> =>
  fc.record({
    zone: fc.constantFrom(...ZONES),
    weekly: fc.record({
      1: someDay(hoursOf),
      2: someDay(hoursOf),
      3: someDay(hoursOf).map((day) => [...day, ['10:00', '11:00'] as const]),
      6: someDay(hoursOf),
      7: someDay(hoursOf),
    }),
    holidays: fc.array(date, { maxLength: 4 }),
    publicHolidays: fc.constantFrom(null, 'FR' as const, 'PF' as const),
    closures: fc.array(closure, { maxLength: 1 }),
    shifts: fc.dictionary(date, someDay(hoursOf), { maxKeys: 3 }),
  });
export const instantMs = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) });
