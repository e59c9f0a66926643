import fc from 'fast-check';
import { explain } from '../../../domain/sla/explain';
import { readQuestion } from '../../../domain/sla/question';

/** Days on which clocks change, at an hour or half of one, at night and at midnight, and days on which they do not. */
const PERIODS = [
  ['Europe/Paris', '2026-03-25'],
  ['Europe/Paris', '2026-10-21'],
  ['Europe/Paris', '2026-06-01'],
  ['America/Havana', '2026-03-04'],
  ['America/Havana', '2026-10-28'],
  ['Australia/Lord_Howe', '2026-04-01'],
  ['Australia/Lord_Howe', '2026-09-30'],
  ['Pacific/Noumea', '2026-12-28'],
  ['UTC', '2028-02-26'],
] as const;
const MINUTE_MS = 60_000;
const DAY = 1440;
const [EVES, DAYS, AFTER] = [1, 6, 1];
const LENGTH = (EVES + DAYS + AFTER) * DAY;

/** What the clock on the wall shows at every minute, asked of the platform; and the first minute at which it shows something. */
interface Walls {
  zone: string;
  firstMs: number;
  shown: Int32Array;
  at: Map<number, number>;
}
function wallsOf(zone: string, day: string): Walls {
  const firstMs = Date.parse(`${day}T00:00:00Z`) - EVES * DAY * MINUTE_MS;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const shown = new Int32Array(LENGTH);
  const at = new Map<number, number>();
  for (let n = 0; n < LENGTH; n += 1) {
    const wall = Date.parse(`${format.format(firstMs + n * MINUTE_MS).replace(' ', 'T')}Z`) / MINUTE_MS;
    shown[n] = wall;
    if (!at.has(wall)) at.set(wall, n);
  }
  return { zone, firstMs, shown, at };
}
const walls = PERIODS.map(([zone, day]) => wallsOf(zone, day));
const aPeriod = fc.integer({ min: 0, max: PERIODS.length - 1 });

/** The first minute that shows this; where the clocks skip it, as much later as they skip. */
function minuteShowing({ shown, at }: Walls, wall: number): number {
  const found = at.get(wall);
  if (found !== undefined) return found;
  if (wall < (shown[0] ?? 0)) return 0;
  if (wall > (shown[LENGTH - 1] ?? 0)) return LENGTH;
  for (let n = 1; n < LENGTH; n += 1) {
    const [before = 0, after = 0] = [shown[n - 1], shown[n]];
    if (before < wall && wall < after) return at.get(wall + after - before - 1) ?? 0;
  }
  throw new RangeError(`the clocks never show ${wall}`);
}

type Hours = [from: number, until: number];
interface Asked {
  week: Hours[][];
  /** Counted from the first day. */
  holidays: number[];
  start: number;
  target: number;
  pauses: [number, number | null][];
}
const FIRST_WEEKDAY_MONDAY = 3;

/** Each minute that is worked, marked one by one: within the hours of a day or of the night before, and on no closed date. */
function marked(by: Walls, { week, holidays }: Asked): Uint8Array {
  const marks = new Uint8Array(LENGTH);
  const firstDay = by.firstMs / MINUTE_MS / DAY;
  const closed = new Set(holidays.map((n) => firstDay + n));
  for (let day = firstDay - 1; day < firstDay + LENGTH / DAY; day += 1)
    for (const [from, until] of week[(day + FIRST_WEEKDAY_MONDAY) % 7] ?? []) {
      const end = minuteShowing(by, (until > from ? day : day + 1) * DAY + until);
      marks.fill(1, minuteShowing(by, day * DAY + from), end);
    }
  for (let n = 0; closed.size > 0 && n < LENGTH; n += 1)
    if (closed.has(Math.floor((by.shown[n] ?? 0) / DAY))) marks[n] = 0;
  return marks;
}

/** The minute at which it is due, `null` while a pause lasts, `later` beyond the days looked at. */
function dueByCounting(by: Walls, asked: Asked): number | null | 'later' {
  const marks = marked(by, asked);
  const paused = new Uint8Array(LENGTH);
  for (const [from, until] of asked.pauses) paused.fill(1, from, until ?? LENGTH);
  const lasting = Math.min(...asked.pauses.map(([from, until]) => (until === null ? from : LENGTH)), LENGTH);
  let left = asked.target;
  for (let n = asked.start; n < (EVES + DAYS) * DAY; n += 1) {
    if (left === 0) return n;
    if (n >= lasting) return null;
    if (paused[n] === 0) left -= marks[n] ?? 0;
  }
  return 'later';
}

const clock = (n: number): string =>
  `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
const instant = (by: Walls, n: number): string => new Date(by.firstMs + n * MINUTE_MS).toISOString();
/** As a user writes it. */
const questionOf = (by: Walls, { week, holidays, start, target, pauses }: Asked): string =>
  JSON.stringify({
    calendar: {
      zone: by.zone,
      weekly: Object.fromEntries(week.map((day, n) => [n + 1, day.map((hours) => hours.map(clock))])),
      holidays: holidays.map((n) => new Date(by.firstMs + n * DAY * MINUTE_MS).toISOString().slice(0, 10)),
    },
    start: instant(by, start),
    target_minutes: target,
    pauses: pauses.map(([from, until]) => [instant(by, from), until === null ? null : instant(by, until)]),
  });

const someHours: fc.Arbitrary<Hours> = fc
  .tuple(fc.integer({ min: 0, max: DAY - 1 }), fc.oneof(fc.constant(DAY), fc.integer({ min: 1, max: DAY })))
  .filter(([from, until]) => from !== until);
const night: fc.Arbitrary<Hours> = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }))
  .filter(([from, until]) => from !== until)
  .map(([from, until]) => [Math.min(from, until), Math.max(from, until)]);
const minute = fc.integer({ min: 0, max: (EVES + DAYS) * DAY });
const pause = fc
  .tuple(minute, fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 2 * DAY }) }, fc.constant(null)))
  .map(([from, length]): [number, number | null] => [from, length === null ? null : from + length]);
const question: fc.Arbitrary<Asked> = fc.record({
  week: fc.array(fc.array(fc.oneof(someHours, night), { maxLength: 3 }), { minLength: 7, maxLength: 7 }),
  holidays: fc.array(fc.integer({ min: 0, max: EVES + DAYS }), { maxLength: 3 }),
  start: fc.integer({ min: EVES * DAY, max: (EVES + 4) * DAY }),
  target: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_200 }), fc.integer({ min: 0, max: 3_000 })),
  pauses: fc.array(pause, { maxLength: 4 }),
});

test('a deadline is the minute that counting minute by minute on the wall clock comes to', () => {
  const seen = { due: 0, paused: 0, later: 0, refused: 0 };
  const check = (period: number, asked: Asked): void => {
    const by = walls[period];
    if (!by) throw new RangeError(`no period ${period}`);
    const read = readQuestion(JSON.parse(questionOf(by, asked)));
    if (!read.ok) {
      seen.refused += 1;
      expect(read.fault).toMatchObject({ field: 'calendar.weekly' });
      return;
    }
    const counted = dueByCounting(by, asked);
    const { dueMs, lines } = explain(read.value);
    if (counted === 'later') {
      seen.later += 1;
      expect(dueMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(by.firstMs + (EVES + DAYS) * DAY * MINUTE_MS);
      return;
    }
    expect(dueMs).toBe(counted === null ? null : by.firstMs + counted * MINUTE_MS);
    if (counted === null) {
      seen.paused += 1;
      return;
    }
    seen.due += 1;
    const worked = lines.filter(({ kind }) => kind === 'worked');
    expect(worked.reduce((sum, { workingMs }) => sum + workingMs, 0)).toBe(asked.target * MINUTE_MS);
  };
  fc.assert(fc.property(aPeriod, question, check), { numRuns: 10_000, endOnFailure: true });
  expect(seen.due).toBeGreaterThan(5_000);
  expect(Math.min(seen.paused, seen.later)).toBeGreaterThan(100);
}, 300_000);
