import type { Source } from './take';

type Body = AsyncIterable<Uint8Array> & Source;

/** A body whose beginning has been read: so much is known of its size. */
export class Begun implements Source, AsyncIterable<Uint8Array> {
  /** Nothing follows what was read. */
  readonly isWhole: boolean;
  readonly #body: Source;
  readonly #held: Uint8Array[];
  readonly #rest: AsyncIterator<Uint8Array>;
  /** How reading ended, when it did not end well. */
  readonly #failed: { error: unknown } | null;
  private constructor(
    body: Source,
    held: Uint8Array[],
    rest: AsyncIterator<Uint8Array>,
    end: { failed: { error: unknown } | null } | null,
  ) {
    this.#body = body;
    this.#held = held;
    this.#rest = rest;
    this.isWhole = end !== null;
    this.#failed = end?.failed ?? null;
  }

  /** Reads until more than so many bytes have come. */
  static async of(body: Body, bytes: number): Promise<Begun> {
    const chunks = body[Symbol.asyncIterator]();
    const held: Uint8Array[] = [];
    let size = 0;
    while (size <= bytes) {
      try {
        const { value, done } = await chunks.next();
        if (done) return new Begun(body, held, chunks, { failed: null });
        held.push(value);
        size += value.length;
      } catch (error) {
        return new Begun(body, held, chunks, { failed: { error } });
      }
    }
    return new Begun(body, held, chunks, null);
  }

  get failure(): Source['failure'] {
    return this.#body.failure;
  }

  get disconnected(): boolean {
    return this.#body.disconnected;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield* this.#held.splice(0);
    if (this.#failed) throw this.#failed.error;
    if (!this.isWhole) yield* { [Symbol.asyncIterator]: () => this.#rest };
  }
}
