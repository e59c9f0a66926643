import type { Logger } from 'pino';

export interface Loop {
  /** There may be something to do: the next pass comes at once. */
  wake: () => void;
  /** Resolves when the pass under way is over; none follows. */
  stop: () => Promise<void>;
}

/** Wake-ups within this time of each other share a pass. */
const GATHER_MS = 10;
const FIRST_PAUSE_MS = 250;
const PAUSE_MAX_MS = 5_000;

/**
 * Repeats `pass`: when woken, and at the latest after the rest it asks for, in milliseconds (0: there is more to do). Wake-ups only
 * make it quicker: nothing is lost without them. A pass that throws is repeated after a growing pause that no wake-up cuts short.
 */
export function startLoop(name: string, log: Logger, pass: () => Promise<number>): Loop {
  let stopping = false;
  let woken = false;
  let failures = 0;
  let endRest: () => void = () => undefined;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function once(): Promise<number> {
    try {
      const restMs = await pass();
      if (failures > 0) log.info({ loop: name, failures }, 'works again');
      failures = 0;
      return restMs;
    } catch (error) {
      if (failures === 0) log.warn({ loop: name, err: error }, 'fails and is repeated');
      failures += 1;
      return Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
    }
  }

  async function run(): Promise<void> {
    while (!stopping) {
      woken = false;
      const restMs = await once();
      if (stopping || restMs === 0) continue;
      if (!woken || failures > 0) await rest(restMs);
      if (woken && !stopping) await rest(GATHER_MS);
    }
  }

  const running = run();
  return {
    wake: () => {
      woken = true;
      if (failures === 0) endRest();
    },
    stop: () => {
      stopping = true;
      endRest();
      return running;
    },
  };
}
