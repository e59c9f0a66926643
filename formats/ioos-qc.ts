import type { ReadItem } from '../domain/anomaly';
import { type ByteStream, csvTable } from './csv-stream';
import type { Series } from './flagged/point';
import { flaggedReading } from './flagged/reading';
import type { FlaggedTable } from './flagged/table';
import { ioosConfig, type ThresholdsOf } from './ioos/config';
import { type IoosHeader, ioosHeader, type TestColumn } from './ioos/header';
import { ioosPoint } from './ioos/row';
import { OPEN_ROW, WatchedEnd, withEnd } from './open-end';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';

/** The result table of ioos_qc, a check a column; `config` tells the thresholds of the tests. */
export function readIoosQc(stream: ByteStream, context: ReportContext, config?: unknown): Reading {
  const thresholds = ioosConfig(config);
  return flaggedReading(context, (table) => itemsOf(stream, table, thresholds));
}

async function* itemsOf(stream: ByteStream, table: FlaggedTable, thresholds: ThresholdsOf): AsyncGenerator<ReadItem> {
  const watched = new WatchedEnd(stream);
  const { header, rows } = await csvTable(watched);
  const columns = ioosHeader(header);
  const series = columns.tests.map((test) => seriesOf(test, thresholds));
  yield* table.begin({ kind: 'series', locus: {}, series });
  const lastCounts = isUsed(columns, header.length - 1);
  for await (const { row, mayBeCut } of withEnd(rows, watched)) {
    const point = mayBeCut && lastCounts ? OPEN_ROW : ioosPoint(columns, row);
    yield* 'code' in point ? table.refuse(row.line, point) : table.take(point);
  }
}

/** Of a flag nothing can be missing: it is one digit. */
const isUsed = ({ time, lat, lon, z, tests }: IoosHeader, column: number): boolean =>
  [time, lat, lon, z, ...tests.map(({ value }) => value)].includes(column);

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
