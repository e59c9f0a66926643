import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { onCommit, type Pool } from '../db/query';
import type { Send } from '../mail/transport';
import { TASK_QUEUE, WEBHOOK_QUEUE } from '../workflows/messages';
import { createActivities } from './index';
import { type Loop, startLoop } from './loops/loop';
import { type Compose, startPost } from './loops/post';
import { startRelay } from './loops/relay';
import { startSequencer } from './loops/sequencer';
import { ensureSweepSchedule } from './sweep-schedule';
import { createWebhookActivities, type WebhookDeps } from './webhooks';
import { wordlessFailures } from './wordless-failures';

export interface WorkDeps {
  pool: Pool;
  clock: () => Date;
  log: Logger;
  compose: Compose;
  send: Send;
  mailHost: string;
  webhooks: Omit<WebhookDeps, 'pool' | 'clock'>;
}
export interface TemporalAddress {
  address: string;
  namespace: string;
  /** Path of the file that `bundleWorkflows` made; without it the workflows are bundled at the start. */
  workflowBundle?: string;
}
export interface Work {
  stop: () => Promise<void>;
}

const RETRY_MS = 1_000;
const CONNECT_WITHIN_MS = 5_000;
const DAY_MS = 86_400_000;

/** The `work` process: the worker of the workflows and the loops beside it. Starts with Temporal away and catches up. */
export async function startWork(deps: WorkDeps, temporal: TemporalAddress): Promise<Work> {
  const connection = Connection.lazy({
    address: temporal.address,
    connectTimeout: CONNECT_WITHIN_MS,
    interceptors: [],
  });
  const client = new Client({ connection, namespace: temporal.namespace });
  const stopLoops = startLoops(deps, client);
  const worker = superviseWorker(deps, temporal);
  const scheduler = startLoop('sweep schedule', deps.log, async () => {
    await ensureSweepSchedule(client);
    return DAY_MS;
  });
  return {
    stop: async () => {
      await Promise.all([worker.stop(), scheduler.stop(), stopLoops()]);
      await connection.close();
    },
  };
}

/** Relay, post and sequencer, woken by every commit of this process. Returns their end. */
export function startLoops(deps: Omit<WorkDeps, 'webhooks'>, client: Client): () => Promise<void> {
  const relay = startRelay({ ...deps, client });
  const loops: Loop[] = [relay, startPost(deps), startSequencer({ ...deps, onPlaced: relay.wake })];
  const forget = onCommit(deps.pool, () => loops.forEach(({ wake }) => wake()));
  return async () => {
    forget();
    await Promise.all(loops.map(({ stop }) => stop()));
  };
}

/** A worker for as long as the process lives: connected when Temporal is there, made anew should it ever fail. */
function superviseWorker(deps: WorkDeps, temporal: TemporalAddress): Work {
  const stopping = new AbortController();
  const { signal } = stopping;
  const wait = (): Promise<void> => sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  let failures = 0;
  const live = async (): Promise<void> => {
    while (!signal.aborted)
      try {
        await runWorker(deps, temporal, signal);
        return;
      } catch (err) {
        if (failures++ === 0) deps.log.warn({ err }, 'no worker yet: Temporal does not answer');
        await wait();
      }
  };
  const living = live();
  return {
    stop: () => {
      stopping.abort();
      return living;
    },
  };
}

async function runWorker(deps: WorkDeps, temporal: TemporalAddress, stop: AbortSignal): Promise<void> {
  const connection = await NativeConnection.connect({ address: temporal.address });
  try {
    const workers = [
      await createWorker(deps, connection, temporal),
      await createWebhookWorker({ ...deps, ...deps.webhooks }, connection, temporal),
    ];
    if (stop.aborted) return;
    await runTogether(workers, stop);
  } finally {
    await connection.close();
  }
}

/** Until they are asked to stop; when one fails the others end as well, and all are made anew. */
async function runTogether(workers: readonly Worker[], stop: AbortSignal): Promise<void> {
  const end = (): void => workers.forEach((worker) => worker.getState() === 'RUNNING' && worker.shutdown());
  stop.addEventListener('abort', end, { once: true });
  try {
    await Promise.all(workers.map((worker) => worker.run().finally(end)));
  } finally {
    stop.removeEventListener('abort', end);
  }
}

export const createWorker = (
  { pool, log }: Pick<WorkDeps, 'pool' | 'log'>,
  connection: NativeConnection,
  { namespace, workflowBundle }: Omit<TemporalAddress, 'address'>,
): Promise<Worker> =>
  Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    activities: createActivities({ pool }),
    interceptors: { activity: [wordlessFailures(log)] },
    ...(workflowBundle ? { workflowBundle: { codePath: workflowBundle } } : { workflowsPath: WORKFLOWS }),
    maxCachedWorkflows: 1000,
    maxConcurrentActivityTaskExecutions: 20,
    shutdownGraceTime: '10 seconds',
  });

const RECEIVERS_AT_ONCE = 50;
/** Deliveries to receivers outside have slots of their own: one that makes us wait keeps no case waiting. */
export const createWebhookWorker = (
  deps: WebhookDeps & Pick<WorkDeps, 'log'>,
  connection: NativeConnection,
  { namespace }: Pick<TemporalAddress, 'namespace'>,
): Promise<Worker> =>
  Worker.create({
    connection,
    namespace,
    taskQueue: WEBHOOK_QUEUE,
    activities: createWebhookActivities(deps),
    interceptors: { activity: [wordlessFailures(deps.log)] },
    maxConcurrentActivityTaskExecutions: RECEIVERS_AT_ONCE,
    shutdownGraceTime: '1 second',
  });

const WORKFLOWS = require.resolve('../workflows/index');

/** Writes the workflows' code for a worker to load, so that none is bundled at a start. */
export async function bundleWorkflows(outFile: string): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger: new DefaultLogger('WARN') });
  await writeFile(outFile, code);
}

/** Once a process, before `startWork`: Temporal's messages go to our log, and signals of the process stay ours to handle. */
export const installTemporalRuntime = (log: Logger): void =>
  void Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      log[level === 'ERROR' ? 'error' : 'warn']({ temporal: meta }, message),
    ),
  });
