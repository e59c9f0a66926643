import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { BodyFault } from '../../formats/fault';
import { UsageError } from '../config';

/** A file as it lies on the disk, to be read as often as needed. */
export interface Source {
  /** As the caller named it; `stdin` for `-`. */
  name: string;
  path: string;
  bytes: number;
  /** SHA-256 of the file as it lies there, hex. */
  hash: string;
  packed: boolean;
  close(): Promise<void>;
}

/** What comes by stdin is laid down first: a retry reads it again, and its hash names its chunks. */
export async function openSource(file: string, stdin: Readable): Promise<Source> {
  if (file !== '-') return measured(file, file, () => Promise.resolve());
  const dir = await mkdtemp(join(tmpdir(), 'vigie-submit-'));
  const close = () => rm(dir, { recursive: true, force: true });
  const path = join(dir, 'stdin');
  try {
    await piped(stdin, createWriteStream(path, { mode: 0o600 }));
    return await measured('stdin', path, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function measured(name: string, path: string, close: () => Promise<void>): Promise<Source> {
  const hash = createHash('sha256');
  let bytes = 0;
  let packed = false;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      if (bytes === 0) packed = chunk[0] === 0x1f && chunk[1] === 0x8b;
      bytes += chunk.length;
      hash.update(chunk);
    }
  } catch (error) {
    throw new UsageError(`${name}: cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  }
  return { name, path, bytes, hash: hash.digest('hex'), packed, close };
}

/** The bytes of a file, gunzipped where it is packed; `passed` hears how many bytes of the file were read. */
export async function* contentOf(source: Source, passed: (bytes: number) => void = () => {}): AsyncGenerator<Buffer> {
  const counted = counting(createReadStream(source.path), passed);
  if (!source.packed) return yield* counted;
  const gunzip = createGunzip();
  // A failure of either destroys gunzip and comes out of the loop below.
  pipeline(Readable.from(counted, { objectMode: false }), gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    if (!isZlib(error)) throw error;
    throw new BodyFault('file_cut', 'The gzip data are damaged, or end before their end.');
  } finally {
    gunzip.destroy();
  }
}

async function* counting(file: AsyncIterable<Buffer>, passed: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of file) {
    passed(chunk.length);
    yield chunk;
  }
}

const isZlib = (error: unknown): boolean => codeOf(error)?.startsWith('Z_') ?? false;

/** The code that Node gives an error of its own. */
export const codeOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** The first bytes of what the file holds. */
export async function headOf(source: Source, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of contentOf(source)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= bytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax);
}
