import { setImmediate } from 'node:timers/promises';
import type { ByteStream } from '../csv-stream';
import { BodyFault } from '../fault';
import type { FlaggedPoint, Group, Series } from '../flagged/point';
import { flaggedReading } from '../flagged/reading';
import type { Reading } from '../reading';
import type { ReportContext } from '../report-context';
import { netcdfBody } from './body';
import { type NetcdfFile, openNetcdf, type Variable } from './file';

/** One group of a file: a profile, a track, a level of a mooring. */
export interface Sheet {
  group: Group;
  /** Flags on the group as a whole. */
  wholes: readonly { series: Series; code: string | null; point: Omit<FlaggedPoint, 'values' | 'flags'> }[];
  size: number;
  /** Null where the file is only filled up. */
  point: (i: number) => FlaggedPoint | null;
}

/** What one kind of file is known by, and how its groups are found. */
export interface NetcdfKind {
  /** As people call it. */
  title: string;
  holds: (file: NetcdfFile) => boolean;
  sheets: (file: NetcdfFile, config: unknown) => AsyncIterable<Sheet>;
}

const POINTS_A_TURN = 2000;
const POINTS_MAX = 20_000_000;

export const netcdfReader =
  ({ title, holds, sheets }: NetcdfKind) =>
  (stream: ByteStream, context: ReportContext, config?: unknown): Reading =>
    flaggedReading(context, async function* (table) {
      const file = await openNetcdf(await netcdfBody(stream));
      try {
        if (!holds(file)) throw new BodyFault('bad_header', `This is no ${title}: its variables are not there.`);
        let points = 0;
        for await (const { group, wholes, size, point } of sheets(file, config)) {
          points += size;
          if (points > POINTS_MAX) throw new BodyFault('too_many_rows', `More than ${POINTS_MAX} points.`);
          yield* table.begin(group);
          for (const { series, code, point: at } of wholes) yield* table.whole(series, code, at);
          for (let i = 0; i < size; i += 1) {
            // Nothing here waits, and others want the thread too.
            if (i % POINTS_A_TURN === 0) await setImmediate();
            const at = point(i);
            // Not yield*, which would wait once a point.
            if (at) for (const item of table.take(at)) yield item;
          }
        }
      } finally {
        await file.close();
      }
    });

export function variableOf(file: NetcdfFile, name: string): Variable {
  const variable = file.variables.get(name);
  if (!variable) throw new BodyFault('bad_header', `Variable ${name} is missing.`);
  return variable;
}

/** A global or variable attribute as text; undefined when it is missing or blank. */
export function textOf({ attributes }: { attributes: Variable['attributes'] }, name: string): string | undefined {
  const value = attributes.get(name);
  const text = typeof value === 'string' ? value : value?.[0]?.toString();
  return text?.trim() || undefined;
}
