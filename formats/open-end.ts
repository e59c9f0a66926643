import type { ByteStream } from './csv-stream';
import type { Pointed } from './item-error';

/** A stream that remembers whether its last line was ended. */
export class WatchedEnd implements AsyncIterable<Uint8Array | string> {
  isOpen = false;
  readonly #stream: ByteStream;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array | string> {
    for await (const chunk of this.#stream) {
      const last = typeof chunk === 'string' ? chunk.charCodeAt(chunk.length - 1) : chunk.at(-1);
      if (chunk.length > 0) this.isOpen = last !== 0x0a && last !== 0x0d;
      yield chunk;
    }
  }
}

/**
 * Each row, and whether no line end follows it. Many a whole file ends so, but a file may also be cut there: what stands in
 * the last cell may be the beginning of something else.
 */
export async function* withEnd<T>(
  rows: AsyncIterable<T>,
  stream: WatchedEnd,
): AsyncGenerator<{ row: T; mayBeCut: boolean }> {
  let held: { row: T } | null = null;
  for await (const row of rows) {
    if (held) yield { row: held.row, mayBeCut: false };
    held = { row };
  }
  if (held) yield { row: held.row, mayBeCut: stream.isOpen };
}

/** Why such a row is refused when the last of its cells counts. */
export const OPEN_ROW: Pointed = {
  path: [],
  code: 'open_row',
  detail: 'is not ended by a line end: the file may be cut within its last cell',
};

/** A flag that is no beginning of a longer one, as 1 is of 15. */
export const isWholeFlag = (flag: string, codes: Iterable<string>): boolean =>
  ![...codes].some((code) => code.length > flag.length && code.startsWith(flag));
