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

/** Which test of which stream a column or variable holds; null when it holds none. */
export function ioosTest(name: string): Pick<TestColumn, 'stream' | 'pack' | 'test'> | null {
  const suffix = SUFFIXES.find(({ pack, test }) => name.endsWith(`_${pack}_${test}`));
  const stream = suffix ? name.slice(0, -`_${suffix.pack}_${suffix.test}`.length) : '';
  return suffix && stream !== '' ? { stream, ...suffix } : null;
}

/** The same of a name as gliders write it, `qartod_<stream>_<test>_flag`; the primary flag is a roll-up and no test. */
export function gliderTest(name: string): Pick<TestColumn, 'stream' | 'pack' | 'test'> | null {
  const inner = /^qartod_(.+)_flag$/.exec(name)?.[1];
  if (inner === undefined) return null;
  const tests = SUFFIXES.filter(({ pack }) => pack === 'qartod');
  const found = tests.find(({ test }) =>
    [test, shortName(test)].some((end) => inner === end || inner.endsWith(`_${end}`)),
  );
  if (!found) return null;
  const end = inner.endsWith(found.test) ? found.test : shortName(found.test);
  return { stream: inner.slice(0, -end.length).replace(/_$/, ''), ...found };
}
const shortName = (test: string): string => test.replace(/_test$/, '');

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
    const found = ioosTest(name);
    return found ? [{ column, ...found, check: `${found.pack}.${found.test}`, value: at(found.stream) }] : [];
  });
  if (tests.length === 0)
    throw new BodyFault(
      'bad_header',
      'No column is named <stream>_<package>_<test>: this is no ioos_qc result table.',
      1,
    );
  return { width: names.length, names, time, lat: at('lat'), lon: at('lon'), z: at('z'), tests };
}
