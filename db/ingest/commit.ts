import type { Actor } from '../../domain/words';
import { type Db, inTransaction, type Pool } from '../query';
import type { NewBatch } from '../runs';
import { insertBatch } from '../runs';
import { ensureSources } from '../sources';
import { hashOf, type Item, type Ready, ready } from './batch';
import { Decider } from './decide';
import { retire } from './house';
import { Moved, Retire } from './moved';
import { Registers } from './resolve';
import { storeItems } from './store';

const MOVES_MAX = 50;

/** Commits the batches of one post, each whole with its row of the account. */
export class Committer {
  readonly #pool: Pool;
  readonly #clock: () => Date;
  readonly #actor: Actor;
  readonly #runId: string;
  readonly #registers = new Registers();
  readonly #decider: Decider;
  constructor(pool: Pool, clock: () => Date, actor: Actor, runId: string) {
    this.#pool = pool;
    this.#clock = clock;
    this.#actor = actor;
    this.#runId = runId;
    this.#decider = new Decider(clock());
  }

  /** `first` runs before anything else in the batch's transaction; when it gives false nothing is written, and false is given. */
  async commit(
    number: number,
    items: readonly Item[],
    first?: (tx: Db, at: Date) => Promise<boolean>,
  ): Promise<boolean> {
    const prepared = await this.#prepare(items);
    const hash = hashOf(items);
    for (let moves = 0; ; moves += 1) {
      const at = this.#clock();
      try {
        return await inTransaction(this.#pool, async (tx) => {
          if (first && !(await first(tx, at))) return false;
          const tally = await storeItems(tx, prepared, { runId: this.#runId, actor: this.#actor, at });
          await insertBatch(tx, this.#runId, accountFor(number, hash, items, tally));
          return true;
        });
      } catch (error) {
        if (error instanceof Retire) await inTransaction(this.#pool, (tx) => retire(tx, error.ids));
        else if (!(error instanceof Moved) || moves >= MOVES_MAX) throw error;
      }
    }
  }

  async #prepare(items: readonly Item[]): Promise<Ready[]> {
    const valid = items.flatMap((item) => ('error' in item ? [] : [item]));
    const sources = new Set(valid.map(({ anomaly }) => anomaly.source));
    await ensureSources(this.#pool, sources, this.#actor, this.#clock());
    await this.#registers.learn(
      this.#pool,
      valid.map(({ anomaly }) => anomaly),
    );
    const completed = valid.map(({ anomaly }) => this.#registers.complete(anomaly));
    await this.#decider.learn(this.#pool, completed);
    return valid.map(({ anomaly, doc }, n) => {
      const whole = completed[n] ?? anomaly;
      return ready(anomaly, doc, whole, this.#decider.decide(whole), this.#runId);
    });
  }
}

function accountFor(
  number: number,
  hash: Buffer,
  items: readonly Item[],
  { created, updated, duplicate, suppressed, cases }: Awaited<ReturnType<typeof storeItems>>,
): NewBatch {
  const errors = items.flatMap((item) => ('error' in item ? [item.error] : []));
  return {
    number,
    hash,
    counts: { received: items.length, created, updated, duplicate, folded: 0, suppressed, rejected: errors.length },
    cases: [...cases],
    errors,
  };
}
