import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import pino from 'pino';
import { BulkThread } from '../../server/bulk/thread';
import type { TestDatabase } from './database';

const HOOK = join(__dirname, 'typescript-threads.cjs');
const ENTRY = join(__dirname, '../../cli/bulk-thread-main.ts');

/** The thread of large posts, run from the sources; `threads` gathers those that were started. */
export const bulkThread = (db: TestDatabase, threads: Worker[] = []): BulkThread =>
  new BulkThread(
    () => {
      const thread = new Worker(`require(${JSON.stringify(HOOK)}); require(${JSON.stringify(ENTRY)})`, {
        eval: true,
        workerData: { databaseUrl: db.url },
      });
      threads.push(thread);
      return thread;
    },
    pino({ level: 'silent' }),
  );
