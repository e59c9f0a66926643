const AT_ONCE = 4;
const WAITING_MAX = 20;

/** Runs the work when fewer than four hashes run; undefined at once when twenty wait already. */
export type HashQueue = <T>(work: () => Promise<T>) => Promise<T | undefined>;

/** A hash costs 19 MiB and 40 ms on purpose: a crowd at the door must not take the whole house. */
export function hashQueue(): HashQueue {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING_MAX) return undefined;
      await new Promise<void>((turn) => waiting.push(turn)); // whoever leaves hands its place on
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
