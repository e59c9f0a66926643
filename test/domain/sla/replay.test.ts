import fc from 'fast-check';
import { startClock, type NewClock } from '../../../domain/sla/clock';
import { clockAgenda } from '../../../domain/sla/clock-agenda';
import { passClock, pauseClock, resumeClock, stopClock } from '../../../domain/sla/clock-moves';
import { dueOf, explain } from '../../../domain/sla/explain';
import { type ClockEvent, inOrder, replay } from '../../../domain/sla/replay';
import { timetable } from '../../../domain/sla/timetable';
import { hasWorkingTime } from '../../../domain/calendar/working-time';
import { anyCalendar, hours, instantMs } from '../calendar/calendars';

const working = anyCalendar().filter(hasWorkingTime);
const target = fc.integer({ min: 0, max: 1200 }).map((minutes) => minutes * 60_000);
const after = fc.integer({ min: 0, max: 20 * 24 * 60 }).map((minutes) => minutes * 60_000);
const someEvent = fc.oneof(
  fc.record({ type: fc.constantFrom('paused' as const, 'resumed' as const), reason: fc.constantFrom('a', 'b') }),
  fc.record({ type: fc.constant('retargeted' as const), targetMs: target }),
  fc.record({ type: fc.constant('passed' as const) }),
  fc.record({ type: fc.constant('reopened' as const), withinDays: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ type: fc.constantFrom('stopped' as const, 'cancelled' as const) }),
);
const log = (startMs: number) =>
  fc
    .uniqueArray(fc.tuple(after, someEvent), { maxLength: 12, selector: ([ms]) => ms })
    .map((events) => events.map(([ms, event]): ClockEvent => ({ ...event, atMs: startMs + ms })));
const story = instantMs.chain((atMs) =>
  fc.record({ by: working.map(timetable), targetMs: target, events: log(atMs), atMs: fc.constant(atMs) }),
);
const starting = (atMs: number, targetMs: number): NewClock => ({ kind: 'resolution', atMs, targetMs });
const ten = { numRuns: 10_000, endOnFailure: true };

test('a log makes the same record in whatever order it arrived, each threshold once and in its place', () => {
  fc.assert(
    fc.property(story, fc.integer(), ({ by, targetMs, events, atMs }, turn) => {
      const start = starting(atMs, targetMs);
      const clock = replay(by, start, events);
      const cut = events.length === 0 ? 0 : Math.abs(turn) % events.length;
      expect(replay(by, start, [...events.slice(cut), ...events.slice(0, cut)].reverse())).toEqual(clock);
      const percents = clock.marks.map(({ percent }) => percent);
      expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
      expect(percents.includes(100)).toBe(clock.breachedAtMs !== null);
      if (clock.state === 'met') expect(clock.leftMs).toBeGreaterThanOrEqual(0);
      const steps = [clock.marks.map((mark) => mark.atMs), clock.pauses.map((pause) => pause.fromMs)];
      for (const instants of steps) expect(instants).toEqual([...instants].sort((a, b) => a - b));
    }),
    ten,
  );
}, 300_000);

test('a clock is breached at the same instant however often and however late anybody looks', () => {
  fc.assert(
    fc.property(story, fc.array(after, { maxLength: 5 }), ({ by, targetMs, events, atMs }, looks) => {
      const start = starting(atMs, targetMs);
      const endMs = atMs + 30 * 86_400_000;
      const told = [...events.filter(({ type }) => type !== 'passed'), { type: 'passed' as const, atMs: endMs }];
      const looked = looks.map((ms): ClockEvent => ({ type: 'passed', atMs: atMs + ms + 1 }));
      const record = ({ breachedAtMs, state, leftMs, endedAtMs }: ReturnType<typeof replay>) => [
        breachedAtMs,
        state,
        leftMs,
        endedAtMs,
      ];
      expect(record(replay(by, start, [...told, ...looked]))).toEqual(record(replay(by, start, told)));
    }),
    ten,
  );
}, 300_000);

const pause = fc.tuple(
  after,
  fc.integer({ min: 2, max: 5000 }).map((minutes) => minutes * 60_000),
);
test('what is explained is what the clock says: the sum of its lines is the target, and the last ends at the deadline', () => {
  fc.assert(
    fc.property(
      working.map(timetable),
      instantMs,
      target,
      fc.array(pause, { maxLength: 4 }),
      (by, startMs, targetMs, given) => {
        const pauses = given.map(([from, length]) => ({ fromMs: startMs + from, untilMs: startMs + from + length }));
        const question = { by, startMs, targetMs, pauses };
        const { dueMs, lines } = explain(question);
        expect(dueMs).toBe(dueOf(question).dueMs);
        const worked = lines.filter(({ kind }) => kind === 'worked');
        expect(worked.reduce((sum, line) => sum + line.workingMs, 0)).toBe(targetMs);
        expect(worked.at(-1)?.untilMs ?? dueMs).toBe(dueMs);
        const events = pauses.flatMap((one, n): ClockEvent[] => [
          { type: 'paused', reason: `${n}`, atMs: one.fromMs },
          { type: 'resumed', reason: `${n}`, atMs: one.untilMs },
        ]);
        const clock = replay(by, starting(startMs, targetMs), [
          ...inOrder(events),
          { type: 'passed', atMs: (dueMs ?? 0) + hours(24 * 30) },
        ]);
        if (!pauses.some(({ fromMs }) => fromMs === dueMs)) expect(clock.breachedAtMs).toBe(dueMs);
      },
    ),
    ten,
  );
}, 300_000);

test('a pause split in two is the same pause', () => {
  fc.assert(
    fc.property(
      working.map(timetable),
      instantMs,
      target,
      pause,
      fc.nat(),
      (by, startMs, targetMs, [from, length], cut) => {
        const [fromMs, untilMs] = [startMs + from, startMs + from + length];
        const middleMs = fromMs + (cut % length);
        const whole = { by, startMs, targetMs, pauses: [{ fromMs, untilMs }] };
        const split = [
          { fromMs: middleMs, untilMs },
          { fromMs, untilMs: middleMs },
        ];
        expect(explain({ ...whole, pauses: split })).toEqual(explain(whole));
        const clock = startClock(by, starting(startMs, targetMs));
        const once = resumeClock(pauseClock(clock, by, fromMs, 'r'), by, untilMs, 'r');
        const half = resumeClock(pauseClock(clock, by, fromMs, 'r'), by, middleMs, 'r');
        expect(resumeClock(pauseClock(half, by, middleMs, 'r'), by, untilMs, 'r')).toEqual(once);
      },
    ),
    ten,
  );
}, 300_000);

test('after each step of its agenda the next is another, until none is left; stopped before, it is met', () => {
  fc.assert(
    fc.property(working.map(timetable), instantMs, target, (by, atMs, targetMs) => {
      let clock = startClock(by, starting(atMs, targetMs));
      if (clock.dueAtMs !== null) expect(stopClock(clock, by, clock.dueAtMs).state).toBe('met');
      for (let n = 0; n < 4; n += 1) {
        const due = clockAgenda(clock, by);
        if (!due) break;
        clock = passClock(clock, by, due.dueAtMs);
        expect(clockAgenda(clock, by)?.percent ?? 101).toBeGreaterThan(due.percent);
      }
      expect([clockAgenda(clock, by), clock.state, clock.breachedAtMs]).toEqual([null, 'breached', clock.dueAtMs]);
    }),
    { numRuns: 3_000 },
  );
}, 300_000);
