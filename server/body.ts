import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Request } from 'express';
import { Problem, problem } from './errors';
import { FLOOR_BYTES_PER_S, FLOOR_FROM_MS, RATIO_FROM_BYTES, STALL_MS_MAX, UNPACKED_RATIO_MAX } from './limits';

/** A request's body, unpacked and streamed with back-pressure. */
export class Body implements AsyncIterable<Buffer> {
  readonly #request: Request;
  /** What made the body end early, once it has. Readers on the way may have turned it into an error of theirs. */
  failure: Problem | null = null;
  /** The client has gone, or has fallen silent: what came is not what it means, and is not to be taken for it. */
  disconnected = false;

  constructor(request: Request) {
    this.#request = request;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      yield* this.#isPacked() ? unpacked(this.#arriving()) : this.#arriving();
    } catch (error) {
      this.failure = error instanceof Problem ? error : problem(400, 'body_cut', 'The body ended before its end.');
      if (this.failure.status === 408) this.disconnected = true;
      throw this.failure;
    }
  }

  #isPacked(): boolean {
    const encoding = (this.#request.get('content-encoding') ?? 'identity').trim().toLowerCase();
    if (encoding === 'gzip' || encoding === 'x-gzip') return true;
    if (encoding === 'identity' || encoding === '') return false;
    throw problem(415, 'unsupported_encoding', 'Content-Encoding may be gzip or identity.', {
      headers: { 'Accept-Encoding': 'gzip, identity' },
    });
  }

  /** Bytes as they come. There is no total time-out: a slow ship may take hours, a silent client may not. */
  async *#arriving(): AsyncGenerator<Buffer> {
    const chunks = this.#request[Symbol.asyncIterator]();
    let waitedMs = 0;
    let bytes = 0;
    for (;;) {
      const from = performance.now();
      const { value, done } = await this.#inTime(chunks.next());
      if (done) return;
      waitedMs += performance.now() - from;
      // Safe: a request without setEncoding gives buffers.
      const chunk = value as Buffer;
      bytes += chunk.length;
      if (waitedMs > FLOOR_FROM_MS && bytes / (waitedMs / 1000) < FLOOR_BYTES_PER_S)
        throw problem(408, 'too_slow', `The body comes at less than ${FLOOR_BYTES_PER_S} bytes a second.`);
      yield chunk;
    }
  }

  async #inTime<T>(next: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const stall = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(problem(408, 'stalled', `Nothing came for ${STALL_MS_MAX / 1000} seconds.`)),
        STALL_MS_MAX,
      );
    });
    try {
      return await Promise.race([next, stall]);
    } catch (error) {
      if (!(error instanceof Problem)) this.disconnected = true;
      next.catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytesIn = 0;
  let bytesOut = 0;
  let cause: unknown;
  const counted = async function* (): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of packed) {
        bytesIn += chunk.length;
        yield chunk;
      }
    } catch (error) {
      cause = error;
      throw error;
    }
  };
  const source = Readable.from(counted(), { objectMode: false });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) {
      bytesOut += chunk.length;
      if (bytesOut > RATIO_FROM_BYTES && bytesOut / bytesIn > UNPACKED_RATIO_MAX)
        throw problem(413, 'packed_too_well', 'The packed body unpacks to far more than any text does.');
      yield chunk;
    }
  } catch (error) {
    if (cause !== undefined) throw cause;
    throw error instanceof Problem ? error : problem(400, 'bad_gzip', 'The body is not whole gzip data.');
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** A whole body no larger than `bytesMax`. */
export async function wholeBody(request: Request, bytesMax: number, tooLarge: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of new Body(request)) {
    size += chunk.length;
    if (size > bytesMax) throw problem(413, 'body_too_large', tooLarge);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The media type without its parameters, in lower case; a charset other than UTF-8 is refused. */
export function mediaTypeOf(request: Request): string {
  const [type = '', ...parameters] = (request.get('content-type') ?? '').split(';');
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=');
    if (name?.trim().toLowerCase() === 'charset' && !/^"?utf-?8"?$/i.test(value.trim()))
      throw problem(415, 'unsupported_charset', 'Send UTF-8.');
  }
  return type.trim().toLowerCase();
}
