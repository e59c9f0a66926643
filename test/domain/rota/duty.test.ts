import { dutySpan, momentOf } from '../../../domain/rota/duty-day';
import { dutyOf, plannedAt } from '../../../domain/rota/layers';
import { faultOfOverride, swap } from '../../../domain/rota/overrides';
import type { Override, Shift } from '../../../domain/rota/facts';
import { aPerson, aRota, away } from '../../support/rota';

const { settings } = aRota();
const shift = (day: string, person: string, patch: Partial<Shift> = {}): Shift => ({
  day,
  level: 1,
  layer: 'rotation',
  person,
  ...patch,
});
const override = (from: string, until: string, patch: Partial<Override>): Override => ({
  level: 1,
  startsAt: new Date(from),
  endsAt: new Date(until),
  out: null,
  in: null,
  ...patch,
});
const people = ['ana', 'bob', 'cleo'].map((code) => aPerson(code));
const at = new Date('2026-06-02T10:00:00Z');
const names = (found: { person: string }[]): string[] => found.map(({ person }) => person);

test('a duty begins and ends at the same hour of the clock, so that days on which the clocks change have 23 and 25 hours', () => {
  const hours = (day: string): number => {
    const { from, until } = dutySpan(day, settings);
    return (until.getTime() - from.getTime()) / 3_600_000;
  };
  expect([hours('2026-03-27'), hours('2026-03-28'), hours('2026-10-24')]).toEqual([24, 23, 25]);
  expect(dutySpan('2026-03-30', settings).from.toISOString()).toBe('2026-03-30T06:30:00.000Z');
  expect(dutySpan('2026-10-26', settings).from.toISOString()).toBe('2026-10-26T07:30:00.000Z');
});

test('what comes before the hand-over is for the duty of the day before, what comes on a closed day for the next open one', () => {
  const day = (instant: string): string => momentOf(aRota(), new Date(instant)).day;
  expect(day('2026-06-03T05:00:00Z')).toBe('2026-06-02');
  expect(day('2026-06-03T06:30:00Z')).toBe('2026-06-03');
  expect(day('2026-06-06T10:00:00Z')).toBe('2026-06-08');
  expect(momentOf(aRota(), new Date('2026-06-06T10:00:00Z')).at.toISOString()).toBe('2026-06-08T06:30:00.000Z');
  const always = aRota({ settings: { ...settings, dutyOnClosedDays: true } });
  expect(momentOf(always, new Date('2026-06-06T10:00:00Z')).day).toBe('2026-06-06');
});

test('an override stands before a temporary schedule, that before the planned rotation, that before its rule', () => {
  const rule = aRota({
    people,
    rotations: [{ level: 1, members: ['ana', 'bob'], turn: 'day', startsOn: '2026-06-01' }],
  });
  expect(plannedAt(rule, 1, at)).toEqual([{ person: 'bob', layer: 'rule' }]);
  const planned = { ...rule, shifts: [shift('2026-06-02', 'ana')] };
  expect(plannedAt(planned, 1, at)).toEqual([{ person: 'ana', layer: 'rotation' }]);
  const temporary = { ...rule, shifts: [...planned.shifts, shift('2026-06-02', 'bob', { layer: 'temporary' })] };
  expect(plannedAt(temporary, 1, at)).toEqual([{ person: 'bob', layer: 'temporary' }]);
  const replaced = {
    ...temporary,
    overrides: [override('2026-06-02T08:00:00Z', '2026-06-02T12:00:00Z', { out: 'bob', in: 'cleo' })],
  };
  expect(plannedAt(replaced, 1, at)).toEqual([{ person: 'cleo', layer: 'override' }]);
  expect(names(plannedAt(replaced, 1, new Date('2026-06-02T12:00:00Z')))).toEqual(['bob']);
});

test('an override adds somebody, or takes somebody out, for its span alone', () => {
  const facts = aRota({ people, shifts: [shift('2026-06-02', 'ana')] });
  const added = { ...facts, overrides: [override('2026-06-02T08:00:00Z', '2026-06-02T12:00:00Z', { in: 'bob' })] };
  expect(names(plannedAt(added, 1, at))).toEqual(['ana', 'bob']);
  const removed = { ...facts, overrides: [override('2026-06-02T08:00:00Z', '2026-06-02T12:00:00Z', { out: 'ana' })] };
  expect(plannedAt(removed, 1, at)).toEqual([]);
  expect(dutyOf(removed, 1, '2026-06-02').map(({ people: on }) => names(on))).toEqual([['ana'], [], ['ana']]);
});

test('an override that replaces somebody who is not on duty changes nothing', () => {
  const facts = aRota({ people, shifts: [shift('2026-06-02', 'ana')] });
  const overrides = [override('2026-06-02T08:00:00Z', '2026-06-02T12:00:00Z', { out: 'bob', in: 'cleo' })];
  expect(names(plannedAt({ ...facts, overrides }, 1, at))).toEqual(['ana']);
});

test('by the rule whoever is away lets the next one go before, and level 2 is somebody else than level 1', () => {
  const rotations = ([1, 2] as const).map((level) => ({
    level,
    members: ['ana', 'bob', 'cleo'],
    turn: 'week' as const,
    startsOn: '2026-06-01',
  }));
  const facts = aRota({ people, rotations });
  expect([1, 2].map((level) => names(plannedAt(facts, level === 1 ? 1 : 2, at)))).toEqual([['ana'], ['bob']]);
  const without = { ...facts, absences: [away('ana', '2026-06-01', '2026-06-05')] };
  expect([1, 2].map((level) => names(plannedAt(without, level === 1 ? 1 : 2, at)))).toEqual([['bob'], ['cleo']]);
});

test('overrides that touch the same person at the same time are refused, and so is one that moves nobody', () => {
  const first = override('2026-06-02T08:00:00Z', '2026-06-02T12:00:00Z', { out: 'ana', in: 'bob' });
  const facts = aRota({ people, overrides: [first] });
  const fault = (patch: Partial<Override>) => faultOfOverride(facts, { ...first, ...patch });
  expect(fault({ out: 'ana', in: 'cleo' })).toBe('overlaps');
  expect(fault({ out: null, in: 'bob' })).toBe('overlaps');
  expect(fault({ out: null, in: 'cleo' })).toBeNull();
  expect(fault({ startsAt: first.endsAt, endsAt: new Date('2026-06-02T14:00:00Z') })).toBeNull();
  expect(fault({ level: 2 })).toBeNull();
  expect(fault({ out: null, in: null })).toBe('nobody');
  expect(fault({ out: 'ana', in: 'ana' })).toBe('same_person');
  expect(fault({ in: 'nobody-here' })).toBe('unknown_person');
  expect(fault({ endsAt: first.startsAt })).toBe('ends_before_start');
  expect(fault({ endsAt: new Date('2027-06-02T08:00:00Z') })).toBe('too_long');
});

test('a swap gives each the day of the other; a day without anybody cannot be swapped', () => {
  const facts = aRota({ people, shifts: [shift('2026-06-02', 'ana'), shift('2026-06-04', 'bob')] });
  const done = swap(facts, { day: '2026-06-02', level: 1 }, { day: '2026-06-04', level: 1 });
  if (!done.ok) throw new Error(done.fault);
  const after = { ...facts, overrides: done.overrides };
  expect(names(plannedAt(after, 1, at))).toEqual(['bob']);
  expect(names(plannedAt(after, 1, new Date('2026-06-04T10:00:00Z')))).toEqual(['ana']);
  expect(swap(facts, { day: '2026-06-02', level: 1 }, { day: '2026-06-05', level: 1 })).toEqual({
    ok: false,
    fault: 'not_on_duty',
  });
});
