import type { ReadItem } from '../../domain/anomaly';
import { type Item, laneOf, toItem } from './batch';

export const BATCH_ITEMS = 1000;
/** Batches of one post that may commit at once, a connection each. */
export const LANES = 4;

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
  let first: Item[] | null = [];
  const lanes = Array.from({ length: LANES }, (_, lane) => ({ lane, next: lane, items: [] as Item[] }));
  const flush = (lane: (typeof lanes)[number]): NumberedBatch => {
    const batch = { number: lane.next, lane: lane.lane, items: lane.items, whole: false };
    lane.next += LANES;
    lane.items = [];
    return batch;
  };
  const add = (item: Item): NumberedBatch | null => {
    const lane = lanes[laneOf(item, LANES)];
    lane?.items.push(item);
    return lane?.items.length === BATCH_ITEMS ? flush(lane) : null;
  };
  for await (const read of items) {
    const item = toItem(read);
    if (first && first.length < BATCH_ITEMS) {
      first.push(item);
      continue;
    }
    const waiting: Item[] = first ? [...first, item] : [item];
    first = null;
    for (const one of waiting) {
      const full = add(one);
      if (full) yield full;
    }
  }
  if (first) yield { number: 0, lane: 0, items: first, whole: true };
  else for (const lane of lanes) if (lane.items.length > 0) yield flush(lane);
}
