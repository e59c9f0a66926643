import type { TicketState, WaitReason } from '../../domain/ticket/words';
import type { NextStep, RequesterDeed, Stand } from './view';

interface Standing {
  state: TicketState;
  waiting: readonly WaitReason[];
  /** The last word is ours. */
  isAnswered: boolean;
  closesAt: Date | null;
  mergedInto: string | null;
  promiseKind: 'response' | 'update' | 'resolution' | null;
  promiseDueAt: Date | null;
}
const PLAIN: Record<Exclude<TicketState, 'waiting'>, Stand> = {
  new: 'received',
  open: 'inHand',
  resolved: 'answered',
  closed: 'closed',
  merged: 'merged',
};

/** What the requester is told of a state. */
export function nextOf(of: Standing, at: Date): NextStep {
  const { state, waiting, promiseKind, promiseDueAt } = of;
  const stand = state === 'waiting' ? (waiting.includes('requester') ? 'waitingYou' : 'waitingOther') : PLAIN[state];
  return {
    stand,
    promised: promiseKind && promiseDueAt ? { kind: promiseKind, dueAt: promiseDueAt, late: promiseDueAt < at } : null,
    closesAt: of.closesAt,
    mergedInto: of.mergedInto,
    reopens: state === 'resolved' || state === 'closed',
  };
}

/** What the requester can do now. */
export function deedsOf({ state, isAnswered }: Standing): RequesterDeed[] {
  if (state === 'merged') return [];
  if (state === 'closed') return ['write', 'feedback'];
  return state === 'resolved' || isAnswered ? ['write', 'confirm', 'refuse'] : ['write'];
}
