/** Writes one thing; resolves once it stands. */
export type Save<T, R> = (one: T) => Promise<R>;

/** Gathers what comes while a write is under way and writes it together: many a commit instead of one. */
export function gathering<T, R>(write: (all: readonly T[]) => Promise<R>): Save<T, R> {
  let waiting: { one: T; done: (result: R) => void; fail: (error: unknown) => void }[] = [];
  let isWriting = false;

  async function drain(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const result = await write(batch.map(({ one }) => one));
        for (const { done } of batch) done(result);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    isWriting = false;
  }
  return (one) =>
    new Promise((done, fail) => {
      waiting.push({ one, done, fail });
      if (!isWriting) void drain();
    });
}
