import { isAscii } from 'node:buffer';
import type { ReadItem } from '../domain/anomaly';
import { readItem, readPlain } from './anomaly-item';
import type { ByteStream } from './csv-stream';
import { itemError, type Place } from './item-error';
import { firstTrouble, isSuspect } from './json-guard';
import { fromUtf8 } from './text';
import { wholeJson } from './whole-body';

export const LINE_BYTES_MAX = 1024 * 1024;

/** Makes an anomaly of one object of a body. */
export type ReadOne = (raw: unknown, place: Place) => ReadItem;

/** One object or a list, small enough to be held. `single` tells the two apart. */
export function readJson(body: Buffer, readOne: ReadOne = readItem): { single: boolean; items: Iterable<ReadItem> } {
  const { value, suspect } = wholeJson(body, 'The body is over 10 MB: send it as NDJSON (application/x-ndjson).');
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return { single: !Array.isArray(value), items: itemsOf(list, suspect, readOne) };
}

function* itemsOf(list: readonly unknown[], suspect: boolean, readOne: ReadOne): Generator<ReadItem> {
  for (const [index, raw] of list.entries()) yield checked(raw, suspect, { index, line: null }, readOne);
}

const checked = (raw: unknown, suspect: boolean, place: Place, readOne: ReadOne = readItem): ReadItem => {
  const trouble = suspect ? firstTrouble(raw) : null;
  return trouble ? itemError(place, trouble) : readOne(raw, place);
};

/** A line an item, of any number; blank lines are none. A bad line costs itself only. */
export async function* readNdjson(stream: ByteStream): AsyncGenerator<ReadItem> {
  const found = new Lines(LINE_BYTES_MAX);
  let index = 0;
  for await (const chunk of stream)
    for (const line of found.of(chunk)) {
      const item = itemOf(line, index);
      if (!item) continue;
      index += 1;
      yield item;
    }
  for (const line of found.rest()) {
    const item = itemOf(line, index);
    if (item) yield item;
  }
}

/** Null for a blank line. */
function itemOf({ line, bytes }: Line, index: number): ReadItem | null {
  const place = { index, line };
  if (bytes === null) return whole(place, 'line_too_long', 'is longer than 1 MB');
  const text = decoded(bytes);
  if (text === null) return whole(place, 'not_utf8', 'is not UTF-8');
  return text.trim() === '' ? null : ofLine(text, place);
}

/** Most lines are ASCII, which is the quicker to decode. */
const decoded = (bytes: Buffer): string | null => (isAscii(bytes) ? bytes.toString('latin1') : fromUtf8(bytes));

const whole = (place: Place, code: string, detail: string): ReadItem => itemError(place, { path: [], code, detail });

function ofLine(text: string, place: Place): ReadItem {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return whole(place, 'bad_json', 'is not JSON');
  }
  // A plain item is two levels deep and its numbers are finite: only an escape could hide what cannot be kept.
  const plain = text.includes('\\u') ? null : readPlain(raw, place);
  return plain ?? checked(raw, isSuspect(text), place);
}

const joined = (parts: readonly Buffer[], size: number): Buffer => {
  const [first] = parts;
  return first && parts.length === 1 ? first : Buffer.concat(parts, size);
};

interface Line {
  line: number;
  /** Null for a line over the limit, whose bytes were let go. */
  bytes: Buffer | null;
}

/** Lines by their LF (a CR before it is blank to JSON), whatever the chunks; holds one line at most. */
class Lines {
  #line = 1;
  #held: Buffer[] = [];
  #size = 0;
  readonly #bytesMax: number;
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Those that end in this chunk. */
  *of(chunk: Uint8Array | string): Generator<Line> {
    const bytes =
      typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      this.#hold(bytes.subarray(from, end));
      yield this.#take();
      from = end + 1;
    }
    if (from < bytes.length) this.#hold(bytes.subarray(from));
  }

  /** What stands after the last LF. */
  *rest(): Generator<Line> {
    if (this.#size > 0) yield this.#take();
  }

  #hold(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#bytesMax) this.#held = [];
    else this.#held.push(part);
  }

  #take(): Line {
    const isLong = this.#size > this.#bytesMax;
    const taken = { line: this.#line, bytes: isLong ? null : joined(this.#held, this.#size) };
    this.#line += 1;
    this.#held = [];
    this.#size = 0;
    return taken;
  }
}

export async function* lines(stream: ByteStream, bytesMax = LINE_BYTES_MAX): AsyncGenerator<Line> {
  const found = new Lines(bytesMax);
  for await (const chunk of stream) yield* found.of(chunk);
  yield* found.rest();
}
