import fc from 'fast-check';
import { dayOf, instant, writtenDay, writtenInstant } from '../../domain/instant';

test('a day is told when it exists', () => {
  expect([
    dayOf(2024, 2, 29),
    dayOf(2025, 2, 29),
    dayOf(2000, 2, 29),
    dayOf(1900, 2, 29),
    dayOf(2026, 13, 1),
    dayOf(2026, 4, 31),
    dayOf(2026, 4, 0),
    dayOf(99, 1, 1),
  ]).toEqual(['2024-02-29', null, '2000-02-29', null, null, null, null, null]);
});

test('every instant of JavaScript reads as itself, in any offset', () => {
  const date = fc.date({
    min: new Date('1001-01-01T00:00:00Z'),
    max: new Date('9998-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, fc.integer({ min: -1439, max: 1439 }), (at, offset) => {
      expect(instant(at.toISOString(), true)).toBe(at.toISOString());
      const two = (n: number): string => String(Math.trunc(n)).padStart(2, '0');
      const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, -1);
      const written = `${local}${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
      expect(instant(written, true)).toBe(at.toISOString());
    }),
  );
});

test('an instant written as we write it is judged like one with an offset of nothing', () => {
  const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
  const fields = fc.tuple(
    fc.constantFrom('19', '20', '09'),
    two,
    two,
    two,
    two,
    two,
    two,
    fc.constantFrom('000', '123', '1x3'),
  );
  fc.assert(
    fc.property(fields, ([century, year, month, day, hour, minute, second, fraction]) => {
      const written = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}`;
      expect(instant(`${written}Z`, true)).toBe(instant(`${written}+00:00`, true));
    }),
    {
      numRuns: 3000,
      examples: [
        [['20', '24', '02', '29', '23', '59', '59', '999']],
        [['20', '23', '02', '29', '00', '00', '00', '000']],
      ],
    },
  );
});

test.each([
  ['2026-03-02', true, null],
  ['2026-03-02T10:00:00', true, null],
  ['2026-03-02 10:00:00', false, '2026-03-02T10:00:00.000Z'],
  ['2026-03-02T10:00', false, '2026-03-02T10:00:00.000Z'],
  ['2026-03-02t10:00:00.123456789z', true, '2026-03-02T10:00:00.123Z'],
  ['2026-03-02T10:00:00,5+0100', true, '2026-03-02T09:00:00.500Z'],
  ['2026-03-02T10:00:60Z', true, null],
  ['2026-03-02T24:00:00Z', true, null],
  ['2026-03-02T10:00:00+24:00', true, null],
  ['0001-01-01T00:00:00Z', true, null],
  [' 2026-03-02T10:00:00Z', true, null],
])('%s (strict %s) is %s', (text, strict, at) => expect(instant(text, strict)).toBe(at));

test.each([
  ['02/03/2026', '2026-03-02'],
  ['2/3/2026', '2026-03-02'],
  ['2026-03-02', '2026-03-02'],
  ['30/02/2026', null],
  ['29/02/2025', null],
  ['2026-13-01', null],
  ['02/03/26', null],
  ['02/03/2026 10:00', null],
])('the day %j is %p', (text, day) => expect(writtenDay(text)).toBe(day));

test.each([
  ['02/03/2026', '2026-03-02T00:00:00.000Z'],
  ['02/03/2026 à 9:05', '2026-03-02T09:05:00.000Z'],
  ['02/03/2026 9:05', '2026-03-02T09:05:00.000Z'],
  ['2026-03-02T09:05:06.789+02:00', '2026-03-02T07:05:06.789Z'],
  ['2026-03-02 09:05:06', '2026-03-02T09:05:06.000Z'],
  ['2026-03-02', '2026-03-02T00:00:00.000Z'],
  ['30/02/2026 10:00', null],
  ['2026-03-02T24:00:00Z', null],
  ['2026-03-02T10:60:00Z', null],
  ['tomorrow', null],
])('the instant %j is %p', (text, at) => expect(writtenInstant(text)).toBe(at));
