import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './config';
import { identify, runningFrom } from './process-id';

export const makeDataDir = (dir: string): void => {
  mkdirSync(dir, { recursive: true });
};

/** Whole or not there, readable by its owner only. */
export function writePrivately(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** What the file holds; made and kept on first use. */
export function keptIn(path: string, make: () => string): string {
  if (!existsSync(path)) writePrivately(path, make());
  return readFileSync(path, 'utf8').trim();
}

const SECRET_BYTES = 32;
/** Random bytes in base64. */
export const keptSecret = (dir: string, name: string): string =>
  keptIn(join(dir, name), () => randomBytes(SECRET_BYTES).toString('base64'));

/** One Vigie a data directory. Returns what gives it free again. */
export function takeDataDir(dir: string): () => void {
  makeDataDir(dir);
  const file = join(dir, 'vigie.pid');
  const other = runningFrom(file);
  if (other !== null && other !== process.pid)
    throw new UsageError(
      `Another Vigie (process ${other}) uses ${dir}. Stop it, or give this one a folder of its own: VIGIE_DATA_DIR=…`,
    );
  writePrivately(file, identify(process.pid));
  return () => rmSync(file, { force: true });
}

/** Where a running embedded Vigie says which database is its own, for commands beside it. */
export const databaseUrlFile = (dir: string): string => join(dir, 'database.url');
