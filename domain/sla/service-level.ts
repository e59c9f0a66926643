import type { ClockKind } from './clock';

/** The promises to whoever asks; those between colleagues are not published. */
export const PUBLISHED_KINDS = ['response', 'update', 'resolution'] as const satisfies readonly ClockKind[];
export type PublishedKind = (typeof PUBLISHED_KINDS)[number];

/** How the promises of a kind ended in a month (`2026-03`), for one type of request. */
export interface Attained {
  month: string;
  kind: PublishedKind;
  type: string;
  met: number;
  breached: number;
}
/** Of fewer the numbers would tell of a single request. */
const TOLD_MIN = 5;
/** What stands for the types that had too few, taken together. */
export const REST = 'rest';

export interface Published extends Omit<Attained, 'met' | 'breached'> {
  /** Null: too few to be told. */
  counts: { met: number; breached: number; percent: number } | null;
}

/**
 * What may be told of the promises kept, the newest month first. A type with too few is counted with the others of its kind and
 * month; where these too are few there are no numbers, nor a sum from which they would follow.
 */
export function published(attained: readonly Attained[]): Published[] {
  const groups = new Map<string, Attained[]>();
  for (const one of attained) {
    const type = total(one) < TOLD_MIN ? REST : one.type;
    const key = `${one.month} ${one.kind} ${type}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...one, type }]);
  }
  return [...groups.values()].map(tell).sort(inOrder);
}

function tell(group: readonly Attained[]): Published {
  const [first] = group;
  if (!first) throw new Error('a group of nothing');
  const met = sum(group, 'met');
  const breached = sum(group, 'breached');
  const all = met + breached;
  const { month, kind, type } = first;
  const counts = all < TOLD_MIN ? null : { met, breached, percent: Math.floor((100 * met) / all) };
  return { month, kind, type, counts };
}
const total = ({ met, breached }: Attained): number => met + breached;
const sum = (group: readonly Attained[], of: 'met' | 'breached'): number => group.reduce((n, one) => n + one[of], 0);

function inOrder(a: Published, b: Published): number {
  const rank = ({ type, kind }: Published): string => `${PUBLISHED_KINDS.indexOf(kind)}${type === REST ? 1 : 0}${type}`;
  return b.month.localeCompare(a.month) || rank(a).localeCompare(rank(b));
}
