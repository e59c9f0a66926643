import type { Pool } from '../db/query';
import type { SentFile } from '../db/requester/deeds';
import { sealFile, unsealFile } from '../domain/link';
import { FILES_MAX, type FileTrouble, fileTrouble, keepFile, type SpooledFile } from './uploads';

export interface KeptFiles<T extends string> {
  files: SentFile[];
  /** The same as the next page carries them. */
  kept: { name: string; size: number; sealed: string }[];
  /** The first file that was not taken, and why; the others are kept. */
  trouble: { code: FileTrouble | 'tooMany' | T; name: string } | null;
}

/**
 * The files of a form: those that earlier pages kept and this one still names, then those that came now, each checked and stored at
 * once so that no later page need send it again.
 */
export async function keptFiles<T extends string>(
  { pool, clock, linkKey }: { pool: Pool; clock: () => Date; linkKey: Buffer },
  { scope, sealed, sent }: { scope: Buffer; sealed: readonly string[]; sent: readonly SpooledFile[] },
  refuses: (file: SpooledFile) => Promise<T | null>,
): Promise<KeptFiles<T>> {
  const kept = new Map<string, { file: SentFile; sealed: string }>();
  const add = (file: SentFile, seal: string): void => {
    const id = `${file.sha256.toString('hex')} ${file.name}`;
    if (!kept.has(id)) kept.set(id, { file, sealed: seal });
  };
  for (const seal of sealed.slice(0, FILES_MAX)) {
    const file = unsealFile(linkKey, scope, seal);
    if (file) add({ ...file, sha256: Buffer.from(file.sha256, 'hex') }, seal);
  }
  let trouble: KeptFiles<T>['trouble'] = null;
  for (const file of sent) {
    const { name, size, sha256 } = file;
    const code = kept.size >= FILES_MAX ? ('tooMany' as const) : ((await fileTrouble(file)) ?? (await refuses(file)));
    if (code) {
      trouble ??= { code, name };
      continue;
    }
    await keepFile(pool, file, clock());
    add({ name, size, sha256 }, sealFile(linkKey, scope, { name, size, sha256: sha256.toString('hex') }));
  }
  const all = [...kept.values()];
  return {
    files: all.map(({ file }) => file),
    kept: all.map(({ file: { name, size }, sealed }) => ({ name, size, sealed })),
    trouble,
  };
}
