import { BodyFault } from '../../formats/fault';
import { LINE_BYTES_MAX } from '../../formats/json-items';

export interface Element {
  /** Where it begins, from 1. */
  line: number;
  /** Its JSON as it was written; null when it is over the limit of one item. */
  bytes: Buffer | null;
}

/**
 * The elements of a JSON list of any length, or the objects of a file that holds one after the other: found by brackets and
 * commas alone, whatever is between them. Holds one element. Throws BodyFault when the file ends inside.
 */
export async function* jsonElements(stream: AsyncIterable<Buffer>): AsyncGenerator<Element> {
  const scanner = new Scanner();
  for await (const chunk of stream) yield* scanner.take(chunk);
  scanner.end();
  yield* scanner.found();
}

const [QUOTE, COMMA, NEWLINE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [...Buffer.from('",\n\\{}[]')];
/** What may stand before an element, a byte order mark at the beginning too. */
const BLANK = new Set(Buffer.from(' \t\r\n\ufeff'));

class Scanner {
  #done: Element[] = [];
  #line = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Inside the brackets of the whole file. */
  #inList = false;
  #begunOn: number | null = null;
  #held: Buffer[] = [];
  #size = 0;

  *take(chunk: Buffer): Generator<Element> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      // Safe: `at` is below the length.
      const byte = chunk[at] as number;
      if (byte === NEWLINE) this.#line += 1;
      const wasIdle = this.#begunOn === null;
      const ends = this.#inString ? this.#withinString(byte) : this.#outside(byte);
      if (wasIdle) from = at;
      if (ends === null) continue;
      this.#hold(chunk.subarray(from, at + ends));
      this.#close();
    }
    if (this.#begunOn !== null) this.#hold(chunk.subarray(from));
    yield* this.found();
  }

  *found(): Generator<Element> {
    yield* this.#done.splice(0);
  }

  end(): void {
    if (this.#inList || this.#depth > 0 || this.#inString)
      throw new BodyFault('file_cut', 'The file ends inside its JSON.', this.#line);
    if (this.#begunOn !== null) this.#close();
  }

  #withinString(byte: number): null {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
    return null;
  }

  /** How many bytes of this one belong to the element that it ends; null when it ends none. */
  #outside(byte: number): 0 | 1 | null {
    if (byte === OPEN_LIST && this.#begunOn === null && !this.#inList) {
      this.#inList = true;
      return null;
    }
    if (this.#depth === 0 && (byte === COMMA || (byte === CLOSE_LIST && this.#inList))) {
      if (byte === CLOSE_LIST) this.#inList = false;
      return this.#begunOn === null ? null : 0;
    }
    return this.#begunOn === null && BLANK.has(byte) ? null : this.#within(byte);
  }

  #within(byte: number): 1 | null {
    this.#begunOn ??= this.#line;
    if (byte === QUOTE) this.#inString = true;
    if (byte === OPEN || byte === OPEN_LIST) this.#depth += 1;
    if (byte !== CLOSE && byte !== CLOSE_LIST) return null;
    this.#depth = Math.max(0, this.#depth - 1);
    return this.#depth === 0 && !this.#inList ? 1 : null;
  }

  #hold(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > LINE_BYTES_MAX) this.#held = [];
    else this.#held.push(part);
  }

  #close(): void {
    const bytes = this.#size > LINE_BYTES_MAX ? null : Buffer.concat(this.#held, this.#size);
    this.#done.push({ line: this.#begunOn ?? this.#line, bytes });
    this.#begunOn = null;
    this.#held = [];
    this.#size = 0;
  }
}
