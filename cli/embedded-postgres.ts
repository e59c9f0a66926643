import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Child, type Launcher, lastLines, STOP_MS_MAX, startChild } from './child';
import { freePort } from './free-port';
import { keptIn, makeDataDir } from './kept';
import { chooseLauncher, createCluster, OWNER, postgresBinaries, serverUser } from './postgres-cluster';
import { endProcess } from './process-id';

export interface EmbeddedPostgres {
  /** The owner's connection to the database `vigie`. */
  url: string;
  exited: Promise<string>;
  stop(): Promise<void>;
}

const FAST_SHUTDOWN = 'SIGINT';

interface Wishes {
  settings?: string[];
  /** Any free one when it is not given. */
  port?: number | undefined;
}
/** Starts Postgres over `<dir>/postgres`, made on first use; ready when it returns. */
export async function startPostgres(dir: string, { settings = [], port }: Wishes = {}): Promise<EmbeddedPostgres> {
  makeDataDir(dir);
  const data = join(dir, 'postgres');
  const binaries = postgresBinaries();
  const password = keptIn(join(dir, 'postgres.password'), () => randomBytes(24).toString('hex'));
  const user = serverUser();
  const launcher = chooseLauncher(user, dir, join(binaries, 'postgres'));
  if (!existsSync(join(data, 'PG_VERSION'))) createCluster({ data, binaries, password, user, launcher });
  const { child, url } = await startServer({ dir, data, binaries, launcher, settings, password, port });
  await createDatabase(`${url}/postgres`);
  return { url: `${url}/${OWNER}`, exited: child.exited, stop: () => child.stop(FAST_SHUTDOWN) };
}

interface ServerPlan {
  dir: string;
  data: string;
  binaries: string;
  launcher: Launcher;
  settings: string[];
  password: string;
  port: number | undefined;
}
const TRIES_MAX = 8;
const TRY_AGAIN_MS = 250;
/** Tried again while the last server's processes still let go of its memory, or when another program took the port first. */
async function startServer(plan: ServerPlan): Promise<{ child: Child; url: string }> {
  for (let tries = 1; ; tries += 1) {
    const port = plan.port ?? (await freePort());
    const url = `postgres://${OWNER}:${plan.password}@127.0.0.1:${port}`;
    const child = await spawnServer(plan, port);
    if (await becomesReady(`${url}/postgres`, child)) return { child, url };
    await child.stop(FAST_SHUTDOWN);
    if (tries === TRIES_MAX)
      throw new Error(`Postgres does not start (${await child.exited}): ${lastLines(join(plan.dir, 'postgres.log'))}`);
    await sleep(TRY_AGAIN_MS * tries);
  }
}

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'io_method=sync',
  'timezone=UTC',
  'log_timezone=UTC',
];
async function spawnServer({ dir, data, binaries, launcher, ...plan }: ServerPlan, port: number): Promise<Child> {
  const settings = [...SETTINGS, `port=${port}`, ...plan.settings];
  const pidFile = join(dir, 'postgres.pid');
  await endProcess(pidFile, FAST_SHUTDOWN, STOP_MS_MAX);
  // Its process is gone, whoever has the number now. Left-over back ends are found by the shared memory they hold.
  rmSync(join(data, 'postmaster.pid'), { force: true });
  return startChild({
    launcher,
    file: join(binaries, 'postgres'),
    args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    pidFile,
    logFile: join(dir, 'postgres.log'),
  });
}

const READY_MS_MAX = 60_000;
const POLL_MS = 30;
async function becomesReady(url: string, child: Child): Promise<boolean> {
  for (let waited = 0; waited < READY_MS_MAX && child.running(); waited += POLL_MS) {
    if (await answers(url)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [OWNER]);
    if (found.rowCount === 0) await client.query(`create database ${OWNER}`);
  } finally {
    await client.end();
  }
}
