import type { SentFile } from '../../db/requester/deeds';
import { isStored } from '../../db/files';
import { type RateLimit, takeTurns } from '../../db/rate';
import type { KeptShown } from '../../web/requester/view';
import type { ServerDeps } from '../deps';
import { keptFiles } from '../kept-files';
import type { Posted } from './guard';

const DAY_MS = 86_400_000;
const FILES: RateLimit = { max: 20, windowMs: DAY_MS };
const BYTES: RateLimit = { max: 100 * 1024 * 1024, windowMs: DAY_MS };

export interface FilesOfForm {
  files: SentFile[];
  /** As the next page carries them. */
  kept: KeptShown[];
  trouble: { code: string; name: string } | null;
}

/** The files of a form of whoever asks, as many as one sender may leave here in a day. */
export async function filesOfForm(
  deps: ServerDeps,
  { form }: Pick<Posted, 'form'>,
  { scope, quota }: { scope: Buffer; quota: string },
): Promise<FilesOfForm> {
  const given = { scope, sealed: form.fields.get('kept') ?? [], sent: form.files };
  return keptFiles(deps, given, async (file) => ((await isOverQuota(deps, quota, file)) ? ('quota' as const) : null));
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
