import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepInput } from '../db/inputs';
import { inTransaction, type Pool } from '../db/query';
import type { ByteStream } from '../formats/csv-stream';
import type { ReportContext } from '../formats/report-context';

const INPUT_BYTES_MAX = 25 * 1024 * 1024;

/**
 * The bytes of a report that is the data file itself, on disk while they pass by, so that a copy with other flags can be made
 * later. A larger file passes by and is not kept.
 */
export class ReportInput {
  readonly #about: { context: ReportContext; config: unknown };
  readonly #hash = createHash('sha256');
  #folder: string | null = null;
  #size = 0;
  #isWhole = false;
  constructor(about: { context: ReportContext; config: unknown }) {
    this.#about = about;
  }

  async *tee(stream: ByteStream): AsyncGenerator<Uint8Array> {
    this.#folder = await mkdtemp(join(tmpdir(), 'vigie-report-'));
    const file = await open(this.#path, 'w');
    try {
      for await (const piece of stream) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        await this.#keep(file, bytes);
        yield bytes;
      }
      this.#isWhole = this.#size <= INPUT_BYTES_MAX;
    } finally {
      await file.close();
    }
  }

  async #keep(file: FileHandle, bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length;
    if (this.#size > INPUT_BYTES_MAX) return;
    this.#hash.update(bytes);
    await file.write(bytes);
  }

  get #path(): string {
    return join(this.#folder ?? '', 'report');
  }

  /** Stores it with its run, once that has been taken in. */
  async store(pool: Pool, run: string, at: Date): Promise<void> {
    if (!this.#isWhole || this.#size === 0) return;
    const file = { sha256: this.#hash.digest(), size: this.#size, about: this.#about };
    await inTransaction(pool, (tx) => keepInput(tx, run, { ...file, bytes: createReadStream(this.#path) }, at));
  }

  async drop(): Promise<void> {
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}
