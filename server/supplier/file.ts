import { takeTurn } from '../../db/rate';
import { type KeptFile, unsealFile } from '../../domain/link';
import type { FieldError } from '../../web/supplier/view';
import type { ServerDeps } from '../deps';
import { fileTrouble, keepFile, type SpooledFile } from '../uploads';
import type { Entry } from './guard';

const DAY_MS = 86_400_000;
const FILES_A_DAY = { max: 60, windowMs: DAY_MS };
const BYTES_A_DAY = { max: 200 * 1024 * 1024, windowMs: DAY_MS };

export interface FormFile {
  kept: KeptFile | null;
  error: FieldError | null;
}

/**
 * The file of a form: one that came now is checked and stored at once, so that the review page need not send it again; else
 * the one that an earlier page has sealed.
 */
export async function fileOf(
  deps: ServerDeps,
  { tokenHash }: Entry,
  file: SpooledFile | null,
  sealed: string,
  at: Date,
): Promise<FormFile> {
  if (!file) return { kept: sealed === '' ? null : unsealFile(deps.linkKey, tokenHash, sealed), error: null };
  const trouble = (await fileTrouble(file)) ?? ((await overQuota(deps, tokenHash, file, at)) ? 'quota' : null);
  if (trouble) return { kept: null, error: { field: 'file', code: trouble } };
  await keepFile(deps.pool, file, at);
  return { kept: { sha256: file.sha256.toString('hex'), size: file.size, name: file.name }, error: null };
}

async function overQuota({ pool }: ServerDeps, tokenHash: Buffer, { size }: SpooledFile, at: Date): Promise<boolean> {
  const link = tokenHash.toString('hex');
  const files = await takeTurn(pool, `link files ${link}`, FILES_A_DAY, at);
  const bytes = await takeTurn(pool, `link bytes ${link}`, BYTES_A_DAY, at, size);
  return !files.ok || !bytes.ok;
}
