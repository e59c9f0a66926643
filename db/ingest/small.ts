import { z } from 'zod';
import type { Actor } from '../../domain/words';
import { type Db, type Pool, rows } from '../query';
import type { NewBatch } from '../runs';
import { Committer, type Share } from './commit';

/** What was stored of a small post; the numbers of its cases, the first opened first. */
export interface Stored extends Pick<NewBatch, 'counts'> {
  cases: string[];
}

const ITEMS_MAX = 1000;
/** Transactions of one poster's small posts at once: what waits for a case held by a long batch stops only half of them. */
const AT_ONCE = 2;

interface Waiting {
  share: Share;
  done: (stored: Stored | null) => void;
  failed: (error: unknown) => void;
}

class Poster {
  readonly #pool: Pool;
  readonly #clock: () => Date;
  readonly #actor: Actor;
  #waiting: Waiting[] = [];
  #running = 0;
  constructor(pool: Pool, clock: () => Date, actor: Actor) {
    this.#pool = pool;
    this.#clock = clock;
    this.#actor = actor;
  }

  commit(share: Share): Promise<Stored | null> {
    return new Promise((done, failed) => {
      this.#waiting.push({ share, done, failed });
      if (this.#running < AT_ONCE) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running += 1;
    // What arrives in the same turn of the event loop shares already.
    await new Promise(setImmediate);
    for (let group = this.#next(); group.length > 0; group = this.#next()) await this.#commit(group);
    this.#running -= 1;
  }

  /** As many as fit, each of another run: of twins the second comes later and finds the first. */
  #next(): Waiting[] {
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    const runs = new Set<string>();
    let items = 0;
    for (const one of this.#waiting) {
      const { runId, items: more } = one.share;
      const fits = group.length === 0 || items + more.length <= ITEMS_MAX;
      if (!fits || runs.has(runId)) {
        left.push(one);
        continue;
      }
      runs.add(runId);
      items += more.length;
      group.push(one);
    }
    this.#waiting = left;
    return group;
  }

  /** When those who share cannot be stored together, each has its own try and its own failure. */
  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const stored = await this.#store(group.map(({ share }) => share));
      for (const { share, done } of group) done(stored.get(share.runId) ?? null);
    } catch (error) {
      const [only] = group;
      if (group.length === 1) only?.failed(error);
      else for (const one of group) await this.#commit([one]);
    }
  }

  #store(shares: readonly Share[]): Promise<Map<string, Stored>> {
    const committer = new Committer(this.#pool, this.#clock, this.#actor);
    return committer.commit(shares, async (tx, batches) => {
      const numbers = await numbersOf(tx, [...new Set(batches.flatMap(({ cases }) => cases))]);
      return new Map(
        batches.map(({ runId, counts, cases }) => [
          runId,
          { counts, cases: [...cases].sort((a, b) => a - b).flatMap((id) => numbers.get(id) ?? []) },
        ]),
      );
    });
  }
}

async function numbersOf(tx: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const found = await rows(
    tx,
    z.object({ id: z.number(), number: z.string() }),
    'select id, number from anomaly_case where id = any($1::bigint[])',
    [ids],
  );
  return new Map(found.map(({ id, number }) => [id, number]));
}

const POSTERS_MAX = 1000;

/**
 * Small posts of one poster that come while others of his are being committed share the next transaction: its round trips and
 * its flush to disk are paid once for all of them.
 */
export class SmallPosts {
  readonly #pool: Pool;
  readonly #clock: () => Date;
  readonly #posters = new Map<string, Poster>();
  constructor(pool: Pool, clock: () => Date) {
    this.#pool = pool;
    this.#clock = clock;
  }

  /** Null when the run that this post begins stands already. */
  commit(actor: Actor, share: Share): Promise<Stored | null> {
    const key = JSON.stringify(actor);
    const poster = this.#posters.get(key) ?? new Poster(this.#pool, this.#clock, actor);
    if (this.#posters.size >= POSTERS_MAX) this.#posters.clear();
    this.#posters.set(key, poster);
    return poster.commit(share);
  }
}
