import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

interface Part {
  /** How it ended, once it has. */
  exited: Promise<string>;
  stop(): Promise<void>;
}
export interface KeptUp<P> {
  first: P;
  /** How it ended for good: it would not stay up. */
  gone: Promise<string>;
  /** From now on an end is meant: Ctrl-C reaches the part before us. */
  letGo(): void;
  stop(): Promise<void>;
}

const PAUSE_MS = 500;
const QUICK_MS = 30_000;
const TRIES_MAX = 5;

/** Starts a part again each time it ends by itself; gives up when it ends soon after each of several starts. */
export async function keepUp<P extends Part>(start: () => Promise<P>, lost: (how: string) => void): Promise<KeptUp<P>> {
  const first = await start();
  let part = first;
  let isStopping = false;
  const watch = async (): Promise<string> => {
    for (let quick = 1; ; ) {
      const startedMs = performance.now();
      const how = await part.exited;
      quick = performance.now() - startedMs > QUICK_MS ? 1 : quick + 1;
      if (isStopping || quick > TRIES_MAX) return how;
      lost(how);
      await sleep(PAUSE_MS * quick);
      if (isStopping) return how;
      part = await start();
      if (isStopping) await part.stop();
    }
  };
  const gone = watch().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  return {
    first,
    gone,
    letGo: () => {
      isStopping = true;
    },
    stop: async () => {
      isStopping = true;
      await part.stop();
      await gone;
    },
  };
}
