import type { Calendar } from './calendar';
import { DAY_MS } from './day';
import { hoursOn, type Plan, planOf } from './plan';
import { instantAtWall, steadyOffsetMs, type Zone, zoneNamed } from './zone';

export const BLOCK_MS = 32 * DAY_MS;
/** Clocks are less than a day from UTC, but a zone has moved over the date line: two days each side hold all of a block's hours. */
const MARGIN_DAYS = 2;

/** The working time of 32 days: instants at which work begins and ends, in order and apart, within the block. */
export interface Block {
  from: readonly number[];
  until: readonly number[];
  workedMs: number;
}
interface Blocks {
  plan: Plan;
  zone: Zone;
  made: Map<number, Block>;
}

/** A calendar is never changed, only followed by another, so what was worked out of one holds for ever. */
const blocksOf = new WeakMap<Calendar, Blocks>();

/** The block with this number; block 0 begins with 1970. */
export function blockAt(calendar: Calendar, index: number): Block {
  let blocks = blocksOf.get(calendar);
  if (!blocks) {
    blocks = { plan: planOf(calendar), zone: zoneNamed(calendar.zone), made: new Map() };
    blocksOf.set(calendar, blocks);
  }
  let block = blocks.made.get(index);
  if (!block) {
    block = makeBlock(blocks, index * BLOCK_MS);
    blocks.made.set(index, block);
  }
  return block;
}

function makeBlock(blocks: Blocks, startMs: number): Block {
  const endMs = startMs + BLOCK_MS;
  const from: number[] = [];
  const until: number[] = [];
  let workedMs = 0;
  let lastMs = startMs;
  for (const { begins, ends } of stretches(blocks, startMs, endMs)) {
    const first = Math.max(begins, lastMs);
    const last = Math.min(ends, endMs);
    if (first >= last) continue;
    if (first === lastMs && until.length > 0) until[until.length - 1] = last;
    else {
      from.push(first);
      until.push(last);
    }
    workedMs += last - first;
    lastMs = last;
  }
  return { from, until, workedMs };
}

interface Stretch {
  begins: number;
  ends: number;
}
/** Every stretch that may touch the block, as instants, by their beginning. Where the clocks skip it may end before it begins. */
function stretches({ plan, zone }: Blocks, startMs: number, endMs: number): Stretch[] {
  const firstDay = startMs / DAY_MS - MARGIN_DAYS;
  const lastDay = endMs / DAY_MS + MARGIN_DAYS;
  const offset = steadyOffsetMs(zone, (firstDay - MARGIN_DAYS) * DAY_MS, (lastDay + MARGIN_DAYS) * DAY_MS);
  const instantAt = (wallMs: number): number => (offset === null ? instantAtWall(zone, wallMs) : wallMs - offset);
  const found: Stretch[] = [];
  let inOrder = true;
  for (let day = firstDay; day <= lastDay; day += 1)
    for (const [from, until] of hoursOn(plan, day)) {
      const begins = instantAt(day * DAY_MS + from);
      inOrder &&= begins >= (found.at(-1)?.begins ?? begins);
      found.push({ begins, ends: instantAt(day * DAY_MS + until) });
    }
  return inOrder ? found : found.sort((a, b) => a.begins - b.begins);
}
