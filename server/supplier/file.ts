import { summariesOf } from '../../db/case-list';
import { isStored } from '../../db/files';
import { type RateLimit, takeTurn } from '../../db/rate';
import { type KeptFile, sealFile, unsealFile } from '../../domain/link';
import type { FieldError } from '../../web/supplier/view';
import type { ShownKept } from '../../web/supplier/upload-values';
import type { ServerDeps } from '../deps';
import { fileTrouble, keepFile, type SpooledFile } from '../uploads';
import type { Entry } from './guard';

const DAY_MS = 86_400_000;
const MB = 1024 * 1024;
interface Quota {
  key: string;
  code: 'quota' | 'caseQuota' | 'supplierQuota';
  files: RateLimit;
  bytes: RateLimit;
}
const daily = (files: number, megabytes: number): Pick<Quota, 'files' | 'bytes'> => ({
  files: { max: files, windowMs: DAY_MS },
  bytes: { max: megabytes * MB, windowMs: DAY_MS },
});

export interface FormFile {
  kept: KeptFile | null;
  error: FieldError | null;
}

/**
 * The file of a form: one that came now is checked and stored at once, so that no later page need send it again; else the one
 * that an earlier page has sealed. A file that is here already counts once.
 */
export async function fileOf(
  deps: ServerDeps,
  { tokenHash }: Pick<Entry, 'tokenHash'>,
  { file, sealed, cases }: { file: SpooledFile | null; sealed: string; cases: readonly { id: number }[] },
  at: Date,
): Promise<FormFile> {
  if (!file) return { kept: sealed === '' ? null : unsealFile(deps.linkKey, tokenHash, sealed), error: null };
  const trouble = (await fileTrouble(file)) ?? (await overQuota(deps, tokenHash, cases, file, at));
  if (trouble) return { kept: null, error: { field: 'file', code: trouble } };
  await keepFile(deps.pool, file, at);
  return { kept: { sha256: file.sha256.toString('hex'), size: file.size, name: file.name }, error: null };
}

async function overQuota(
  { pool }: ServerDeps,
  tokenHash: Buffer,
  cases: readonly { id: number }[],
  { size, sha256 }: SpooledFile,
  at: Date,
): Promise<Quota['code'] | null> {
  if (await isStored(pool, sha256)) return null;
  const ids = cases.map(({ id }) => id);
  const suppliers = new Set((await summariesOf(pool, ids)).flatMap(({ supplier }) => supplier ?? []));
  const quotas: Quota[] = [
    { key: `link ${tokenHash.toString('hex')}`, code: 'quota', ...daily(60, 200) },
    ...ids.map((id): Quota => ({ key: `case ${id}`, code: 'caseQuota', ...daily(60, 200) })),
    ...[...suppliers].map((code): Quota => ({ key: `supplier ${code}`, code: 'supplierQuota', ...daily(300, 1000) })),
  ];
  for (const { key, code, files, bytes } of quotas) {
    const [file, weight] = [
      await takeTurn(pool, `files ${key}`, files, at),
      await takeTurn(pool, `bytes ${key}`, bytes, at, size),
    ];
    if (!file.ok || !weight.ok) return code;
  }
  return null;
}

/** A stored file as the next page carries it. */
export const shownKept = (deps: ServerDeps, { tokenHash }: Pick<Entry, 'tokenHash'>, kept: KeptFile): ShownKept => ({
  name: kept.name,
  size: kept.size,
  sealed: sealFile(deps.linkKey, tokenHash, kept),
});
