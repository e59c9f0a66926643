import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Db } from '../query';

const CHUNK_CHARS = 64 * 1024;

/** Sends lines by COPY, the fastest way into a table; back-pressure lets others have their turn between chunks. */
export async function copyInto(tx: Db, table: string, columns: string, lines: Iterable<string>): Promise<void> {
  const stream = from(`copy ${table} (${columns}) from stdin`);
  // Safe: whoever holds a transaction is a client, and a pool is never asked for more than its query.
  await pipeline(Readable.from(chunks(lines), { objectMode: false }), (tx as ClientBase).query(stream));
}

function* chunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Of cells that `words`, `json` or `bytes` made, codes of our own, numbers and instants; without a line's end. */
export const cells = (...values: readonly (string | number | null)[]): string =>
  values.map((value) => value ?? NOTHING).join('\t');

/** No value. */
export const NOTHING = '\\N';
const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** Text as COPY wants it. */
export const words = <T extends string | null>(value: T): T | string =>
  value !== null && SPECIAL.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (c) => ESCAPES[c] ?? c) : value;

/** JSON as COPY wants it: JSON.stringify leaves no line end and no tab in it. */
export const json = (text: string): string => (text.includes('\\') ? text.replaceAll('\\', '\\\\') : text);

/** A bytea as COPY wants it. */
export const bytes = (hex: string): string => `\\\\x${hex}`;
