import { z } from 'zod';
import { type Db, firstRow, run } from './query';

const CHUNK_BYTES = 1024 * 1024;

/** Stores a file under its SHA-256, whole or not at all: the caller's transaction. A file that is there already stays as it is. */
export async function storeFile(
  tx: Db,
  sha256: Buffer,
  size: number,
  bytes: AsyncIterable<Uint8Array>,
  at: Date,
): Promise<void> {
  const fresh = await run(tx, 'insert into file (sha256, size, stored_at) values ($1, $2, $3) on conflict do nothing', [
    sha256,
    size,
    at,
  ]);
  if (fresh === 0) return void (await run(tx, 'update file set stored_at = $2 where sha256 = $1', [sha256, at]));
  let number = 0;
  let stored = 0;
  for await (const chunk of chunksOf(bytes)) {
    await run(tx, 'insert into file_chunk (sha256, number, bytes) values ($1, $2, $3)', [sha256, number, chunk]);
    number += 1;
    stored += chunk.length;
  }
  if (stored !== size) throw new Error(`a file of ${size} bytes came as ${stored}`);
}

async function* chunksOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    waiting.push(piece);
    length += piece.length;
    if (length >= CHUNK_BYTES) {
      yield Buffer.concat(waiting);
      waiting = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/** The bytes of a stored file, chunk by chunk. */
export async function* readFileChunks(db: Db, sha256: Buffer): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const chunk = await firstRow(
      db,
      z.object({ bytes: z.instanceof(Buffer) }),
      'select bytes from file_chunk where sha256 = $1 and number = $2',
      [sha256, number],
    );
    if (!chunk) return;
    yield chunk.bytes;
  }
}

const AnswerFile = z.object({ sha256: z.instanceof(Buffer), name: z.string(), size: z.number() });
/** The file that came with one version of an answer. */
export const fileOfAnswer = (db: Db, caseId: number, version: number): Promise<z.output<typeof AnswerFile> | null> =>
  firstRow(
    db,
    AnswerFile,
    `select f.sha256, a.file_name as name, f.size from answer a join file f on f.sha256 = a.file_sha256
      where a.case_id = $1 and a.version = $2 and a.file_name is not null`,
    [caseId, version],
  );

/** Files that came with a form which nobody sent in the end: nothing names them. How many. */
export const dropAbandonedFiles = (tx: Db, before: Date): Promise<number> =>
  run(
    tx,
    `delete from file f where stored_at < $1 and not exists (select from answer where file_sha256 = f.sha256)
       and not exists (select from inbound_mail m where m.sha256 = f.sha256) and not exists (select from inbound_file i where i.sha256 = f.sha256)
       and not exists (select from run r where r.input_sha256 = f.sha256) and not exists (select from ticket_file t where t.sha256 = f.sha256)`,
    [before],
  );

/** A file of this hash is here, whole. */
export const isStored = async (db: Db, sha256: Buffer): Promise<boolean> =>
  (await firstRow(db, z.object({}), 'select from file where sha256 = $1', [sha256])) !== null;
