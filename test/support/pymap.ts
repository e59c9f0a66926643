import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256Of } from '../../cli/temporal-binary';
import { fetchByPip, fetchFromIndex } from '../../cli/wheel-index';

/** pymap, an IMAP server in Python, and what it needs: pure wheels, pinned. */
const WHEELS = [
  { project: 'pymap', version: '0.36.7', sha256: '9ec1326119d2bba86a531401bfa1ecfb63d8e188ce23ec0c71557a28af49d25b' },
  { project: 'pysasl', version: '1.2.0', sha256: '4bd65b0342f2a04343501d3d192faf20a09a39b3412f3d383fd6437d62f96fe4' },
  {
    project: 'proxy-protocol',
    version: '0.11.3',
    sha256: '77d541828aed30c5d9eea9c4c9af1dd85c2c4a2f829e0ecb003cb978f738a3f1',
  },
  {
    project: 'typing-extensions',
    version: '4.16.0',
    sha256: '481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8',
  },
];

const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];
/** A Python that is new enough for it. */
export function python(): string {
  const found = PYTHONS.find(
    (name) =>
      spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'], { stdio: 'ignore' }).status === 0,
  );
  if (!found) throw new Error('The tests of mail that comes in need Dovecot (dovecot-imapd), or Python 3.11 or newer.');
  return found;
}

/** Folder to be put on PYTHONPATH: fetched once into the user's cache, put there by a rename. */
export async function pymapFolder(): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'vigie');
  const target = join(cache, 'pymap-0.36.7');
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(`${target}.`);
  try {
    for (const { project, version, sha256 } of WHEELS) {
      const file = `${project.replaceAll('-', '_')}-${version}-py3-none-any.whl`;
      const wanted = { project, version, file };
      const trouble =
        (await fetchByPip(wanted, draft, process.env)) && (await fetchFromIndex(wanted, draft, process.env));
      if (trouble) throw new Error(`${project} cannot be fetched (${trouble}): install Dovecot (dovecot-imapd).`);
      if ((await sha256Of(join(draft, file))) !== sha256) throw new Error(`${file} is not the file that is known`);
      execFileSync(python(), ['-m', 'zipfile', '-e', join(draft, file), draft]);
    }
    if (!existsSync(target)) renameSync(draft, target);
    return target;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
