import { createHash } from 'node:crypto';
import { storeFile } from '../../db/files';
import type { InboundFile } from '../../db/inbound/verdicted';
import { inTransaction, type Pool } from '../../db/query';
import { takeTurn } from '../../db/rate';
import type { Opened } from './parser';

/** The name as people may see it, and what is wrong with a file before anybody reads it: the rules of the supplier's page. */
export type ExamineFile = (name: string, bytes: Buffer) => { name: string; trouble: string | null };

const FILES_MAX = 5;
const BYTES_MAX = 20 * 1024 * 1024;
const DAY_MS = 86_400_000;
const FILES_A_DAY = { max: 60, windowMs: DAY_MS };
const BYTES_A_DAY = { max: 200 * 1024 * 1024, windowMs: DAY_MS };
/** The mail's own dress: pictures in its text, and what only the sender's program reads. */
const isDress = ({ name, type, isInline }: Opened['files'][number]): boolean =>
  (isInline && !/\.(?:csv|tsv|txt|nc|pdf|xlsx)$/i.test(name ?? '')) ||
  /^(?:application\/(?:ms-tnef|vnd\.ms-tnef|pgp-signature|pkcs7-signature|x-pkcs7-signature)|text\/calendar|message\/)/i.test(
    type,
  ) ||
  /^winmail\.dat$/i.test(name ?? '');

/** Keeps what came with a mail, each file whole; one that may not be kept is named with the reason. `key`: whose quota it is. */
export async function keepFiles(
  { pool, examine }: { pool: Pool; examine: ExamineFile },
  files: Opened['files'],
  key: string,
  at: Date,
): Promise<InboundFile[]> {
  const kept: InboundFile[] = [];
  for (const file of files.filter((one) => !isDress(one))) {
    const bytes = Buffer.from(file.content);
    const { name, trouble } = examine(file.name ?? 'sans-nom', bytes);
    const why = trouble ?? (kept.length >= FILES_MAX ? 'too_many' : await overQuota(pool, key, bytes.length, at));
    kept.push({ name, size: bytes.length, sha256: why === null ? await keep(pool, bytes, at) : null, trouble: why });
  }
  return kept;
}

async function overQuota(pool: Pool, key: string, size: number, at: Date): Promise<string | null> {
  if (size > BYTES_MAX) return 'too_large';
  const files = await takeTurn(pool, `link files ${key}`, FILES_A_DAY, at);
  const bytes = await takeTurn(pool, `link bytes ${key}`, BYTES_A_DAY, at, size);
  return files.ok && bytes.ok ? null : 'quota';
}

async function keep(pool: Pool, bytes: Buffer, at: Date): Promise<Buffer> {
  const sha256 = createHash('sha256').update(bytes).digest();
  await inTransaction(pool, (tx) => storeFile(tx, sha256, bytes.length, one(bytes), at));
  return sha256;
}
// oxlint-disable-next-line typescript/require-await
async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
