import type { Agenda } from '../agenda';
import { addDays, dayIn } from '../delivery-zone';
import { dutySpan, openFrom } from './duty-day';
import type { RotaFacts } from './facts';

export const ROTA_STEPS = ['handOver', 'followAbsences'] as const;
export type RotaStep = (typeof ROTA_STEPS)[number];

export interface Handled {
  /** Whether there is a rota to hand over; people go away without one as well. */
  inUse: boolean;
  handedOverOn: string | null;
  /** When the absences begin whose open work was not moved yet. */
  unfollowed: readonly Date[];
}
/**
 * The desk hands over each open day at its hour, once, and moves the open work of whoever goes away at the moment when they
 * go. A day that was missed with everything down is not made up for: the next hand-over tells of all open work anyway.
 */
export function rotaAgenda(facts: RotaFacts, { inUse, handedOverOn, unfollowed }: Handled, at: Date): Agenda<RotaStep> {
  const leavesMs = Math.min(...unfollowed.map(Number));
  const leaves = Number.isFinite(leavesMs) ? ({ step: 'followAbsences', dueAtMs: leavesMs } as const) : null;
  if (!inUse) return { closed: leaves === null, next: leaves };
  const today = dayIn(facts.settings.zone, at);
  const day = openFrom(facts, handedOverOn !== null && handedOverOn >= today ? addDays(handedOverOn, 1) : today);
  const handOverMs = dutySpan(day, facts.settings).from.getTime();
  const next = leaves && leavesMs <= handOverMs ? leaves : ({ step: 'handOver', dueAtMs: handOverMs } as const);
  return { closed: false, next };
}
