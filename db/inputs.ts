import { z } from 'zod';
import { readFileChunks, storeFile } from './files';
import { type Db, rows, run } from './query';

interface NewInput {
  sha256: Buffer;
  size: number;
  bytes: AsyncIterable<Uint8Array>;
  /** With what it was read. */
  about: { context: object; config: unknown };
}
/** Keeps the report that a run was made of, by its hash: the same file twice is stored once. */
export async function keepInput(
  tx: Db,
  runId: string,
  { sha256, size, bytes, about }: NewInput,
  at: Date,
): Promise<void> {
  await storeFile(tx, sha256, size, bytes, at);
  await run(tx, 'update run set input_sha256 = $2, input_about = $3 where id = $1', [
    runId,
    sha256,
    JSON.stringify(about),
  ]);
}

const Input = z.object({
  run: z.string(),
  format: z.string(),
  sha256: z.instanceof(Buffer),
  about: z.object({ context: z.record(z.string(), z.unknown()), config: z.unknown().optional() }),
});
export type RunInput = z.output<typeof Input>;
/** The reports that these anomalies last came with, as far as they were kept; the newest first. */
export const inputsOf = (db: Db, anomalies: readonly string[]): Promise<RunInput[]> =>
  rows(
    db,
    Input,
    `select r.id as run, r.format, r.input_sha256 as sha256, r.input_about as about
       from run r where r.input_sha256 is not null and r.id in (select run from anomaly where uuid = any($1::uuid[]))
      order by r.started_at desc, r.id`,
    [anomalies],
  );

const Known = z.object({ uuid: z.string(), fingerprint: z.string() });
/** By fingerprint, in hexadecimal. */
export const uuidsOf = async (db: Db, anomalies: readonly string[]): Promise<Map<string, string>> =>
  new Map(
    (
      await rows(
        db,
        Known,
        `select uuid, encode(fingerprint, 'hex') as fingerprint from anomaly where uuid = any($1::uuid[])`,
        [anomalies],
      )
    ).map(({ uuid, fingerprint }) => [fingerprint, uuid]),
  );

export async function bytesOf(db: Db, sha256: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readFileChunks(db, sha256)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
