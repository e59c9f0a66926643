import fc from 'fast-check';
import { isRelieved, reliefFaults, tightest, toHandOver } from '../../../domain/rota/relief';

const policy = { ticketMinutes: 20, dutyMinutes: 360, beginPercent: 100, endPercent: 70 };

test('relief never begins or ends but by going through the whole of the band between its thresholds', () => {
  const band = fc
    .record({ endPercent: fc.integer({ min: 10, max: 200 }), gap: fc.integer({ min: 10, max: 100 }) })
    .map(({ endPercent, gap }) => ({ endPercent, beginPercent: endPercent + gap }));
  const loads = fc.array(fc.record({ atRisk: fc.nat(2000), capacity: fc.nat(900) }), { maxLength: 60 });
  fc.assert(
    fc.property(band, loads, (thresholds, seen) => {
      let relieved = false;
      let atRest: boolean | null = null; // where a load outside the band last left it
      for (const load of seen) {
        const after = isRelieved(relieved, load, thresholds);
        const share = load.capacity === 0 ? null : (load.atRisk * 100) / load.capacity;
        if (share === null) expect(after).toBe(relieved);
        else {
          if (share > thresholds.beginPercent) atRest = true;
          if (share <= thresholds.endPercent) atRest = false;
          expect(after).toBe(atRest ?? false);
        }
        relieved = after;
      }
    }),
    { numRuns: 2000, endOnFailure: true },
  );
});

test('what is handed over relieves level 1 to the middle of the band, and never loads level 2 beyond what it can do', () => {
  const load = fc.record({ atRisk: fc.nat(100).map((n) => n * 20), capacity: fc.nat(900) });
  fc.assert(
    fc.property(load, load, (level1, level2) => {
      const count = toHandOver(level1, level2, policy);
      expect(count).toBeGreaterThanOrEqual(0);
      if (count === 0) return;
      expect(level2.atRisk + count * 20).toBeLessThanOrEqual(level2.capacity);
      const left = { ...level1, atRisk: level1.atRisk - (count - 1) * 20 };
      expect(left.atRisk).toBeGreaterThan(level1.capacity * 0.85); // not one more than needed
    }),
    { numRuns: 2000, endOnFailure: true },
  );
  expect(toHandOver({ atRisk: 400, capacity: 300 }, { atRisk: 100, capacity: 300 }, policy)).toBe(7);
  expect(toHandOver({ atRisk: 400, capacity: 300 }, { atRisk: 250, capacity: 300 }, policy)).toBe(0);
});

test('the day that presses most is the measure: today’s, or tomorrow’s for a flood that is due then', () => {
  const limits = [
    { untilMs: 100, capacity: 200 },
    { untilMs: 200, capacity: 500 },
  ];
  const dues = (today: number, tomorrow: number): number[] => [...Array(today).fill(50), ...Array(tomorrow).fill(150)];
  expect(tightest(dues(9, 0), limits, 20)).toEqual({ untilMs: 100, capacity: 200, atRisk: 180 });
  expect(tightest(dues(1, 40), limits, 20)).toEqual({ untilMs: 200, capacity: 500, atRisk: 820 });
  expect(tightest(dues(3, 0), [{ untilMs: 100, capacity: 10 }], 20)).toBeNull();
});

test('thresholds that would let relief begin and end at each request are refused', () => {
  expect(reliefFaults(policy)).toEqual([]);
  expect(reliefFaults({ ...policy, endPercent: 95 })).toEqual(['endPercent']);
  expect(reliefFaults({ ticketMinutes: 0, dutyMinutes: 2000, beginPercent: Number.NaN, endPercent: 1.5 })).toEqual([
    'ticketMinutes',
    'dutyMinutes',
    'beginPercent',
    'endPercent',
  ]);
});
