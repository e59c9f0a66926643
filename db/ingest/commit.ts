import type { Actor } from '../../domain/words';
import { type Db, inTransaction, PATIENT_MS, type Pool } from '../query';
import { type Beginning, insertBatches, insertRuns, type NewBatch } from '../runs';
import { ensureSources } from '../sources';
import { hashOf, type Item, type Ready, ready } from './batch';
import { Decider } from './decide';
import { retire } from './house';
import { recount } from './load';
import { Moved, Recount, Retire } from './moved';
import { Registers } from './resolve';
import { noTally, storeItems, type Tally } from './store';

const MOVES_MAX = 50;

/** A batch of one post, and the run it begins, if it does. */
export interface Share {
  runId: string;
  number: number;
  items: readonly Item[];
  begins: Beginning | null;
}

/** Commits batches, each whole with its row of the account. What it has learnt of the registers stands as long as it lives. */
export class Committer {
  readonly #pool: Pool;
  readonly #clock: () => Date;
  readonly #actor: Actor;
  readonly #registers = new Registers();
  readonly #decider: Decider;
  /** Whether all of the last batch was new: then so may be the next, and to look none up saves much; `wrong`: it was not. */
  #news: 'unknown' | 'expected' | 'wrong' = 'unknown';
  constructor(pool: Pool, clock: () => Date, actor: Actor) {
    this.#pool = pool;
    this.#clock = clock;
    this.#actor = actor;
    this.#decider = new Decider(clock());
  }

  /**
   * Commits these together; no two begin the same run. What was stored of each, by run: a share whose run stood already is
   * left out. `within` may read more in the same transaction.
   */
  async commit<T>(shares: readonly Share[], within: (tx: Db, stored: NewBatch[]) => Promise<T>): Promise<T> {
    const prepared = await this.#prepare(shares);
    const hashes = new Map(shares.map(({ runId, items }) => [runId, hashOf(items)]));
    for (let moves = 0; ; moves += 1) {
      const at = this.#clock();
      try {
        return await inTransaction(
          this.#pool,
          async (tx) => {
            const taken = await begun(tx, shares, at);
            const [first] = taken;
            const ids = new Set(taken.map(({ runId }) => runId));
            const items = ids.size === shares.length ? prepared : prepared.filter(({ runId }) => ids.has(runId));
            const told = first && { runId: first.runId, actor: this.#actor, at };
            const tallies = told
              ? await storeItems(tx, items, told, this.#news === 'expected')
              : new Map<string, Tally>();
            const stored = taken.map((share) =>
              accountFor(share, hashes.get(share.runId), tallies.get(share.runId) ?? noTally()),
            );
            await insertBatches(tx, stored);
            if (this.#news === 'unknown' && stored.every(isNew)) this.#news = 'expected';
            return within(tx, stored);
          },
          PATIENT_MS,
        );
      } catch (error) {
        if (error instanceof Retire) await inTransaction(this.#pool, (tx) => retire(tx, error.ids));
        else if (error instanceof Recount) await recount(this.#pool, error.pairs, at);
        else if (!(error instanceof Moved) || moves >= MOVES_MAX) throw error;
        if (this.#news === 'expected') this.#news = 'wrong';
      }
    }
  }

  async #prepare(shares: readonly Share[]): Promise<Ready[]> {
    const valid = shares.flatMap(({ runId, items }) =>
      items.flatMap((item) => ('error' in item ? [] : [{ runId, item }])),
    );
    const posted = valid.map(({ item }) => item);
    const sources = new Set(posted.map(({ anomaly }) => anomaly.source));
    await ensureSources(this.#pool, sources, this.#actor, this.#clock());
    await this.#registers.learn(this.#pool, posted);
    await this.#decider.learn(this.#pool);
    return valid.map(({ runId, item }) => {
      const { anomaly, series } = this.#registers.complete(item);
      return ready(item, anomaly, this.#decider.decide(anomaly, series), runId);
    });
  }
}

/** The shares whose run is theirs to write to. */
async function begun(tx: Db, shares: readonly Share[], at: Date): Promise<Share[]> {
  const beginning = shares.flatMap(({ begins }) => begins ?? []);
  const inserted = await insertRuns(tx, beginning, at);
  return shares.filter(({ begins, runId }) => begins === null || inserted.has(runId));
}

const isNew = ({ counts }: NewBatch): boolean => counts.created === counts.received - counts.rejected;

function accountFor({ runId, number, items }: Share, hash: Buffer | undefined, tally: Tally): NewBatch {
  const { cases, ...counts } = tally;
  const errors = items.flatMap((item) => ('error' in item ? [item.error] : []));
  return {
    runId,
    number,
    hash: hash ?? hashOf(items),
    counts: { received: items.length, ...counts, rejected: errors.length },
    cases: [...cases],
    errors,
  };
}
