import type { Attributes, Variable } from '../../../formats/netcdf/file';
import { instants } from '../../../formats/netcdf/time';

const time = (units: string, calendar?: string): Variable => {
  const attributes: Attributes = new Map([['units', units], ...(calendar ? [['calendar', calendar] as const] : [])]);
  return { name: 'TIME', dims: [], shape: [], type: 'double', attributes };
};

test.each([
  ['days since 1950-01-01', 27_805.5, '2026-02-16T12:00:00.000Z'],
  ['days since 1950-01-01 00:00:00 UTC', 27_469.236_342_592_6, '2025-03-17T05:40:20.000Z'],
  ['days since 1950-01-01T00:00:00Z', 0.000_694_444_444_444_4, '1950-01-01T00:01:00.000Z'],
  ['days since 1950-1-1 0:0:0', 1, '1950-01-02T00:00:00.000Z'],
  ['seconds since 1970-01-01T00:00:00Z', 1_772_323_200.25, '2026-03-01T00:00:00.250Z'],
  ['Hours since 1900-01-01 00:00:0.0', 1, '1900-01-01T01:00:00.000Z'],
  ['minutes since 2000-01-01 12:00 +02:00', 30, '2000-01-01T10:30:00.000Z'],
  ['milliseconds since 1970-01-01', -1, '1969-12-31T23:59:59.999Z'],
])('%s: %d is %s', (units, value, expected) => expect(instants(time(units))(value)).toBe(expected));

test('SeaDataNet counts days from 4713 BC', () => {
  expect(instants(time('days since -4713-01-01T00:00:00Z', 'julian'))(2_440_588)).toBe('1970-01-01T00:00:00.000Z');
});

test('no value is no instant, nor is one beyond the years', () => {
  const at = instants(time('days since 1950-01-01'));
  expect([at(null), at(1e9), at(Number.MAX_VALUE)]).toEqual([null, null, null]);
});

test.each([
  ['days', undefined],
  ['fortnights since 1950-01-01', undefined],
  ['constructor since 1950-01-01', undefined],
  ['days since 1950-02-30', undefined],
  ['days since yesterday', undefined],
  ['days since 1950-01-01', 'noleap'],
  ['days since 1950-01-01', 'julian'],
])('%s in the calendar %s is refused', (units, calendar) =>
  expect(() => instants(time(units, calendar))).toThrow(/TIME/),
);
