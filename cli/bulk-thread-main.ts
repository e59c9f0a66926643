import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { postDeps } from '../db/ingest/post';
import { openPool } from '../db/query';
import { serveBulk } from '../server/bulk/serve';

/** A post has a connection a lane, its lock and what it asks beside; several come at once. */
const POOL_MAX = 10;
const { databaseUrl } = z.object({ databaseUrl: z.string() }).parse(workerData);
if (!parentPort) throw new Error('this is the entry of a thread');
serveBulk(
  parentPort,
  postDeps(openPool(databaseUrl, POOL_MAX), () => new Date()),
);
