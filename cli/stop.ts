/** Resolves at the first Ctrl-C or SIGTERM. Later ones change nothing: the end has its own time limit. */
export const stopAsked = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });

const STOP_MS_MAX = 25_000;
/** Stops the parts one after the other, the last started first; one that fails does not keep the others. */
export async function stopAll(stops: readonly (() => unknown)[]): Promise<void> {
  const overdue = setTimeout(() => process.exit(1), STOP_MS_MAX);
  overdue.unref();
  for (const stop of [...stops].reverse())
    try {
      await stop();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  clearTimeout(overdue);
}
