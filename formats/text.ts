import { TextDecoder } from 'node:util';
import { BodyFault } from './fault';

export type Encoding = 'utf-8' | 'windows-1252';

/** 0x80 to 0x9F of Windows-1252, by hand: TextDecoder of Node 20 leaves them as control characters. */
const CP1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
export const fromWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replaceAll(/[\u0080-\u009f]/g, (c) => CP1252[c.charCodeAt(0) - 0x80] ?? c);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Null when the bytes are not UTF-8. A byte order mark is left out. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Text as a French Excel writes it: UTF-8, with or without a mark, else Windows-1252. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new BodyFault('not_text', 'The file is UTF-16: save it as CSV UTF-8.');
  const utf8 = fromUtf8(bytes);
  const text = utf8 ?? fromWindows1252(bytes);
  if (text.includes('\0')) throw new BodyFault('not_text', 'The file holds NUL bytes: it is not a text file.');
  return { text, encoding: utf8 === null ? 'windows-1252' : 'utf-8' };
}

/** Strict UTF-8, piece by piece; a fault names the line it stands on. */
export async function* utf8Pieces(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new BodyFault('not_utf8', 'The body is not UTF-8.', bytes ? line + goodLines(bytes) : line);
    }
  };
  for await (const chunk of stream) {
    const text = decode(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    const nul = text.indexOf('\0');
    if (nul >= 0)
      throw new BodyFault('not_text', 'The body holds a NUL character.', line + newlines(text.slice(0, nul)));
    yield text;
    line += newlines(text);
  }
  yield decode();
}

const newlines = (text: string): number => text.split('\n').length - 1;
/** Line ends before the first byte that breaks UTF-8; a character cut at the chunk's start is let pass. */
function goodLines(bytes: Uint8Array): number {
  const lossy = Buffer.from(bytes).toString('utf8');
  return newlines(lossy.slice(0, Math.max(0, lossy.indexOf('\ufffd', 4))));
}

const DELIMITERS = [';', ',', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** The delimiter that the header line holds most of, quoted parts aside. */
export function delimiterOf(header: string): Delimiter {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: Delimiter): number => bare.split(delimiter).length;
  return [...DELIMITERS].sort((a, b) => count(b) - count(a))[0] ?? ';';
}
