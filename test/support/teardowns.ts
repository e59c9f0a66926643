type Teardown = () => Promise<unknown>;
const KEY = Symbol.for('vigie.test.teardowns');
// Safe: only this file writes the key. jest loads set-up and teardown apart, so a module's own variable would not do.
const store = globalThis as unknown as Record<symbol, Teardown[] | undefined>;

/** Done once all tests have ended, the last first. */
export const atTheEnd = (teardown: Teardown): void => {
  store[KEY] = [teardown, ...(store[KEY] ?? [])];
};
export async function tearDown(): Promise<void> {
  for (const teardown of store[KEY] ?? []) await teardown();
}
