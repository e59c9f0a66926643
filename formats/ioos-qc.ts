import type { ReadItem } from '../domain/anomaly';
import { readItem } from './anomaly-item';
import { type ByteStream, csvTable } from './csv-stream';
import { type About, posted } from './ioos/anomaly';
import { ioosConfig, type ThresholdsOf } from './ioos/config';
import { type IoosHeader, ioosHeader } from './ioos/header';
import { type IoosRow, ioosRow } from './ioos/row';
import { CONTEXT_POINTS, type Run, RunFinder } from './ioos/runs';
import { itemError } from './item-error';
import type { ExecutedCheck, Reading } from './reading';
import type { ReportContext } from './report-context';

/**
 * The result table of ioos_qc: contiguous points that fail or are suspect in one test of one stream make one anomaly.
 * Bounded memory; a row that cannot be read is told with its line and ends the runs that lead to it.
 */
export function readIoosQc(stream: ByteStream, context: ReportContext, config?: unknown): Reading {
  const thresholds = ioosConfig(config);
  const tests: Test[] = [];
  return {
    single: () => false,
    checks: () => tests.flatMap((test) => test.executed() ?? []),
    flags: () => [],
    async *[Symbol.asyncIterator]() {
      const { header, rows } = await csvTable(stream);
      const columns = ioosHeader(header);
      tests.push(...testsOf(columns, context, thresholds));
      let index = 0;
      const before: IoosRow[] = [];
      for await (const raw of rows) {
        const row = ioosRow(columns, raw);
        if ('code' in row) {
          for (const test of tests) test.finder.interrupt();
          yield itemError({ index: index++, line: raw.line }, row);
          continue;
        }
        for (const test of tests) {
          const run = test.finder.take(row, before);
          if (run) yield test.item(run, index++);
        }
        before.push(row);
        if (before.length > CONTEXT_POINTS) before.shift();
      }
      for (const test of tests) for (const run of test.finder.end()) yield test.item(run, index++);
    },
  };
}

function testsOf(header: IoosHeader, context: ReportContext, thresholds: ThresholdsOf): Test[] {
  const { parameter, sensor, ...common } = context;
  const alone = new Set(header.tests.map(({ stream }) => stream)).size === 1;
  return header.tests.map(
    (test) =>
      new Test({
        header,
        test,
        context: alone && sensor !== undefined ? { ...common, sensor } : common,
        parameter: (alone ? parameter : undefined) ?? test.stream,
        thresholds: thresholds(test.stream, test.pack, test.test),
      }),
  );
}

/** One test of one stream and what it has found so far. */
class Test {
  readonly #about: About;
  readonly finder: RunFinder;
  #second = '';
  #times = 0;

  constructor(about: About) {
    this.#about = about;
    this.finder = new RunFinder(about.test);
  }

  item(run: Run, index: number): ReadItem {
    return readItem(posted(this.#about, run, this.#locus(run)), { index, line: run.first.line });
  }

  /** Null when the test looked at no point: it has proved nothing. */
  executed(): ExecutedCheck | null {
    const { tested, failed } = this.finder;
    return tested === 0 ? null : { check: this.#about.test.check, parameter: this.#about.parameter, tested, failed };
  }

  /** Runs of fast sensors may begin within one second, which is all that tells anomalies apart: then they are counted. */
  #locus(run: Run): string | null {
    const second = run.start.slice(0, 19);
    this.#times = second === this.#second ? this.#times + 1 : 1;
    this.#second = second;
    return this.#times === 1 ? null : `${run.start}#${this.#times}`;
  }
}
