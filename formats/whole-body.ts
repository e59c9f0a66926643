import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import { isSuspect } from './json-guard';
import { fromUtf8 } from './text';

export const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** JSON of a body small enough to be held. `suspect`: its text may hold what cannot be kept. Throws BodyFault. */
export function wholeJson(body: Buffer, tooLarge: string): { value: unknown; suspect: boolean } {
  if (body.length > BODY_BYTES_MAX) throw new BodyFault('body_too_large', tooLarge);
  const text = fromUtf8(body);
  if (text === null) throw new BodyFault('not_utf8', 'The body is not UTF-8.');
  if (text.trim() === '') throw new BodyFault('empty', 'The body is empty.');
  return { value: parsedBody(text), suspect: isSuspect(text) };
}

function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    const line = position === undefined ? null : text.slice(0, Number(position)).split('\n').length;
    throw new BodyFault('bad_json', 'The body is not JSON.', line);
  }
}

/** The bytes of a stream, up to one chunk over the limit. */
export async function collected(stream: ByteStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // One byte over is enough to be refused; the rest need not be held.
    chunks.push(bytes);
    if (size > BODY_BYTES_MAX) break;
  }
  return Buffer.concat(chunks, size);
}
