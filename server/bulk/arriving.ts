import { Problem } from '../problem';
import type { Said } from './messages';
import type { Source } from './take';

/** A message costs as much as many rows: so much is taken in before it is told. Less than the window, or nobody would go on. */
const TOLD_BYTES = 256 * 1024;

/** A body that arrives from another thread. Whoever reads it lets more come by reading. */
export class Arriving implements Source, AsyncIterable<Uint8Array> {
  failure: Problem | null = null;
  disconnected = false;
  #parts: Uint8Array[] = [];
  #isOver = false;
  #isLeft = false;
  #wake: () => void = () => undefined;
  #untold = 0;
  readonly #taken: (bytes: number) => void;
  constructor(taken: (bytes: number) => void) {
    this.#taken = taken;
  }

  add(bytes: Uint8Array): void {
    if (this.#isLeft) this.#take(bytes.length);
    else this.#parts.push(bytes);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  cut({ status, code, message, more }: Said, disconnected: boolean): void {
    this.failure = new Problem(status, code, message, more);
    this.disconnected = disconnected;
    this.end();
  }

  /** Nobody reads on: what still comes is let go. */
  leave(): void {
    this.#isLeft = true;
    for (const { length } of this.#parts.splice(0)) this.#take(length);
  }

  #take(bytes: number): void {
    this.#untold += bytes;
    if (this.#untold < TOLD_BYTES) return;
    this.#taken(this.#untold);
    this.#untold = 0;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const part = this.#parts.shift();
      if (part) {
        this.#take(part.length);
        yield part;
      } else if (this.failure) throw this.failure;
      else if (this.#isOver) return;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
