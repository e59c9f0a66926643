import { summariesOf } from '../../db/case-list';
import { isStored } from '../../db/files';
import { takeTurns } from '../../db/rate';
import { type KeptFile, sealFile, unsealFile } from '../../domain/link';
import type { FieldError } from '../../web/supplier/view';
import type { ShownKept } from '../../web/supplier/upload-values';
import type { ServerDeps } from '../deps';
import { fileTrouble, keepFile, type SpooledFile } from '../uploads';
import type { Entry } from './guard';

const DAY_MS = 86_400_000;
const MB = 1024 * 1024;
type QuotaCode = 'quota' | 'caseQuota' | 'supplierQuota';
/** What one file takes of a day's files and bytes. */
const dailyTurns = (key: string, code: QuotaCode, size: number, files: number, megabytes: number) => [
  { key: `files ${key}`, code, cost: 1, limit: { max: files, windowMs: DAY_MS } },
  { key: `bytes ${key}`, code, cost: size, limit: { max: megabytes * MB, windowMs: DAY_MS } },
];

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
): Promise<QuotaCode | null> {
  if (await isStored(pool, sha256)) return null;
  const ids = cases.map(({ id }) => id);
  const suppliers = new Set((await summariesOf(pool, ids)).flatMap(({ supplier }) => supplier ?? []));
  const turns = [
    ...dailyTurns(`link ${tokenHash.toString('hex')}`, 'quota', size, 60, 200),
    ...ids.flatMap((id) => dailyTurns(`case ${id}`, 'caseQuota', size, 60, 200)),
    ...[...suppliers].flatMap((code) => dailyTurns(`supplier ${code}`, 'supplierQuota', size, 300, 1000)),
  ];
  return (await takeTurns(pool, turns, at))?.code ?? null;
}

/** A stored file as the next page carries it. */
export const shownKept = (deps: ServerDeps, { tokenHash }: Pick<Entry, 'tokenHash'>, kept: KeptFile): ShownKept => ({
  name: kept.name,
  size: kept.size,
  sealed: sealFile(deps.linkKey, tokenHash, kept),
});
