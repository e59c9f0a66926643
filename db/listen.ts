import type pg from 'pg';
import type { Pool } from './query';

/**
 * Wakes whoever waits when the sequencer has placed events. One LISTEN connection a process, held while somebody waits. It
 * is a wake-up, not a promise: who waits looks first, and looks again in the end.
 */
export class EventListener {
  readonly #pool: Pool;
  readonly #waiting = new Set<() => void>();
  #session: pg.PoolClient | null = null;
  #opening: Promise<void> | null = null;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Arms a wake-up: call before looking, so that nothing placed between looking and waiting is missed. */
  async arm(): Promise<{ woken: Promise<void>; disarm: () => void }> {
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#waiting.add(wake);
    const disarm = (): void => {
      this.#waiting.delete(wake);
      wake();
      if (this.#waiting.size === 0) this.#close();
    };
    try {
      await (this.#opening ??= this.#open());
    } catch (error) {
      disarm();
      throw error;
    }
    return { woken, disarm };
  }

  async #open(): Promise<void> {
    try {
      const session = await this.#pool.connect();
      session.once('error', () => this.#lose(session));
      session.on('notification', this.#wakeAll);
      await session.query('listen vigie_event');
      this.#session = session;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  #wakeAll = (): void => {
    for (const wake of this.#waiting) wake();
  };

  /** With the connection gone everybody looks for themselves, and the next to wait opens another. */
  #lose(session: pg.PoolClient): void {
    this.#session = null;
    this.#opening = null;
    session.removeAllListeners('notification');
    session.release(true);
    this.#wakeAll();
  }

  #close(): void {
    const session = this.#session;
    this.#session = null;
    this.#opening = null;
    session?.removeAllListeners('notification');
    session?.release(true);
  }
}
