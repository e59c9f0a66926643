import { cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWorkflows } from '../activities/work';

/** Last step of the build, run from `dist`: copies what the compiler does not, and bundles the workflows once. */
const SOURCE = join(__dirname, '../..');
const TARGET = join(__dirname, '..');
const FOLDERS = ['db', 'web', 'server', 'domain', 'formats', 'mail', 'samples'];
const KINDS = /\.(sql|css|js|svg|ttf|woff2|json|csv|ndjson|png)$/;

for (const folder of FOLDERS)
  for (const file of readdirSync(join(SOURCE, folder), { recursive: true, encoding: 'utf8' })) {
    const from = join(SOURCE, folder, file);
    if (!KINDS.test(file) || !statSync(from).isFile()) continue;
    mkdirSync(dirname(join(TARGET, folder, file)), { recursive: true });
    cpSync(from, join(TARGET, folder, file));
  }

void bundleWorkflows(join(TARGET, 'workflow-bundle.js')).then(() => writeFileSync(join(TARGET, '.built'), ''));
