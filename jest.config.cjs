/**
 * Two projects: `unit` (domain, SQL, HTTP, pages, commands) and `temporal` (workflows on the time-skipping server, the whole
 * way on the real one). What they need is started once, by global-setup.
 */
const ESM_ONLY = [
  'intl-messageformat',
  'email-reply-parser',
  '@formatjs',
  'd3-[a-z-]+',
  'internmap',
  'delaunator',
  'robust-predicates',
];
const common = {
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'json', 'node'],
  transform: {
    '^.+\\.m?[jt]sx?$': [
      '@swc/jest',
      { jsc: { target: 'es2022', transform: { react: { runtime: 'automatic', importSource: 'preact' } } } },
    ],
  },
  transformIgnorePatterns: [`node_modules/(?!(${ESM_ONLY.join('|')})/)`, '<rootDir>/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.vigie/'],
};
const ON_TEMPORAL = '<rootDir>/test/{workflows,activities,story}/**/*.test.{ts,tsx}';
module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ['<rootDir>/test/(workflows|activities|story)/'],
    },
    { ...common, displayName: 'temporal', testMatch: [ON_TEMPORAL] },
  ],
};
