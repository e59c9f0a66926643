import { z } from 'zod';
import type { ReadItem } from '../../domain/anomaly';
import { readItem } from '../anomaly-item';
import type { ByteStream } from '../csv-stream';
import { BodyFault } from '../fault';
import { itemError, type Place, type Pointed, pointed, pointerOf } from '../item-error';
import { firstTrouble } from '../json-guard';
import type { ExecutedCheck, Reading } from '../reading';
import { collected, wholeJson } from '../whole-body';

export type Path = readonly (string | number)[];

/** One thing that a report tells, `raw` at `path`: the anomaly it makes, as it would be posted, or what is wrong with it. */
export type Told = { path: Path; raw: unknown } & ({ posted: Record<string, unknown> } | { trouble: Pointed });

/** A tool's report, opened: its head is right, its items are still to be read. */
export interface ToolReport {
  told(): Iterable<Told>;
  /** What ran to its end, once all is told; nothing where the report leaves something out. */
  checks(): ExecutedCheck[];
  /** One thing that came alone, not in a list. */
  single: boolean;
}

/** Reads a report in JSON that is small enough to be held. */
export function toolReading(stream: ByteStream, open: (report: unknown) => ToolReport): Reading {
  let opened: ToolReport | null = null;
  return {
    single: () => opened?.single ?? false,
    checks: () => opened?.checks() ?? [],
    flags: () => [],
    async *[Symbol.asyncIterator]() {
      const tooLarge = 'The report is over 10 MB: let the tool write fewer rows, or split it.';
      const { value, suspect } = wholeJson(await collected(stream), tooLarge);
      opened = open(value);
      let index = 0;
      for (const told of opened.told()) {
        yield itemOf(told, suspect, { index, line: null });
        index += 1;
      }
    },
  };
}

function itemOf(told: Told, suspect: boolean, place: Place): ReadItem {
  const { path, raw } = told;
  const trouble = (suspect ? firstTrouble(raw) : null) ?? ('trouble' in told ? told.trouble : null);
  if (trouble) return itemError(place, { ...trouble, path: [...path, ...trouble.path] });
  if (!('posted' in told)) throw new Error('an item tells an anomaly or a trouble');
  const inHead = suspect ? firstTrouble(told.posted) : null;
  if (inHead) return itemError(place, { ...inHead, path });
  const item = readItem(told.posted, place);
  // The pointer is one into the anomaly we made of it, which its sender has never seen.
  return item.ok ? item : { ok: false, error: { ...item.error, pointer: pointerOf(path) } };
}

/** The value by its schema, or the first thing that is wrong with it. */
export function parsed<T extends z.ZodType>(
  schema: T,
  raw: unknown,
): { ok: true; value: z.output<T> } | { ok: false; trouble: Pointed } {
  const result = schema.safeParse(raw);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  if (!issue) throw result.error;
  return { ok: false, trouble: pointed(issue, raw) };
}

/** The head of a report by its schema. Throws BodyFault that names the pointer; `path` is where it stands. */
export function head<T extends z.ZodType>(schema: T, raw: unknown, tool: string, path: Path = []): z.output<T> {
  const result = parsed(schema, raw);
  if (result.ok) return result.value;
  const { trouble } = result;
  const pointer = pointerOf([...path, ...trouble.path]);
  throw new BodyFault('bad_report', `This is no ${tool}: "${pointer}" ${trouble.detail}.`, null, pointer);
}

/** That a report leaves something out is told as one refused item, so that nobody takes it for whole. */
export const leftOut = (path: Path, detail: string): Told => ({
  path,
  raw: null,
  trouble: { path: [], code: 'report_truncated', detail },
});
