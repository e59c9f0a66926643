import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CorrectionTarget } from '../../domain/correction';
import type { CheckedCorrection, UnreadableCorrection } from './check';

const MS_MAX = 20_000;
const HEAP_MB_MAX = 512;
const AT_ONCE = 2;
const WAITING_MAX = 16;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Checks a file in a thread of its own, two at once, within 20 s and 512 MB; takes the bytes away from the caller. A file that
 * breaks its reader or takes too long is unreadable; undefined when too many wait already.
 */
export async function checkInThread(
  bytes: Uint8Array<ArrayBuffer>,
  targets: readonly CorrectionTarget[],
): Promise<CheckedCorrection | UnreadableCorrection | undefined> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING_MAX) return undefined;
    await new Promise<void>((turn) => waiting.push(turn)); // whoever leaves hands its place on
  } else running += 1;
  try {
    return await inThread(bytes, targets);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

const failed = (code: string): UnreadableCorrection => ({ ok: false, code, line: null, column: null });

async function inThread(
  bytes: Uint8Array<ArrayBuffer>,
  targets: readonly CorrectionTarget[],
): Promise<CheckedCorrection | UnreadableCorrection> {
  // Ours in the tree, the compiler's in the build.
  const worker = new Worker(join(__dirname, `thread${extname(__filename)}`), {
    workerData: { bytes, targets },
    transferList: [bytes.buffer],
    execArgv: [],
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
  });
  try {
    return await resultOf(worker);
  } finally {
    await worker.terminate();
  }
}

const resultOf = (worker: Worker): Promise<CheckedCorrection | UnreadableCorrection> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(failed('too_slow')), MS_MAX);
    worker.once('message', resolve);
    worker.once('error', (error: Error & { code?: string }) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(failed('too_many_rows')) : reject(error),
    );
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(failed('other'));
    });
  });
