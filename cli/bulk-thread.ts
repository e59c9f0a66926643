import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Far more than a batch in each lane needs. What asks for more dies alone. */
const LIMITS = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 48 };

export const startBulkThread = (databaseUrl: string): Worker =>
  new Worker(join(__dirname, 'bulk-thread-main.js'), { workerData: { databaseUrl }, resourceLimits: LIMITS });
