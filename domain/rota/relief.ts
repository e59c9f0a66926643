/** Whether level 2 is asked to relieve level 1, or the requests simply go to it, when level 1 has more than it can do. */
export const RELIEFS = ['off', 'propose', 'act'] as const;

/** What a line has to do before the desk closes today, and what it can: in working minutes. */
export interface Load {
  /** Requests whose promise runs out today or has run out, times what one takes. */
  atRisk: number;
  /** Those who are there, times what is left of the day. */
  capacity: number;
}
/** Level 1 has too much when more is at risk than it can do; it has enough again below this share, so that nothing flaps. */
const ENOUGH_SHARE = 0.7;
/** So much of what level 2 can do may be filled by what it takes over, and so much stays with level 1. */
const FILLED_SHARE = 0.85;

/** Whether level 1 is being relieved after this look. While nobody works nothing changes. */
export function isRelieved(before: boolean, { atRisk, capacity }: Load): boolean {
  if (capacity <= 0) return before;
  return before ? atRisk > capacity * ENOUGH_SHARE : atRisk > capacity;
}

/** How many requests go to level 2: until level 1 can do the rest, and no more than level 2 can do beside its own. */
export function toHandOver(level1: Load, level2: Load, minutesEach: number): number {
  const over = level1.atRisk - level1.capacity * FILLED_SHARE;
  const free = level2.capacity * FILLED_SHARE - level2.atRisk;
  return Math.max(0, Math.min(Math.ceil(over / minutesEach), Math.floor(free / minutesEach)));
}
