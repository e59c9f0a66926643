/** Loaded into every process of a test run by NODE_OPTIONS: a thread of ours then runs from the sources, which jest itself compiles only for tests. */
require.extensions['.ts'] = (module, filename) => {
  const { transformFileSync } = require('@swc/core');
  const { code } = transformFileSync(filename, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  module._compile(code, filename);
};
