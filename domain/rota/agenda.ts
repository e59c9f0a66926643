import type { Agenda } from '../agenda';
import { addDays, dayIn } from '../delivery-zone';
import { dutySpan, openFrom } from './duty-day';
import type { RotaFacts } from './facts';

export const ROTA_STEPS = ['handOver', 'followAbsences', 'weigh'] as const;
export type RotaStep = (typeof ROTA_STEPS)[number];

export interface Handled {
  /** Whether there is a rota to hand over; people go away without one as well. */
  inUse: boolean;
  handedOverOn: string | null;
  /** When the absences begin whose open work was not moved yet. */
  unfollowed: readonly Date[];
  /** When the load of level 1 was last looked at; null where nobody relieves it by measure. */
  weighedAt: Date | null;
}
type Due = { step: RotaStep; dueAtMs: number };
const WEIGH_EVERY_MS = 15 * 60_000;

/**
 * The desk hands over each open day at its hour, once, moves the open work of whoever goes away at the moment when they go, and
 * while it works weighs now and then what level 1 has to do. A day that was missed with everything down is not made up for: the
 * next hand-over tells of all open work anyway.
 */
export function rotaAgenda(facts: RotaFacts, handled: Handled, at: Date): Agenda<RotaStep> {
  const { inUse, handedOverOn, unfollowed, weighedAt } = handled;
  const leaves = unfollowed.map((start): Due => ({ step: 'followAbsences', dueAtMs: start.getTime() }));
  if (!inUse) return { closed: leaves.length === 0, next: earliest(leaves) };
  const today = dayIn(facts.settings.zone, at);
  const day = openFrom(facts, handedOverOn !== null && handedOverOn >= today ? addDays(handedOverOn, 1) : today);
  const handOver: Due = { step: 'handOver', dueAtMs: dutySpan(day, facts.settings).from.getTime() };
  return { closed: false, next: earliest([...leaves, handOver, ...weighs(facts, weighedAt)]) };
}

const weighs = (facts: RotaFacts, weighedAt: Date | null): Due[] =>
  weighedAt === null
    ? []
    : [{ step: 'weigh', dueAtMs: facts.worksFrom(new Date(weighedAt.getTime() + WEIGH_EVERY_MS)).getTime() }];

/** Of two at one instant, the one named before. */
const earliest = (dues: readonly Due[]): Due | null => dues.toSorted((a, b) => a.dueAtMs - b.dueAtMs)[0] ?? null;
/** So that the next look is at once, if the desk works. */
export const weighedLongAgo = (at: Date): Date => new Date(at.getTime() - WEIGH_EVERY_MS);
