import { Problem } from '../problem';
import type { Said } from './messages';
import type { Source } from './take';

/** A body that arrives from another thread. Whoever reads it lets more come by reading. */
export class Arriving implements Source, AsyncIterable<Uint8Array> {
  failure: Problem | null = null;
  disconnected = false;
  #parts: Uint8Array[] = [];
  #isOver = false;
  #isLeft = false;
  #wake: () => void = () => undefined;
  readonly #taken: (bytes: number) => void;
  constructor(taken: (bytes: number) => void) {
    this.#taken = taken;
  }

  add(bytes: Uint8Array): void {
    if (this.#isLeft) this.#taken(bytes.length);
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
    for (const { length } of this.#parts.splice(0)) this.#taken(length);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const part = this.#parts.shift();
      if (part) {
        this.#taken(part.length);
        yield part;
      } else if (this.failure) throw this.failure;
      else if (this.#isOver) return;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
