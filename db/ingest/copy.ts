import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Db } from '../query';

export type Cell = string | number | null;
const CHUNK_CHARS = 64 * 1024;

/** Sends rows by COPY, the fastest way into a table; back-pressure lets others have their turn between chunks. */
export async function copyInto(
  tx: Db,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  const stream = from(`copy ${table} (${columns.join(', ')}) from stdin`);
  // Safe: whoever holds a transaction is a client, and a pool is never asked for more than its query.
  await pipeline(Readable.from(chunks(rows), { objectMode: false }), (tx as ClientBase).query(stream));
}

function* chunks(rows: Iterable<readonly Cell[]>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += lineOf(row);
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function lineOf(row: readonly Cell[]): string {
  let line = '';
  for (const cell of row) {
    if (line !== '') line += '\t';
    line += cell ?? '\\N';
  }
  return `${line}\n`;
}

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** Text as COPY wants it. Codes of our own, numbers and instants need no look. */
export const words = <T extends string | null>(value: T): T | string =>
  value !== null && SPECIAL.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (c) => ESCAPES[c] ?? c) : value;

/** A bytea as COPY wants it. */
export const bytes = (hex: string): string => `\\\\x${hex}`;
