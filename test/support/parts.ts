import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as WorkModule from '../../activities/work';

const ROOT = join(__dirname, '../..');

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(join(ROOT, file)).isFile())
    .sort();

/** The workflows' code in one file, made anew only when it or the SDK has changed. */
export async function bundleOnce(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  for (const file of ['workflows', 'domain'].flatMap(filesIn)) hash.update(file).update(readFileSync(join(ROOT, file)));
  const folder = join(ROOT, 'node_modules/.cache/vigie');
  const bundle = join(folder, `workflows-${hash.digest('hex').slice(0, 16)}.js`);
  if (!existsSync(bundle)) {
    mkdirSync(folder, { recursive: true });
    // Not at the top: it loads Temporal's bundler, which most runs do without.
    const { bundleWorkflows } = require('../../activities/work') as typeof WorkModule;
    await bundleWorkflows(`${bundle}.${process.pid}`);
    renameSync(`${bundle}.${process.pid}`, bundle);
  }
  return bundle;
}

const SOURCES = ['domain', 'formats', 'db', 'workflows', 'activities', 'mail', 'web', 'server', 'cli'];
const changedAt = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Builds `dist/` again when a source is newer: the tests of whole processes run what users run. */
export function buildWhenStale(): void {
  const built = changedAt(join(ROOT, 'dist/.built'));
  if (SOURCES.flatMap(filesIn).every((file) => changedAt(join(ROOT, file)) <= built)) return;
  const done = spawnSync('npm', ['run', 'build', '--silent'], { cwd: ROOT, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`npm run build fails: ${done.stdout}${done.stderr}`);
}
