/** Two projects: `unit` (pure, HTTP, SQL, pages) and `temporal` (workflows on the time-skipping or real server). */
const common = {
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'json', 'node'],
  transformIgnorePatterns: ['/node_modules/(?!(intl-messageformat|@formatjs|d3-[a-z-]+|internmap)/)'],
  transform: {
    '^.+\\.(tsx?|m?js)$': [
      '@swc/jest',
      { jsc: { target: 'es2022', transform: { react: { runtime: 'automatic', importSource: 'preact' } } } },
    ],
  },
};
module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  projects: [{ ...common, displayName: 'unit', testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'] }],
};
