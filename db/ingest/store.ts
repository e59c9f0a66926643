import { failsVerification, verdictOn } from '../../domain/rules/reopen';
import type { Choice } from '../../domain/rules/window';
import type { Actor } from '../../domain/words';
import type { Db } from '../query';
import { countAgain, insertNew, update } from './anomalies';
import { type Ready, rounds } from './batch';
import { Growth, growCases } from './growth';
import { type Kind, kindOf } from './kind';
import { arrivalOf } from './candidates';
import { Moved } from './moved';
import { type Placed, placeItems } from './place';
import { markRecovered, tellRecovered } from './recover';
import { type Reopening, tellReopened } from './reopen';
import { foldAll } from './storm';
import { adopt, suppress } from './suppress';

export interface Told {
  runId: string;
  actor: Actor;
  at: Date;
}
export interface Tally {
  created: number;
  updated: number;
  duplicate: number;
  folded: number;
  suppressed: number;
  /** Cases in which this batch found something failing. */
  cases: Set<number>;
}

/**
 * Stores items into their cases, set by set, in the caller's transaction; what came of them, by run. Throws `Moved` or `Retire` when that
 * transaction must be tried again. `expectsNew`: none of them, all raised, is thought to be known; then none is looked up, and `Moved` says
 * that one is.
 */
export async function storeItems(
  tx: Db,
  items: readonly Ready[],
  told: Told,
  expectsNew = false,
): Promise<Map<string, Tally>> {
  const placed = await placeItems(
    tx,
    items,
    told.at,
    expectsNew && items.every(({ anomaly }) => anomaly.action === 'raise'),
  );
  const batch = new Batch(tx, placed, told);
  const all = rounds(items);
  for (const [n, round] of all.entries()) await batch.store(round, n + 1 < all.length);
  await growCases(tx, batch.growth, placed.opened, told.actor, told.at);
  await tellRecovered(tx, batch.recovered, told.actor, told.at);
  await tellReopened(tx, batch.reopened, told);
  await batch.fold();
  await placed.load.save(tx);
  return batch.tallies;
}

export const noTally = (): Tally => ({
  created: 0,
  updated: 0,
  duplicate: 0,
  folded: 0,
  suppressed: 0,
  cases: new Set(),
});

class Batch {
  readonly tallies = new Map<string, Tally>();
  readonly growth = new Map<number, Growth>();
  readonly recovered = new Set<number>();
  /** Closed cases that are open again, and why. */
  readonly reopened = new Map<number, Reopening>();
  readonly #folded: Ready[] = [];
  readonly #tx: Db;
  readonly #placed: Placed;
  readonly #told: Told;
  constructor(tx: Db, placed: Placed, told: Told) {
    this.#tx = tx;
    this.#placed = placed;
    this.#told = told;
  }

  /** Items whose fingerprints differ. What this round writes, the next one knows, if one follows. */
  async store(items: readonly Ready[], isFollowed: boolean): Promise<void> {
    const kinds: Record<Kind, Ready[]> = {
      added: [],
      adopted: [],
      changed: [],
      same: [],
      recovered: [],
      unheard: [],
      hushed: [],
      folded: [],
    };
    for (const item of items) kinds[this.#kindOf(item)].push(item);
    const { added, adopted, same, recovered, unheard, hushed, folded } = kinds;
    this.#folded.push(...folded);
    this.#placed.load.added(added);
    const changed = [...adopted, ...kinds.changed];
    const { at } = this.#told;
    await this.#insert(added);
    await this.#hush(hushed);
    await this.#adopt(adopted);
    if (changed.length > 0) await update(this.#tx, changed, at);
    if (same.length > 0) await countAgain(this.#tx, same, at);
    if (recovered.length > 0) await markRecovered(this.#tx, recovered, at);
    for (const item of [...added, ...changed]) this.#grow(item);
    for (const id of recovered.map((item) => this.#caseOf(item))) if (id !== null) this.recovered.add(id);
    if (isFollowed) {
      for (const item of [...added, ...changed, ...hushed]) this.#learn(item, false);
      for (const item of recovered) this.#learn(item, true);
    }
    this.#count('created', added, true);
    this.#count('updated', changed, true);
    this.#count('updated', recovered, false);
    this.#count('duplicate', same, true);
    this.#count('duplicate', unheard, false);
    this.#count('suppressed', hushed, false);
  }

  /** Comes last: many posts want the case of a storm at once, and none should hold it for long. */
  async fold(): Promise<void> {
    if (this.#folded.length === 0) return;
    const cases = await foldAll(this.#tx, this.#folded, this.#told.actor, this.#told.at);
    for (const [item, id] of cases) {
      const tally = this.#tallyOf(item);
      tally.folded += 1;
      tally.cases.add(id);
    }
  }

  async #insert(items: readonly Ready[]): Promise<void> {
    if (items.length === 0) return;
    if (!(await insertNew(this.#tx, items, (item) => this.#caseOf(item), this.#told.at))) throw new Moved();
  }

  async #hush(items: readonly Ready[]): Promise<void> {
    if (items.length === 0) return;
    const isKnown = ({ fingerprint }: Ready): boolean => this.#placed.known.has(fingerprint);
    await this.#insert(items.filter((item) => !isKnown(item)));
    const reasonOf = (item: Ready): string => this.#verdictOf(item)?.why ?? item.reason ?? '';
    const reasoned = items.map((item) => ({ item, reason: reasonOf(item), isKnown: isKnown(item) }));
    await suppress(this.#tx, reasoned, this.#told.at);
  }

  async #adopt(items: readonly Ready[]): Promise<void> {
    if (items.length > 0 && !(await adopt(this.#tx, items, (item) => this.#caseOf(item)))) throw new Moved();
  }

  #count(outcome: Exclude<keyof Tally, 'cases'>, items: readonly Ready[], isFailing: boolean): void {
    for (const item of items) {
      const tally = this.#tallyOf(item);
      tally[outcome] += 1;
      const id = isFailing ? this.#caseOf(item) : null;
      if (id !== null) tally.cases.add(id);
    }
  }

  #tallyOf({ runId }: Ready): Tally {
    const tally = this.tallies.get(runId) ?? noTally();
    this.tallies.set(runId, tally);
    return tally;
  }

  #kindOf(item: Ready): Kind {
    return kindOf(item, {
      known: this.#placed.known.get(item.fingerprint) ?? null,
      hasCase: this.#caseOf(item) !== null,
      isFolded: this.#placed.load.folded.has(item.fingerprint),
      isSettled: () => this.#verdictOf(item)?.kind === 'suppress',
    });
  }

  /** What the item means for its case when that is closed. A known one stays in its case. */
  #verdictOf(item: Ready): Choice['verdict'] {
    const known = this.#placed.known.get(item.fingerprint);
    if (!known || known.caseId === null) return this.#placed.fresh.get(item.fingerprint)?.verdict ?? null;
    const closing = this.#placed.closed.get(known.caseId);
    const verdict = closing && verdictOn(closing, arrivalOf(item, true, this.#placed.began));
    return verdict?.kind === 'new_case' ? { kind: 'reopen', why: 'recurrence' } : (verdict ?? null);
  }

  /** Null for what is suppressed before it has a case. */
  #caseOf({ fingerprint, outcome }: Ready): number | null {
    const id = this.#placed.known.get(fingerprint)?.caseId;
    if (id !== undefined && id !== null) return id;
    return outcome === 'raise' ? (this.#placed.fresh.get(fingerprint)?.id ?? null) : null;
  }

  #grow(item: Ready): void {
    const id = this.#caseOf(item);
    if (id === null) throw new Error('an item is raised without a case');
    const growth = this.growth.get(id) ?? new Growth();
    const isKnown = (this.#placed.known.get(item.fingerprint)?.caseId ?? null) !== null;
    growth.take(item, !isKnown);
    this.growth.set(id, growth);
    const verdict = this.#verdictOf(item);
    const corrected = this.#placed.verifying.get(id);
    const failing = corrected && failsVerification(corrected, arrivalOf(item, isKnown, this.#placed.began));
    const why = failing ?? (verdict?.kind === 'reopen' ? verdict.why : null);
    if (why && this.reopened.get(id)?.why !== 'regression') this.reopened.set(id, { why, runId: item.runId });
  }

  #learn(item: Ready, recovered: boolean): void {
    const { fingerprint, contentHash } = item;
    const hash = recovered ? (this.#placed.known.get(fingerprint)?.hash ?? contentHash) : contentHash;
    this.#placed.known.set(fingerprint, { fingerprint, hash, caseId: this.#caseOf(item), recovered });
  }
}
