import type { ReadItem } from '../domain/anomaly';
import { type ByteStream, csvTable } from './csv-stream';
import { BodyFault } from './fault';
import { flaggedReading } from './flagged/reading';
import type { FlaggedTable } from './flagged/table';
import { FLAG_CSV, type Mapping, mappingOf } from './mapped/mapping';
import { isLastWhole, mappedColumns, mappedRow } from './mapped/row';
import { Strand } from './mapped/strand';
import { OPEN_ROW, WatchedEnd, withEnd } from './open-end';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';

/** Platforms times parameters times tests that one file may mix. */
const STRANDS_MAX = 5000;

/** Any CSV, read by a mapping file. */
export function readMappedCsv(stream: ByteStream, context: ReportContext, config?: unknown): Reading {
  const mapping = mappingOf(config);
  return flaggedReading(context, (table) => itemsOf(stream, table, mapping));
}

/** A CSV of one flag a row, by time, platform, parameter and test, as flags of CoTeDe are written down. */
export const readFlagCsv = (stream: ByteStream, context: ReportContext): Reading =>
  flaggedReading(context, (table) => itemsOf(stream, table, FLAG_CSV));

async function* itemsOf(stream: ByteStream, table: FlaggedTable, mapping: Mapping): AsyncGenerator<ReadItem> {
  const watched = new WatchedEnd(stream);
  const { header, rows } = await csvTable(watched, mapping.delimiter);
  const columns = mappedColumns(mapping, header);
  const strands = new Map<string, Strand>();
  for await (const { row: raw, mayBeCut } of withEnd(rows, watched)) {
    const row = mayBeCut && !isLastWhole(columns, raw.cells) ? OPEN_ROW : mappedRow(columns, raw);
    if (row === null) continue;
    if ('code' in row) {
      // Whose row it was cannot be told: it stands between the rows of every strand.
      for (const strand of strands.values()) yield* strand.interrupt();
      yield* table.refuse(raw.line, row);
      continue;
    }
    const known = strands.get(row.key) ?? new Strand(table.beside(), mapping.kind);
    strands.set(row.key, known);
    if (strands.size > STRANDS_MAX)
      throw new BodyFault(
        'too_many_rows',
        `More than ${STRANDS_MAX} platforms, parameters and tests together.`,
        raw.line,
      );
    yield* known.take(row);
  }
  for (const strand of strands.values()) yield* strand.end();
}
