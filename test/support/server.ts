import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createKey } from '../../db/keys';
import type { Pool } from '../../db/query';
import { run } from '../../db/query';
import { SCOPES, type Scope } from '../../domain/permissions';
import { NOTHING_ALLOWED, parseAllowList } from '../../domain/webhook-address';
import type { Role } from '../../domain/words';
import { createApp } from '../../server/app';
import type { ServerDeps } from '../../server/deps';
import { listen } from '../../server/listen';
import { AT } from './facts';

export const serverDeps = (pool: Pool, patch: Partial<ServerDeps> = {}): ServerDeps => ({
  pool,
  clock: () => AT,
  baseUrl: 'http://vigie.example.org',
  linkKey: Buffer.alloc(32, 7),
  log: pino({ level: 'silent' }),
  secureCookies: false,
  proxyHops: 0,
  readiness: () => Promise.resolve({}),
  mailbox: null,
  bulk: null,
  webhookAllow: parseAllowList('127.0.0.1') ?? NOTHING_ALLOWED,
  centre: { name: 'SISMER', email: 'qualite@example.org' },
  ...patch,
});

export interface TestServer {
  url: string;
  stop(): Promise<void>;
}
/** The real server on a free port. */
export const startServer = (deps: ServerDeps): Promise<TestServer> => startApp(createApp(deps));

/** Any app of ours on a free port. */
export async function startApp(app: Parameters<typeof listen>[0]): Promise<TestServer> {
  const server = await listen(app, 0, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A person of this role, once. */
export const addPerson = (pool: Pool, code: string, role: Role = 'assistant'): Promise<number> =>
  run(
    pool,
    `insert into person (code, email, name, role) values ($1, $1 || '@example.org', $1, $2) on conflict do nothing`,
    [code, role],
  );

/** An API key as text: of a person, or of a service when `person` is null. */
export async function addKey(pool: Pool, person: string | null, scopes: readonly Scope[] = SCOPES): Promise<string> {
  const made = { name: person ?? 'pipeline', person, scopes, expiresAt: null, environment: 'test' };
  return (await createKey(pool, made, AT)).key;
}
