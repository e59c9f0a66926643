import { addKey, serverDeps, startServer, type TestServer } from './server';
import type { TestDatabase } from './database';
import type { ServerDeps } from '../../server/deps';
import { type Api, api } from './api';
import { AT } from './facts';

/** The real server of a test file, with a service's key of all scopes and a clock that the test may move. */
export interface TestApi {
  url: string;
  call: Api;
  key: string;
  at: Date;
}
export function useApi(db: TestDatabase, patch: Partial<ServerDeps> = {}): TestApi {
  const here = { at: AT } as TestApi;
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(serverDeps(db.pool, { clock: () => here.at, ...patch }));
    here.url = server.url;
    here.key = await addKey(db.pool, null);
    here.call = api(here.url, here.key);
  });
  afterAll(() => server.stop());
  return here;
}

/** A canonical anomaly of a sensor of its own. */
export const item = (patch: Record<string, unknown> = {}): Record<string, unknown> => ({
  source: 'tsg',
  dataset: 'leg-1',
  check: 'qartod.spike_test',
  parameter: 'PSAL',
  sensor: 'SBE21-1',
  severity: 'error',
  time: '2026-03-01T10:00:00Z',
  observed: { value: 41.2 },
  ...patch,
});
export const ndjson = (items: readonly unknown[]): string => items.map((one) => JSON.stringify(one)).join('\n');
export const NDJSON = { 'content-type': 'application/x-ndjson' };
