import type { ReadItem } from '../domain/anomaly';
import { type ByteStream, csvTable } from './csv-stream';
import type { Series } from './flagged/point';
import { flaggedReading } from './flagged/reading';
import type { FlaggedTable } from './flagged/table';
import { ioosConfig, type ThresholdsOf } from './ioos/config';
import { ioosHeader, type TestColumn } from './ioos/header';
import { ioosPoint } from './ioos/row';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';

/** The result table of ioos_qc, a check a column; `config` tells the thresholds of the tests. */
export function readIoosQc(stream: ByteStream, context: ReportContext, config?: unknown): Reading {
  const thresholds = ioosConfig(config);
  return flaggedReading(context, (table) => itemsOf(stream, table, thresholds));
}

async function* itemsOf(stream: ByteStream, table: FlaggedTable, thresholds: ThresholdsOf): AsyncGenerator<ReadItem> {
  const { header, rows } = await csvTable(stream);
  const columns = ioosHeader(header);
  const series = columns.tests.map((test) => seriesOf(test, thresholds));
  yield* table.begin({ kind: 'series', locus: {}, series });
  for await (const row of rows) {
    const point = ioosPoint(columns, row);
    yield* 'code' in point ? table.refuse(row.line, point) : table.take(point);
  }
}

function seriesOf({ stream, pack, test, check }: TestColumn, thresholds: ThresholdsOf): Series {
  const told = thresholds(stream, pack, test);
  return {
    parameter: stream,
    check,
    scale: 'QARTOD',
    version: '2020',
    origin: 'auto',
    expected: told?.expected ?? undefined,
    extra: told ? { thresholds: told.given } : undefined,
  };
}
