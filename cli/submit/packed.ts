import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** A body gzipped on its way, since ships have little of a link. */
export const packed = (body: AsyncIterable<Uint8Array>): Readable => {
  const source = Readable.from(body, { objectMode: false });
  const gzip = createGzip();
  source.on('error', (error) => gzip.destroy(error));
  gzip.on('close', () => source.destroy());
  return source.pipe(gzip);
};

/** The same bytes; `failed` hears why they could not be read to their end. */
export async function* watched(
  body: AsyncIterable<Uint8Array>,
  failed: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    failed(error);
    throw error;
  }
}
