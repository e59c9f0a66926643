import type pg from 'pg';
import { z } from 'zod';
import { firstRow, type Pool, run } from './query';

const SPACE = 7_310_002;

/**
 * One poster a run, whichever process it speaks to. Advisory locks of one session for the whole process: a slow ship holds no
 * connection of its own, and whoever dies lets go at once. A convenience only: two batches of one number cannot both commit.
 */
export class RunLocks {
  readonly #held = new Set<string>();
  readonly #pool: Pool;
  #session: Promise<pg.PoolClient> | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  /** To the pool, as it came: whoever gets it next must not find our listener on it. */
  #giveBack = (): void => undefined;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** False when somebody is posting this run already. */
  async take(runId: string): Promise<boolean> {
    if (this.#held.has(runId)) return false;
    this.#held.add(runId);
    const got = await this.#alone(async (session) => {
      const row = await firstRow(
        session,
        z.object({ got: z.boolean() }),
        'select pg_try_advisory_lock($1, hashtext($2)) as got',
        [SPACE, runId],
      );
      return row?.got ?? false;
    }).catch((error: unknown) => {
      this.#held.delete(runId);
      throw error;
    });
    if (!got) this.#held.delete(runId);
    return got;
  }

  async release(runId: string): Promise<void> {
    this.#held.delete(runId);
    await this.#alone((session) => run(session, 'select pg_advisory_unlock($1, hashtext($2))', [SPACE, runId]));
    await this.#alone(async () => {
      if (this.#held.size > 0) return;
      this.#session = null;
      this.#giveBack();
    });
  }

  /** One statement at a time on the one session. */
  #alone<T>(work: (session: pg.PoolClient) => Promise<T>): Promise<T> {
    const done = this.#turn.then(async () => work(await (this.#session ??= this.#open())));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #open(): Promise<pg.PoolClient> {
    try {
      const session = await this.#pool.connect();
      const lose = (): void => {
        this.#session = null;
        session.release(true);
      };
      session.once('error', lose);
      this.#giveBack = () => {
        session.off('error', lose);
        session.release();
      };
      return session;
    } catch (error) {
      this.#session = null;
      throw error;
    }
  }
}
