import fc from 'fast-check';
import { readBySchema, readItem } from '../../formats/anomaly-item';
import { plainItem } from '../../formats/plain-item';

const right = {
  source: fc.constantFrom('tsg', 'ctd'),
  dataset: fc.constantFrom('leg-1', 'x'.repeat(200)),
  check: fc.constantFrom('qartod.spike_test', 'file_missing'),
  id: fc.constantFrom('1', 'a b'),
  time: fc.constantFrom('2026-03-01T10:00:00Z', '2026-03-01T10:00:00.5+02:00'),
  locus: fc.constantFrom('row 4', 'x'.repeat(1000)),
  supplier: fc.constant('s'),
  platform: fc.constantFrom('P1', ' P1'),
  cruise: fc.constant('C1'),
  sensor: fc.constant('SBE21'),
  parameter: fc.constant('PSAL'),
  severity: fc.constantFrom('info', 'critical'),
  flag: fc.constantFrom(4, '4', '3'),
  flag_scheme: fc.constantFrom('L20', 'QARTOD', 'QARTOD@2020'),
  flags: fc.constantFrom(
    { scale: 'QARTOD', original: '4' },
    { scale: 'L20', original: 3 },
    { scale: 'QARTOD', original: 1 },
  ),
  detected_at: fc.constant('2026-03-02T10:00:00Z'),
  position: fc.constantFrom({ lat: 48.1, lon: -4 }, { lat: -90, lon: 180, depth: 12 }),
  observed: fc.constantFrom({ value: 41.2 }, { value: 'a', unit: '' }, { value: true, min: -1, max: 1e300 }),
  expected: fc.constantFrom({ min: 0 }, { min: 0, max: 40 }, {}),
  run_id: fc.constant('r1'),
  data_version: fc.constant('2.1'),
  check_version: fc.constant('1'),
  message: fc.constantFrom('', 'Spike.', 'é "quoted" \\'),
};
const odd = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-03-01',
  'x'.repeat(201),
  'x'.repeat(4001),
  0,
  -91,
  1.5,
  Number.POSITIVE_INFINITY,
  2 ** 60,
  true,
  [],
  {},
  [{ lat: 1, lon: 2 }],
  { lat: 1 },
  { lon: 2, lat: 1 },
  { lat: 91, lon: 0 },
  { original: '4', scale: 'L20' },
  { scale: '', original: 4 },
  { scale: 'L20', original: 4, applied: 4 },
  { unit: '1', value: 2 },
  { value: null },
  { value: 1, other: 2 },
  { file: 'f.csv', row: 4 },
  { min: '1' },
  { failed: 3, tested: 2 },
);
const names = [...Object.keys(right), 'time_range', 'campaign', 'counts', 'extra', 'unheard_of', '__proto__', 'action'];
const posted = fc
  .tuple(
    fc.record(right, { requiredKeys: ['source', 'dataset', 'check', 'time'] }),
    fc.array(fc.tuple(fc.constantFrom(...names), odd), { maxLength: 2 }),
    fc.boolean(),
  )
  .map(([fields, oddities, isReversed]) => {
    const entries: [string, unknown][] = [...Object.entries(fields), ...oddities];
    return Object.fromEntries(isReversed ? entries.reverse() : entries);
  });

test('the quick reading of an item and the schema agree, in the words of a refusal and to the byte of the document', () => {
  const place = { index: 3, line: 4 };
  let quick = 0;
  fc.assert(
    fc.property(posted, (raw) => {
      const [one, other] = [readItem(raw, place), readBySchema(raw, place)];
      expect(one).toEqual(other);
      if (one.ok && other.ok) expect(JSON.stringify(one.anomaly)).toBe(JSON.stringify(other.anomaly));
      if (plainItem(raw)) quick += 1;
    }),
    { numRuns: 3000 },
  );
  expect(quick).toBeGreaterThan(300);
});

test.each([7, null, 'text', [], undefined])('%p is no item to either', (raw) => {
  const place = { index: 0, line: null };
  expect(readItem(raw, place)).toEqual(readBySchema(raw, place));
});
