/**
 * Loaded into every process of a test run by NODE_OPTIONS: a thread of ours then runs from the sources, which jest itself compiles
 * only for tests. What was compiled once is kept until its source changes.
 */
require.extensions['.ts'] = (module, filename) => {
  const { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
  const { createHash } = require('node:crypto');
  const { tmpdir, userInfo } = require('node:os');
  const { join } = require('node:path');
  const folder = join(tmpdir(), `vigie-threads-${userInfo().uid}`);
  const name = createHash('sha256')
    .update(`${filename} ${statSync(filename).mtimeMs}`)
    .digest('hex');
  const kept = join(folder, `${name}.js`);
  if (!existsSync(kept)) {
    const { transformFileSync } = require('@swc/core');
    const { code } = transformFileSync(filename, {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
      swcrc: false,
    });
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, code);
    renameSync(`${kept}.${process.pid}`, kept);
  }
  module._compile(readFileSync(kept, 'utf8'), filename);
};
