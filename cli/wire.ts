import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pino, { type Logger } from 'pino';
import { pendingMigrations } from '../db/migrate';
import { openPool, type Pool } from '../db/query';
import { BulkThread } from '../server/bulk/thread';
import type { Mailbox } from '../mail/mailbox';
import type { ServerDeps } from '../server/deps';
import type { Config } from './config';
import { startBulkThread } from './bulk-thread';
import { MIGRATIONS } from './paths';

/** What every process of one Vigie agrees on. */
export interface Site {
  config: Config;
  pool: Pool;
  databaseUrl: string;
  temporalAddress: string | undefined;
  baseUrl: string;
  linkKey: Buffer;
  log: Logger;
  mailbox: Mailbox | null;
}

export const clock = (): Date => new Date();

/** To stdout, one JSON a line; to a file when one is named. */
export const openLog = ({ LOG_LEVEL }: Config, file?: string): Logger =>
  pino(
    { level: LOG_LEVEL, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: file ?? 1, sync: false }),
  );

const POOL_MAX = 20;
/** A pool whose idle connections may break (a restart of Postgres) without ending the process. */
export function openSitePool(databaseUrl: string, log: Logger): Pool {
  const pool = openPool(databaseUrl, POOL_MAX);
  pool.on('error', (err) => log.warn({ err }, 'a database connection broke'));
  return pool;
}

const END_MS_MAX = 2000;
/** Ends the pool; a connection that somebody still holds (a reader of the feed) is not waited for long. */
export const endPool = async (pool: Pool): Promise<void> => {
  await Promise.race([pool.end(), sleep(END_MS_MAX, undefined, { ref: false })]);
};

export const centreOf = ({ VIGIE_CENTRE_NAME, VIGIE_CENTRE_EMAIL }: Config): ServerDeps['centre'] => ({
  name: VIGIE_CENTRE_NAME,
  email: VIGIE_CENTRE_EMAIL,
});

export const serverDeps = (site: Site): ServerDeps => ({
  pool: site.pool,
  clock,
  baseUrl: site.baseUrl,
  linkKey: site.linkKey,
  log: site.log,
  secureCookies: site.baseUrl.startsWith('https:'),
  proxyHops: site.config.TRUST_PROXY,
  readiness: () => readiness(site),
  mailbox: site.mailbox,
  centre: centreOf(site.config),
  bulk: new BulkThread(() => startBulkThread(site.databaseUrl), site.log),
  webhookAllow: site.config.VIGIE_WEBHOOK_ALLOW,
});

async function readiness(site: Site): Promise<Record<string, string | null>> {
  const [postgres, migrations, temporal] = await Promise.all([
    troubleOf(() => site.pool.query('select 1')),
    migrationTrouble(site.databaseUrl),
    site.temporalAddress ? temporalTrouble(site.temporalAddress) : null,
  ]);
  return { postgres, migrations, ...(site.temporalAddress ? { temporal } : {}) };
}

const CHECK_MS_MAX = 3000;
/** Null when it works in time; else what is wrong, in the words of whoever failed. */
export function troubleOf(check: () => Promise<unknown>): Promise<string | null> {
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve('does not answer'), CHECK_MS_MAX).unref();
  });
  return Promise.race([late, check().then(() => null, messageOf)]);
}
/** An error of several addresses tried has no message of its own. */
const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
};

export async function migrationTrouble(databaseUrl: string): Promise<string | null> {
  let pending: string[] = [];
  const trouble = await troubleOf(async () => {
    pending = await pendingMigrations(databaseUrl, MIGRATIONS);
  });
  return trouble ?? (pending.length > 0 ? `${pending.length} not applied: run vigie migrate` : null);
}

export function temporalTrouble(address: string): Promise<string | null> {
  const [host = '', port = ''] = address.split(/:(?=\d+$)/);
  return troubleOf(
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect({ host, port: Number(port), timeout: CHECK_MS_MAX });
        socket.once('connect', () => {
          socket.destroy();
          resolve();
        });
        socket.once('error', reject);
        socket.once('timeout', () => socket.destroy(new Error('does not answer')));
      }),
  );
}
