import { open, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^(\d{8})\.eml$/;

/** A folder of raw mails, numbered in the order in which they came. */
export interface EmlStore {
  /** On disk when it returns: written beside, synced, renamed. */
  add(raw: Buffer): Promise<void>;
  /** Ids, the newest first. */
  ids(): Promise<string[]>;
  read(id: string): Promise<Buffer>;
}

export async function openEmlStore(dir: string): Promise<EmlStore> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const ids = async (): Promise<string[]> =>
    (await readdir(dir)).flatMap((file) => NAME.exec(file)?.[1] ?? []).sort((a, b) => b.localeCompare(a));
  let last = Number((await ids())[0] ?? 0);
  return {
    ids,
    read: (id) => readFile(join(dir, `${id}.eml`)),
    async add(raw) {
      last += 1;
      const path = join(dir, `${String(last).padStart(8, '0')}.eml`);
      const file = await open(`${path}.new`, 'w', 0o600);
      try {
        await file.writeFile(raw);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
      await syncFolder(dir);
    },
  };
}

async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
