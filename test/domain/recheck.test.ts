import fc from 'fast-check';
import type { CorrectedPoint, CorrectionTarget } from '../../domain/correction';
import { type Finding } from '../../domain/recheck/finding';
import { recheck } from '../../domain/recheck';
import { limitsOf } from '../../domain/recheck/limits';
import { distanceM } from '../../domain/recheck/places';
import { aTarget } from '../support/corrections';
import { AT } from '../support/facts';

const at = (n: number): string => new Date(AT.getTime() + n * 60_000).toISOString();
const row = (n: number, value: number | null, patch: Partial<CorrectedPoint> = {}): CorrectedPoint => ({
  line: n + 2,
  anomaly: 1,
  t: at(n),
  z: null,
  lat: null,
  lon: null,
  parameter: 'TEMP',
  unit: 'degC',
  value,
  old: null,
  oldFlag: '4',
  flag: null,
  ...patch,
});
const temp = (patch: Partial<CorrectionTarget> = {}): CorrectionTarget =>
  aTarget({ parameter: 'TEMP', unit: 'degC', ...patch });
const found = (rows: readonly CorrectedPoint[], target = temp()): [number, Finding['code']][] =>
  recheck(rows, [target]).first.map(({ line, code }) => [line, code]);

test('a value is held against what its check expected, else against what is usual, unless the unit is another', () => {
  const rows = [row(0, 22), row(1, 45), row(2, 46)];
  expect(found(rows, temp({ expected: { min: 12, max: 21 } }))).toEqual([
    [2, 'range'],
    [3, 'range'],
    [4, 'range'],
  ]);
  expect(found(rows)).toEqual([
    [3, 'range'],
    [4, 'range'],
  ]);
  expect(found(rows, temp({ unit: 'K' }))).toEqual([]);
  expect(found(rows, temp({ parameter: 'SDN:P01::TEMPPR01' }))).toHaveLength(2);
  expect(found([row(0, -1e9)], temp({ expected: { min: null, max: 21 } }))).toEqual([]);
});

test('what one anomaly of the case expected holds for another of the same parameter, not of another one', () => {
  const told = aTarget({ id: 2, parameter: 'SLEV', unit: 'm', expected: { min: 0.2, max: 8.3 } });
  const flat = aTarget({ id: 1, check: 'qartod.flat_line_test', parameter: 'SLEV', unit: 'm' });
  const rows = [row(0, 5.1), row(1, 99)];
  expect(recheck(rows, [flat, told]).first.map(({ line, code }) => [line, code])).toEqual([[3, 'range']]);
  expect(recheck(rows, [flat, { ...told, parameter: 'PRES' }]).first).toEqual([]);
  expect(recheck(rows, [flat, { ...told, unit: 'cm' }]).first).toEqual([]);
  expect(recheck(rows, [{ ...flat, expected: { min: 0, max: 100 } }, told]).first).toEqual([]);
});

test('a spike is seen among the good measurements around a corrected one, not among the flagged', () => {
  const around = [
    { t: at(0), value: 15, flag: '1' },
    { t: at(1), value: 99, flag: '4' },
    { t: at(2), value: 15.5, flag: '1' },
  ];
  expect(found([row(1, 22)], temp({ points: around }))).toEqual([[3, 'spike']]);
  expect(found([row(1, 16)], temp({ points: around }))).toEqual([]);
  expect(found([row(1, 16)], temp({ points: around, thresholds: { suspect_threshold: 0.1 } }))).toEqual([[3, 'spike']]);
  // Deep water spikes less.
  const deep = [row(0, 3, { z: 600, t: at(0) }), row(1, 6, { z: 610, t: at(0) }), row(2, 3, { z: 620, t: at(0) })];
  expect(found(deep)).toEqual([[3, 'spike']]);
});

test('values that stay the same are told from the fifth on, each of them', () => {
  const flat = (count: number) => Array.from({ length: count }, (_, i) => row(i, 15));
  expect(found([...flat(4), row(4, 15.1)])).toEqual([]);
  expect(found([...flat(5), row(5, 15.1)]).map(([line]) => line)).toEqual([2, 3, 4, 5, 6]);
});

test('rows out of order, too fast, or unchanged are told by their line', () => {
  expect(found([row(1, 15, { line: 2 }), row(0, 16, { line: 3 })])).toEqual([[3, 'time_order']]);
  const brest = { lat: 48.4, lon: -4.5 };
  expect(
    found([row(0, 15, brest), row(60, 16, { lat: 48.6, lon: -4.5 }), row(61, 17, { lat: 49.6, lon: -4.5 })]),
  ).toEqual([[63, 'speed']]);
  expect(found([row(0, 15, { old: 15 })])).toEqual([[2, 'unchanged']]);
});

test('a line that two anomalies share is told once, and many are counted though not named', () => {
  const shared = [row(0, 99), { ...row(0, 99), anomaly: 2 }];
  expect(recheck(shared, [temp(), temp({ id: 2 })])).toMatchObject({ rows: 1, counts: { range: 1 } });
  const many = recheck(
    Array.from({ length: 500 }, (_, i) => row(i, 100 + i)),
    [temp()],
  );
  expect([many.rows, many.first.length, many.counts.range]).toEqual([500, 200, 500]);
});

const value = fc.double({ min: -50, max: 50, noNaN: true });
test('exactly the values outside the range are told of it', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), value, value, (values, a, b) => {
      const expected = { min: Math.min(a, b), max: Math.max(a, b) };
      const told = recheck(
        values.map((v, i) => row(i, v)),
        [temp({ expected })],
      );
      expect(told.counts.range ?? 0).toBe(values.filter((v) => v < expected.min || v > expected.max).length);
    }),
  );
});

test('neither the order of the file nor a shift of all values makes or hides a spike', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 30 }),
      fc.integer({ min: -9, max: 9 }),
      (times, shift) => {
        const values = times.map((n) => row(n, (n * 7) % 19, { line: n + 2 }));
        const spikes = (rows: CorrectedPoint[]) =>
          recheck(rows, [temp({ expected: { min: null, max: 1e9 } })])
            .first.filter(({ code }) => code === 'spike')
            .map(({ line }) => line);
        const expected = spikes(values);
        expect(spikes([...values].reverse())).toEqual(expected);
        expect(spikes(values.map((r) => ({ ...r, value: (r.value ?? 0) + shift })))).toEqual(expected);
      },
    ),
  );
});

const place = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});
test('a distance is the same both ways, never more than half the earth, and none across the date line', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      expect(distanceM(a, b)).toBeCloseTo(distanceM(b, a), 3);
      expect(distanceM(a, b)).toBeLessThanOrEqual(20_015_100);
    }),
  );
  expect(distanceM({ lat: 0, lon: 180 }, { lat: 0, lon: -180 })).toBeCloseTo(0, 3);
});

test('what is known of a parameter does not depend on how it is spelled', () => {
  const of = (parameter: string) => limitsOf({ parameter, unit: null, expected: null, thresholds: null });
  expect(of('SDN:P01::PSLTZZ01')).toEqual(of('psal'));
  expect(of('XYZ')).toMatchObject({ range: null, spike: null });
  // The seconds of a flat line are no height of a spike.
  expect(
    limitsOf({ parameter: 'X', unit: null, expected: null, thresholds: { tolerance: 0.1, fail_threshold: 600 } }),
  ).toMatchObject({ spike: null, flat: { tolerance: 0.1 } });
});
