import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import { lines } from './json-items';
import { fromUtf8, fromWindows1252 } from './text';

export interface TextLine {
  /** From 1. */
  line: number;
  text: string;
}

/** Bytes that are no character of Windows-1252: the line is in some other encoding, or no text. */
const NO_TEXT = /[\0\u0081\u008d\u008f\u0090\u009d]/;

/**
 * The lines of an instrument's or a data centre's text file, ended by LF or CRLF, both in one file if need be: UTF-8 with or
 * without its mark, a line that is not in Windows-1252. Holds one line. Throws BodyFault at what is neither.
 */
export async function* textLines(stream: ByteStream): AsyncGenerator<TextLine> {
  for await (const { line, bytes } of lines(stream)) {
    if (!bytes) throw new BodyFault('line_too_long', 'A line is longer than 1 MB: this is no such text file.', line);
    const text = fromUtf8(bytes) ?? fromWindows1252(bytes);
    if (NO_TEXT.test(text)) throw new BodyFault('not_text', 'The line is neither UTF-8 nor Windows-1252 text.', line);
    yield { line, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const MISSING = new Set(['', 'nan', 'null', 'none', '--']);

/** A number with a decimal point, blanks around it; null when nothing is written, undefined when it is no number. */
export function numberOf(cell: string): number | null | undefined {
  const bare = cell.trim();
  if (MISSING.has(bare.toLowerCase())) return null;
  const value = NUMBER.test(bare) ? Number(bare) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Degrees east as −180 to 180, since files also count from 0 to 360. */
export const eastOf = (degrees: number | null): number | null =>
  degrees !== null && degrees > 180 && degrees <= 360 ? degrees - 360 : degrees;

/** `<subject>SDN:LOCAL:X</subject><object>SDN:P01::Y</object>`: what a local name means. Null for any other line. */
export function sdnMapping(text: string): { local: string; urn: string } | null {
  const subject = between(text, '<subject>SDN:LOCAL:', '</subject>');
  const object = between(text, '<object>', '</object>');
  return subject && object ? { local: subject, urn: object } : null;
}

/** The ship that a reference to the vocabulary C17 names. */
export const sdnShip = (text: string): string | null => /\/C17\/current\/([0-9A-Z]{4})\b/.exec(text)?.[1] ?? null;

function between(text: string, open: string, close: string): string | null {
  const start = text.indexOf(open);
  const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
  return end < 0 ? null : text.slice(start + open.length, end).trim();
}
