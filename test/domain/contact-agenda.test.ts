import { contactAgenda, type Rhythm, type WaitingLine } from '../../domain/contact-agenda';
import type { Severity } from '../../domain/words';
import { FR } from './calendar/calendars';

const ALWAYS: Rhythm = {
  zone: 'Europe/Paris',
  quiet: null,
  workingDays: [],
  calendar: null,
  digestAt: null,
  perDay: 24,
};
const OFFICE: Rhythm['workingDays'] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const NIGHT = { from: '20:00', until: '08:00' };

const GATHER_MS = 2_000;
/** When a line of this severity that has been gathered by `since` leaves, in UTC. */
const leaves = (since: string, severity: Severity, rhythm: Partial<Rhythm> = {}, written: string[] = []): string => {
  const line: WaitingLine = { since: new Date(Date.parse(since) - GATHER_MS), severity };
  const { next } = contactAgenda(
    [line],
    written.map((at) => new Date(at)),
    { ...ALWAYS, ...rhythm },
  );
  return new Date(next?.dueAtMs ?? 0).toISOString().replace('.000Z', 'Z');
};

test('nothing that waits is the end of the story', () => {
  expect(contactAgenda([], [new Date()], ALWAYS)).toEqual({ closed: true, next: null });
});

test.each<[string, string, Severity, Partial<Rhythm>, string]>([
  ['without any rule at once', '2026-03-02T09:00:00Z', 'info', {}, '2026-03-02T09:00:00Z'],
  ['in the night at its end', '2026-03-02T21:00:00Z', 'error', { quiet: NIGHT }, '2026-03-03T07:00:00Z'],
  ['before the morning at its end', '2026-03-03T03:00:00Z', 'error', { quiet: NIGHT }, '2026-03-03T07:00:00Z'],
  ['by day at once', '2026-03-03T12:00:00Z', 'error', { quiet: NIGHT }, '2026-03-03T12:00:00Z'],
  [
    'critical in the night at once',
    '2026-03-02T21:00:00Z',
    'critical',
    { quiet: NIGHT, digestAt: '09:00' },
    '2026-03-02T21:00:00Z',
  ],
  [
    'after a pause at noon',
    '2026-03-02T11:30:00Z',
    'error',
    { quiet: { from: '12:00', until: '14:00' } },
    '2026-03-02T13:00:00Z',
  ],
  ['on Saturday on Monday', '2026-03-07T10:00:00Z', 'error', { workingDays: OFFICE }, '2026-03-08T23:00:00Z'],
  [
    'on Saturday on Monday after the night',
    '2026-03-07T10:00:00Z',
    'error',
    { workingDays: OFFICE, quiet: NIGHT },
    '2026-03-09T07:00:00Z',
  ],
  ['on Easter Monday on Tuesday', '2026-04-06T09:00:00Z', 'error', { workingDays: OFFICE }, '2026-04-06T22:00:00Z'],
  ['on a holiday at once to who takes every day', '2026-07-14T09:00:00Z', 'error', {}, '2026-07-14T09:00:00Z'],
  ['critical on Sunday at once', '2026-03-08T10:00:00Z', 'critical', { workingDays: OFFICE }, '2026-03-08T10:00:00Z'],
  [
    'a warning at the digest of the day',
    '2026-03-02T05:00:00Z',
    'warning',
    { digestAt: '09:30' },
    '2026-03-02T08:30:00Z',
  ],
  ['a warning after it at the next', '2026-03-02T09:00:00Z', 'warning', { digestAt: '09:30' }, '2026-03-03T08:30:00Z'],
  [
    'an error does not wait for the digest',
    '2026-03-02T09:00:00Z',
    'error',
    { digestAt: '09:30' },
    '2026-03-02T09:00:00Z',
  ],
  [
    'the digest of Friday evening on Monday',
    '2026-03-06T18:00:00Z',
    'info',
    { digestAt: '09:30', workingDays: OFFICE },
    '2026-03-09T08:30:00Z',
  ],
  [
    'where summer time begins, by the clock on the wall',
    '2026-03-28T21:00:00Z',
    'error',
    { quiet: NIGHT },
    '2026-03-29T06:00:00Z',
  ],
  [
    'in the zone of the ship',
    '2026-03-02T09:00:00Z',
    'error',
    { quiet: NIGHT, zone: 'Pacific/Noumea' },
    '2026-03-02T21:00:00Z',
  ],
])('%s', (_, since, severity, rhythm, due) => {
  expect(leaves(since, severity, rhythm)).toBe(due);
});

test('letters of one contact stand a minute apart, critical ones too', () => {
  const written = ['2026-03-02T08:59:30Z'];
  expect(leaves('2026-03-02T09:00:00Z', 'error', {}, written)).toBe('2026-03-02T09:00:30Z');
  expect(leaves('2026-03-02T09:00:00Z', 'critical', {}, written)).toBe('2026-03-02T09:00:30Z');
});

test('when the letters of the day are used up the rest waits for the digest of tomorrow, save what is critical', () => {
  const written = ['2026-03-02T08:00:00Z', '2026-03-02T08:10:00Z'];
  const rhythm = { perDay: 2, digestAt: '09:30' };
  expect(leaves('2026-03-02T09:00:00Z', 'error', rhythm, written)).toBe('2026-03-03T08:30:00Z');
  expect(leaves('2026-03-02T09:00:00Z', 'critical', rhythm, written)).toBe('2026-03-02T09:00:00Z');
  expect(leaves('2026-03-02T09:00:00Z', 'error', { perDay: 2 }, written)).toBe('2026-03-03T07:00:00Z');
  expect(leaves('2026-03-03T09:00:00Z', 'error', rhythm, written)).toBe('2026-03-03T09:00:00Z');
});

test('the earliest of the lines says when, and takes the others along', () => {
  const lines: WaitingLine[] = [
    { since: new Date('2026-03-02T10:00:00Z'), severity: 'warning' },
    { since: new Date('2026-03-02T11:00:00Z'), severity: 'critical' },
  ];
  const { next } = contactAgenda(lines, [], { ...ALWAYS, digestAt: '09:30' });
  expect(next).toEqual({ step: 'writeLetters', dueAtMs: Date.parse('2026-03-02T11:00:02Z') });
});

const CLOSED = { ...FR, closures: [['2026-03-05', '2026-03-08']] as const };
test.each<[string, string, Severity, Partial<Rhythm>, string]>([
  ['within its hours at once', '2026-03-02T09:00:00Z', 'error', {}, '2026-03-02T09:00:00Z'],
  ['over lunch after it', '2026-03-02T11:45:00Z', 'error', {}, '2026-03-02T12:30:00Z'],
  ['in the evening in the morning', '2026-03-02T17:00:00Z', 'error', {}, '2026-03-03T08:00:00Z'],
  ['before a closure after it', '2026-03-04T16:30:00Z', 'error', {}, '2026-03-09T08:00:00Z'],
  ['critical in a closure at once', '2026-03-06T03:00:00Z', 'critical', {}, '2026-03-06T03:00:00Z'],
  [
    'a warning at the digest of the next day of work',
    '2026-03-04T12:00:00Z',
    'warning',
    { digestAt: '10:00' },
    '2026-03-09T09:00:00Z',
  ],
  [
    'a digest before the hours when they begin',
    '2026-03-02T04:00:00Z',
    'info',
    { digestAt: '07:00' },
    '2026-03-02T08:00:00Z',
  ],
  [
    'in place of hours and days of their own',
    '2026-03-02T09:00:00Z',
    'error',
    { quiet: { from: '06:00', until: '20:00' }, workingDays: ['sunday'] },
    '2026-03-02T09:00:00Z',
  ],
])('by a calendar: %s', (_, since, severity, rhythm, due) => {
  expect(leaves(since, severity, { calendar: CLOSED, ...rhythm })).toBe(due);
});
