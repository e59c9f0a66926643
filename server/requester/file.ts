import type { SentFile } from '../../db/requester/deeds';
import { isStored } from '../../db/files';
import { type RateLimit, takeTurns } from '../../db/rate';
import { sealFile, unsealFile } from '../../domain/link';
import type { KeptShown } from '../../web/requester/view';
import type { ServerDeps } from '../deps';
import { fileTrouble, keepFile } from '../uploads';
import type { Posted } from './guard';

const DAY_MS = 86_400_000;
const FILES: RateLimit = { max: 20, windowMs: DAY_MS };
const BYTES: RateLimit = { max: 100 * 1024 * 1024, windowMs: DAY_MS };

export interface FileOfForm {
  file: SentFile | null;
  /** As the next page carries it. */
  kept: KeptShown | null;
  trouble: string | null;
}

/** The file of a form: one that came now is checked and stored at once, so that no later page need send it again; else the one an earlier page has sealed. */
export async function fileOfForm(
  deps: ServerDeps,
  { form, text }: Pick<Posted, 'form' | 'text'>,
  { scope, quota }: { scope: Buffer; quota: string },
): Promise<FileOfForm> {
  const sealed = text('kept');
  const before = sealed === '' ? null : unsealFile(deps.linkKey, scope, sealed);
  const earlier: FileOfForm = {
    file: before && { name: before.name, size: before.size, sha256: Buffer.from(before.sha256, 'hex') },
    kept: before && { name: before.name, size: before.size, sealed },
    trouble: null,
  };
  const { file } = form;
  if (!file) return earlier;
  const trouble = (await fileTrouble(file)) ?? ((await isOverQuota(deps, quota, file)) ? 'quota' : null);
  if (trouble) return { ...earlier, trouble };
  await keepFile(deps.pool, file, deps.clock());
  const { name, size, sha256 } = file;
  return {
    file: { name, size, sha256 },
    kept: { name, size, sealed: sealFile(deps.linkKey, scope, { name, size, sha256: sha256.toString('hex') }) },
    trouble: null,
  };
}

async function isOverQuota(
  { pool, clock }: ServerDeps,
  quota: string,
  { size, sha256 }: { size: number; sha256: Buffer },
): Promise<boolean> {
  if (await isStored(pool, sha256)) return false;
  const turns = [
    { key: `files ${quota}`, limit: FILES, cost: 1 },
    { key: `bytes ${quota}`, limit: BYTES, cost: size },
  ];
  return (await takeTurns(pool, turns, clock())) !== null;
}
