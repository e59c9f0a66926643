import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, givingWay, lastLines, ourselves, STOP_MS_MAX, startChild } from './child';
import { freePort } from './free-port';
import { makeDataDir } from './kept';
import { endProcess } from './process-id';

export interface EmbeddedTemporal {
  /** `host:port` of the service. */
  address: string;
  exited: Promise<string>;
  stop(): Promise<void>;
}

const TRIES_MAX = 5;
/** Starts the dev server over `<dir>/temporal.db`, on a free port unless one is wanted; it serves when this returns. */
export async function startTemporal(
  program: string,
  dir: string,
  namespace: string,
  wanted?: number,
): Promise<EmbeddedTemporal> {
  makeDataDir(dir);
  for (let tries = 1; ; tries += 1) {
    const [port, httpPort] = [wanted ?? (await freePort()), await freePort()];
    const child = await spawnServer({ program, dir, namespace, port, httpPort });
    if (await serves(child, `http://127.0.0.1:${httpPort}/api/v1/namespaces/${namespace}`))
      return { address: `127.0.0.1:${port}`, exited: child.exited, stop: () => child.stop('SIGTERM') };
    await child.stop('SIGTERM');
    if (tries === TRIES_MAX)
      throw new Error(`Temporal does not start (${await child.exited}): ${lastLines(join(dir, 'temporal.log'))}`);
  }
}

interface ServerPlan {
  program: string;
  dir: string;
  namespace: string;
  port: number;
  httpPort: number;
}
const STATIC_ARGS =
  'server start-dev --headless --log-level error --ip 127.0.0.1 --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=normal'.split(
    ' ',
  );
async function spawnServer({ program, dir, namespace, port, httpPort }: ServerPlan): Promise<Child> {
  const pidFile = join(dir, 'temporal.pid');
  await endProcess(pidFile, 'SIGTERM', STOP_MS_MAX);
  return startChild({
    launcher: givingWay(ourselves('TERM')),
    file: program,
    args: [
      ...STATIC_ARGS,
      ...Object.entries({ port, 'http-port': httpPort, namespace, 'db-filename': join(dir, 'temporal.db') }).flatMap(
        ([name, value]) => [`--${name}`, String(value)],
      ),
    ],
    pidFile,
    logFile: join(dir, 'temporal.log'),
    env: { TEMPORAL_ENV: '', TEMPORAL_ADDRESS: '' },
  });
}

const READY_MS_MAX = 60_000;
const POLL_MS = 50;
async function serves(child: Child, url: string): Promise<boolean> {
  for (let waited = 0; waited < READY_MS_MAX && child.running(); waited += POLL_MS) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return true;
    await sleep(POLL_MS);
  }
  return false;
}
