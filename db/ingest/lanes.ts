import { hash } from 'node:crypto';
import { setImmediate as others } from 'node:timers/promises';
import type { ReadItem } from '../../domain/anomaly';
import { type Item, toItem } from './batch';
import { SeriesKept } from './series';

/** A post of no more than this is one transaction. */
const SMALL_ITEMS = 1000;
/** Batches of one post that may commit at once, a connection each. */
export const LANES = 2;
/** Larger batches touch each case less often, but what a slow line has brought should be safe soon: so they grow. */
const BATCH_ITEMS = [1000, 1000, 2000, 5000] as const;
export const BATCH_ITEMS_MAX = 10_000;
/** Characters of JSON: what a batch holds in memory is bounded however large its items are. */
const BATCH_CHARS_MAX = 4 * 1024 * 1024;

/** After so many items, a few milliseconds of work, whoever waits for an answer of Postgres or of ours has a turn. */
const ITEMS_A_TURN = 64;

export interface NumberedBatch {
  number: number;
  lane: number;
  items: Item[];
  /** It is the whole post. */
  whole: boolean;
}

/**
 * Cuts a post into numbered batches. A small post is one batch. A larger one is split into lanes by the key of the case, so
 * that two batches in flight never want the same case, and each lane's batches are numbered lane, lane + LANES, … The same
 * body is always cut alike, so a replay meets the same numbers with the same bytes.
 */
export async function* cut(items: AsyncIterable<ReadItem>): AsyncGenerator<NumberedBatch> {
  const small = new Filling(0, SMALL_ITEMS + 1);
  let isSmall = true;
  const lanes = Array.from({ length: LANES }, (_, lane) => new Lane(lane));
  const laneOf = new LaneOf();
  const kept = new SeriesKept();
  let taken = 0;
  for await (const read of items) {
    if (++taken % ITEMS_A_TURN === 0) await others();
    const item = toItem(read, kept);
    if (isSmall) {
      if (!small.add(item)) continue;
      isSmall = false;
    }
    for (const one of small.items.length > 0 ? small.empty() : [item]) {
      const full = lanes[laneOf.lane(one)]?.add(one);
      if (full) yield full;
    }
  }
  if (isSmall) yield { number: 0, lane: 0, items: small.items, whole: true };
  else for (const lane of lanes) if (!lane.isEmpty) yield lane.flush();
}

/** Items being gathered, and whether they are enough. */
class Filling {
  items: Item[] = [];
  #chars = 0;
  #itemsMax: number;
  constructor(chars: number, itemsMax: number) {
    this.#chars = chars;
    this.#itemsMax = itemsMax;
  }

  /** True when no more should be added. */
  add(item: Item): boolean {
    this.items.push(item);
    if (!('error' in item)) this.#chars += item.doc.length + (item.evidence?.length ?? 0);
    return this.items.length >= this.#itemsMax || this.#chars >= BATCH_CHARS_MAX;
  }

  empty(): Item[] {
    const { items } = this;
    this.items = [];
    return items;
  }
}

class Lane {
  readonly #lane: number;
  #batches = 0;
  #filling: Filling;
  constructor(lane: number) {
    this.#lane = lane;
    this.#filling = this.#next();
  }

  get isEmpty(): boolean {
    return this.#filling.items.length === 0;
  }

  add(item: Item): NumberedBatch | null {
    return this.#filling.add(item) ? this.flush() : null;
  }

  flush(): NumberedBatch {
    const number = this.#batches * LANES + this.#lane;
    const { items } = this.#filling;
    this.#batches += 1;
    this.#filling = this.#next();
    return { number, lane: this.#lane, items, whole: false };
  }

  #next = (): Filling => new Filling(0, BATCH_ITEMS[this.#batches] ?? BATCH_ITEMS_MAX);
}

const REMEMBERED_MAX = 50_000;
/**
 * The lane of an item: by what of its case's key was posted, so that a replay splits the same body alike whatever the
 * registers have learnt meanwhile, and what is doubled in a post stays in one lane, in order.
 */
class LaneOf {
  readonly #known = new Map<string, number>();

  lane(item: Item): number {
    if ('error' in item) return 0;
    const { series, anomaly } = item;
    if (anomaly.dedupKey !== null) return laneOf(`${anomaly.source}\0${anomaly.dedupKey}`);
    const known = this.#known.get(series);
    if (known !== undefined) return known;
    const { dataset, platform, sensor, parameter, family } = anomaly;
    const lane = laneOf(`${dataset}\0${platform ?? ''}\0${sensor ?? ''}\0${parameter ?? ''}\0${family}`);
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear();
    this.#known.set(series, lane);
    return lane;
  }
}
const laneOf = (key: string): number => Number.parseInt(hash('sha256', key, 'hex').slice(0, 6), 16) % LANES;
