import { compareVersions } from '../../domain/data-version';
import type { Actor } from '../../domain/words';
import { tell } from '../cases';
import type { Db } from '../query';
import { countAgain, insertNew, update } from './anomalies';
import { type Ready, rounds } from './batch';
import { Growth, growCases } from './growth';
import { Moved, type Placed, placeItems } from './place';
import { markRecovered, tellRecovered } from './recover';

export interface Told {
  runId: string;
  actor: Actor;
  at: Date;
}
export interface Tally {
  created: number;
  updated: number;
  duplicate: number;
  suppressed: number;
  /** Cases in which this batch found something failing. */
  cases: Set<number>;
}

/**
 * Stores the items of a batch into their cases, set by set, in the caller's transaction. Throws `Moved` or `Retire` when that
 * transaction must be tried again.
 */
export async function storeItems(tx: Db, items: readonly Ready[], told: Told): Promise<Tally> {
  const placed = await placeItems(tx, items, told.at);
  const batch = new Batch(tx, placed, told);
  for (const round of rounds(items)) await batch.store(round);
  await growCases(tx, batch.growth, placed.opened, told.actor, told.at);
  await tellRecovered(tx, batch.recovered, told.actor, told.at);
  for (const id of [...batch.regressed].sort((a, b) => a - b))
    await tell(tx, id, {
      event: { type: 'reopen' },
      side: 'pipeline',
      ...told,
      data: { regression: true, run: told.runId },
    });
  return batch.tally;
}

class Batch {
  readonly tally: Tally = { created: 0, updated: 0, duplicate: 0, suppressed: 0, cases: new Set() };
  readonly growth = new Map<number, Growth>();
  readonly recovered = new Set<number>();
  /** Closed cases whose corrected data fail again. */
  readonly regressed = new Set<number>();
  readonly #tx: Db;
  readonly #placed: Placed;
  readonly #told: Told;
  constructor(tx: Db, placed: Placed, told: Told) {
    this.#tx = tx;
    this.#placed = placed;
    this.#told = told;
  }

  /** Items whose fingerprints differ. What this round writes, the next one knows. */
  async store(items: readonly Ready[]): Promise<void> {
    const kinds: Record<Kind, Ready[]> = {
      added: [],
      changed: [],
      same: [],
      recovered: [],
      unheard: [],
      suppressed: [],
    };
    for (const item of items) kinds[this.#kindOf(item)].push(item);
    const { added, changed, same, recovered, unheard, suppressed } = kinds;
    const { runId, at } = this.#told;
    if (added.length > 0 && (await insertNew(this.#tx, added, this.#placed.fresh, runId, at)).size < added.length)
      throw new Moved();
    if (changed.length > 0) await update(this.#tx, changed, runId, at);
    if (same.length > 0) await countAgain(this.#tx, same, runId, at);
    if (recovered.length > 0) await markRecovered(this.#tx, recovered, at);
    for (const item of [...added, ...changed]) this.#grow(item);
    for (const item of [...added, ...changed, ...same]) this.tally.cases.add(this.#caseOf(item));
    for (const item of recovered) this.recovered.add(this.#caseOf(item));
    for (const item of [...added, ...changed]) this.#learn(item, false);
    for (const item of recovered) this.#learn(item, true);
    this.tally.created += added.length;
    this.tally.updated += changed.length + recovered.length;
    this.tally.duplicate += same.length + unheard.length;
    this.tally.suppressed += suppressed.length;
  }

  /** A resolve of what is not known or has recovered, and an ack, are accepted and change nothing. */
  #kindOf({ fingerprint, contentHash, outcome, anomaly: { action } }: Ready): Kind {
    const known = this.#placed.known.get(fingerprint);
    if (action === 'resolve') return known && !known.recovered ? 'recovered' : 'unheard';
    if (action === 'ack') return 'unheard';
    if (!known) return outcome === 'suppressed' ? 'suppressed' : 'added';
    return known.hash === contentHash && !known.recovered ? 'same' : 'changed';
  }

  #caseOf({ fingerprint }: Ready): number {
    const id = this.#placed.known.get(fingerprint)?.caseId ?? this.#placed.fresh.get(fingerprint);
    if (id === undefined) throw new Error('an item is stored without a case');
    return id;
  }

  #grow(item: Ready): void {
    const id = this.#caseOf(item);
    const growth = this.growth.get(id) ?? new Growth();
    growth.take(item, !this.#placed.known.has(item.fingerprint));
    this.growth.set(id, growth);
    const applied = this.#placed.applied.get(id);
    const { dataVersion } = item.anomaly;
    if (applied !== undefined && dataVersion !== null && compareVersions(dataVersion, applied) >= 0)
      this.regressed.add(id);
  }

  #learn(item: Ready, recovered: boolean): void {
    const { fingerprint, contentHash } = item;
    const hash = recovered ? (this.#placed.known.get(fingerprint)?.hash ?? contentHash) : contentHash;
    this.#placed.known.set(fingerprint, { fingerprint, hash, caseId: this.#caseOf(item), recovered });
  }
}
type Kind = 'added' | 'changed' | 'same' | 'recovered' | 'unheard' | 'suppressed';
