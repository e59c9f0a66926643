import type { ReadItem } from '../../domain/anomaly';
import { BodyFault } from '../fault';
import type { Reading } from '../reading';
import type { ReportContext } from '../report-context';
import { FlaggedTable } from './table';

/** A reading of a table of flags: `read` tells the table what it meets and yields what that gives back. */
export function flaggedReading(
  context: ReportContext,
  read: (table: FlaggedTable) => AsyncIterable<ReadItem>,
): Reading {
  const table = new FlaggedTable(context);
  return {
    single: () => false,
    checks: () => table.seen.checks(),
    flags: () => table.seen.flags(),
    async *[Symbol.asyncIterator]() {
      let fault: BodyFault | null = null;
      try {
        yield* read(table);
      } catch (error) {
        if (!(error instanceof BodyFault)) throw error;
        fault = error;
      }
      // What was found up to where the body breaks off is as true as what came before.
      yield* table.end();
      if (fault) throw fault;
    },
  };
}
