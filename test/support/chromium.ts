import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A Chromium of this machine; null when it has none. */
export const installedChromium = (): string | null =>
  [process.env['VIGIE_TEST_CHROMIUM'] ?? '', ...PATHS, chromium.executablePath()].find(
    (path) => path !== '' && existsSync(path),
  ) ?? null;

/** Installs one: Debian's package when we may, else Playwright's own download. Throws one sentence when neither works. */
export function installChromium(): string {
  console.log('No Chromium here: installing one for the tests that need a browser.');
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore', env });
    spawnSync('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], { stdio: 'ignore', env });
  }
  if (!installedChromium()) {
    const playwright = join(require.resolve('playwright-core/package.json'), '../cli.js');
    spawnSync(process.execPath, [playwright, 'install', 'chromium'], { stdio: 'ignore' });
  }
  const found = installedChromium();
  if (!found)
    throw new Error(
      'The tests in a browser need Chromium: install the package chromium, or name one by VIGIE_TEST_CHROMIUM.',
    );
  return found;
}
