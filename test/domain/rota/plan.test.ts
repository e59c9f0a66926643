import fc from 'fast-check';
import { addDays } from '../../../domain/delivery-zone';
import { load, propose } from '../../../domain/rota/plan';
import { troubleOn } from '../../../domain/rota/trouble';
import type { Level, RotaFacts } from '../../../domain/rota/facts';
import { aPerson, aRota, away } from '../../support/rota';

const from = '2026-06-01'; // a Monday
const daily = { from, until: '2026-08-30', turn: { 1: 'day', 2: 'day' } as const };
const level = (code: string, levels: Level[], patch = {}) => aPerson(code, { levels, ...patch });
const people = [
  ...['ana', 'bob', 'cleo'].map((code) => level(code, [1])),
  ...['lea', 'max'].map((code) => level(code, [2])),
];
const line = (facts: RotaFacts, first: string, last: string): string[] =>
  propose(facts, { ...daily, from: first, until: last })
    .shifts.filter((shift) => shift.level === 1)
    .map(({ person }) => person);

test('three months are planned in one go, each open day with two different people, evenly', () => {
  const facts = aRota({ people });
  const { shifts, gaps } = propose(facts, daily);
  expect([shifts.length, gaps]).toEqual([130, []]);
  const counts = load(shifts);
  const days = ['ana', 'bob', 'cleo'].map((code) => counts.get(code)?.[1] ?? 0);
  expect(Math.max(...days) - Math.min(...days)).toBeLessThanOrEqual(1);
  expect(
    troubleOn(
      { ...facts, shifts },
      shifts.map(({ day }) => day),
    ),
  ).toEqual([]);
});

test('who was skipped comes first', () => {
  const absences = [away('bob', '2026-06-02', '2026-06-04')];
  expect(line(aRota({ people, absences }), from, '2026-06-05')).toEqual(['ana', 'cleo', 'ana', 'bob', 'cleo']);
});

test('who served longest ago begins the next plan', () => {
  const shifts = ['ana', 'bob'].map((person, place) => ({
    day: addDays('2026-05-28', place),
    level: 1 as const,
    layer: 'rotation' as const,
    person,
  }));
  expect(line(aRota({ people, shifts }), from, '2026-06-03')).toEqual(['cleo', 'ana', 'bob']);
});

test('a part-timer gets no duty on a free day and is first on the next working one', () => {
  const part = people.map((person) => (person.code === 'ana' ? { ...person, weekdays: [3, 4] } : person));
  expect(line(aRota({ people: part }), from, '2026-06-05')).toEqual(['bob', 'cleo', 'ana', 'bob', 'cleo']);
});

test('a week is held by one person, and a day of absence in it is done by the next without losing the next week', () => {
  const absences = [away('ana', '2026-06-03', '2026-06-04')];
  const weekly = { ...daily, until: '2026-06-12', turn: { 1: 'week', 2: 'week' } as const };
  const planned = propose(aRota({ people, absences }), weekly).shifts.filter((shift) => shift.level === 1);
  expect(planned.map(({ person }) => person).join(' ')).toBe('ana ana bob ana ana bob bob bob bob bob');
});

test('a day on which nobody can is a gap, not a shift', () => {
  const facts = aRota({ people: [level('ana', [1])], absences: [away('ana', '2026-06-02', '2026-06-03')] });
  const { gaps } = propose(facts, { ...daily, until: '2026-06-02' });
  expect(gaps).toEqual([
    { day: '2026-06-01', level: 2 },
    { day: '2026-06-02', level: 1 },
    { day: '2026-06-02', level: 2 },
  ]);
});

test('whatever the absences, a plan names nobody who is away, nobody on both lines, and who was skipped longest goes first', () => {
  const absences = fc.array(
    fc
      .record({ who: fc.nat(4), first: fc.nat(40), days: fc.integer({ min: 1, max: 10 }) })
      .map(({ who, first, days }) =>
        away(['ana', 'bob', 'cleo', 'dan', 'eve'][who] ?? '', addDays(from, first), addDays(from, first + days)),
      ),
    { maxLength: 10 },
  );
  const five = ['ana', 'bob', 'cleo', 'dan', 'eve'].map((code) => level(code, [1, 2]));
  fc.assert(
    fc.property(absences, (some) => {
      const facts = aRota({ people: five, absences: some });
      const { shifts, gaps } = propose(facts, { ...daily, until: '2026-07-10' });
      const days = [...new Set([...shifts, ...gaps].map(({ day }) => day))];
      expect(days).toHaveLength(30);
      const found = troubleOn({ ...facts, shifts }, days).filter(({ code }) => code !== 'gap');
      expect(found).toEqual([]);
      const idle = (code: string, day: string): string =>
        shifts.filter((s) => s.level === 1 && s.person === code && s.day < day).at(-1)?.day ?? '';
      for (const { day, person } of shifts.filter((shift) => shift.level === 1)) {
        const could = five.filter(({ code }) => !some.some((a) => a.person === code && covers(a, day)));
        for (const { code } of could) expect(idle(person, day) <= idle(code, day)).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});
/** Absences from midnight UTC, a duty from half past six. */
const covers = (absence: { startsAt: Date; endsAt: Date }, day: string): boolean => {
  const at = new Date(`${day}T06:30:00Z`);
  return absence.startsAt <= at && at < absence.endsAt;
};

test('what a day lacks is named before it comes', () => {
  const both = [...people, level('tim', [1], { mentor: 'lea' })];
  const shift = (day: string, of: Level, person: string) => ({ day, level: of, layer: 'rotation', person }) as const;
  const facts = aRota({
    people: both,
    absences: [away('ana', '2026-06-02', '2026-06-03'), away('lea', '2026-06-03', '2026-06-04')],
    shifts: [
      shift('2026-06-01', 1, 'ana'),
      shift('2026-06-01', 2, 'ana'),
      shift('2026-06-02', 1, 'ana'),
      shift('2026-06-02', 2, 'lea'),
      shift('2026-06-03', 1, 'tim'),
    ],
  });
  const said = troubleOn(facts, ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-06']);
  expect(said.map(({ day, level: of, code, person }) => `${day} ${of} ${code} ${person ?? ''}`.trim())).toEqual([
    '2026-06-01 2 not_eligible ana',
    '2026-06-01 2 conflict ana',
    '2026-06-02 1 uncovered ana',
    '2026-06-03 1 trainee_alone tim',
    '2026-06-03 2 gap',
  ]);
  const covered = { ...facts, absences: [away('ana', '2026-06-02', '2026-06-03', { cover: 'bob' })] };
  expect(troubleOn(covered, ['2026-06-02'])).toEqual([]);
});
