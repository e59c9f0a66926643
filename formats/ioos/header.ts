import { BodyFault } from '../fault';

/** Tests of ioos_qc by package; their columns end in `_<package>_<test>`, and stream names hold `_` too. */
const TESTS: Record<string, readonly string[]> = {
  qartod: [
    'attenuated_signal_test',
    'climatology_test',
    'data_reception_test',
    'density_inversion_test',
    'flat_line_test',
    'gross_range_test',
    'impossible_date_test',
    'location_bounds_test',
    'location_on_land_test',
    'location_test',
    'percentile_range_test',
    'rate_of_change_test',
    'spike_test',
    'syntax_test',
    'time_gap_test',
  ],
  argo: ['duplicate_timestamp_test', 'pressure_increasing_test', 'speed_test'],
  axds: ['valid_range_test'],
  gliders: ['pressure_check'],
};
const SUFFIXES = Object.entries(TESTS).flatMap(([pack, tests]) => tests.map((test) => ({ pack, test })));

export interface TestColumn {
  column: number;
  stream: string;
  pack: string;
  test: string;
  /** `qartod.spike_test` */
  check: string;
  /** Column of the stream's values; null when the table has none. */
  value: number | null;
}
export interface IoosHeader {
  width: number;
  names: readonly string[];
  time: number;
  lat: number | null;
  lon: number | null;
  z: number | null;
  tests: TestColumn[];
}

/** Which column is what. Roll-ups and aggregates are left aside: one good flag in them hides tests that did not run. */
export function ioosHeader(names: readonly string[]): IoosHeader {
  const at = (name: string): number | null => (names.includes(name) ? names.indexOf(name) : null);
  const time = at('time');
  if (time === null) throw new BodyFault('missing_column', 'The column "time" is missing.', 1);
  const tests = names.flatMap((name, column): TestColumn[] => {
    const suffix = SUFFIXES.find(({ pack, test }) => name.endsWith(`_${pack}_${test}`));
    if (!suffix) return [];
    const stream = name.slice(0, -`_${suffix.pack}_${suffix.test}`.length);
    return stream === ''
      ? []
      : [{ column, stream, ...suffix, check: `${suffix.pack}.${suffix.test}`, value: at(stream) }];
  });
  if (tests.length === 0)
    throw new BodyFault(
      'bad_header',
      'No column is named <stream>_<package>_<test>: this is no ioos_qc result table.',
      1,
    );
  return { width: names.length, names, time, lat: at('lat'), lon: at('lon'), z: at('z'), tests };
}
