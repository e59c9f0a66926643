import { BodyFault } from '../../formats/fault';
import { isUnsent, type Piece, type Unsent } from './cut';

export interface ChunkLimits {
  rows: number;
  bytes: number;
}
/** A minute of a ship's 64 kbit/s once packed, and small enough for a list that must be held (10 MB). */
export const CHUNK: ChunkLimits = { rows: 10_000, bytes: 8 * 1024 * 1024 };

export interface Chunk {
  number: number;
  pieces: Piece[];
  unsent: Unsent[];
}

/**
 * Items in the same chunks whenever the same file is cut. Where the file cannot be read further, the unread rest is one
 * unsent item with the place; a file that cannot be read at all throws its BodyFault.
 */
export async function* chunksOf(items: AsyncIterable<Piece | Unsent>, limits: ChunkLimits): AsyncGenerator<Chunk> {
  let chunk: Chunk = { number: 1, pieces: [], unsent: [] };
  let bytes = 0;
  const isEmpty = (): boolean => chunk.pieces.length + chunk.unsent.length === 0;
  try {
    for await (const item of items) {
      const size = isUnsent(item) ? 0 : item.sent.length;
      if (chunk.pieces.length >= limits.rows || (bytes > 0 && bytes + size > limits.bytes)) {
        yield chunk;
        chunk = { number: chunk.number + 1, pieces: [], unsent: [] };
        bytes = 0;
      }
      bytes += size;
      if (isUnsent(item)) chunk.unsent.push(item);
      else chunk.pieces.push(item);
    }
  } catch (error) {
    if (!(error instanceof BodyFault) || (chunk.number === 1 && isEmpty())) throw error;
    chunk.unsent.push({ line: error.line, why: { code: error.code, detail: error.message } });
  }
  if (!isEmpty()) yield chunk;
}
