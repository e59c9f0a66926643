import type { Agenda } from './agenda';

/** What decides when the checklist of a cruise is sent. */
export interface ChecklistFacts {
  /** Null while nobody knows when it leaves. */
  startAt: Date | null;
  cancelled: boolean;
  /** How many addresses there are to send it to: the chief scientist and whoever is on board. */
  recipients: number;
  /** Sent once and never again, wherever the cruise moves. */
  sentAt: Date | null;
  /** The start for which it fell due too late to be of use. */
  lateFor: Date | null;
}
export const CHECKLIST_STEPS = ['sendChecklist'] as const;
export type ChecklistStep = (typeof CHECKLIST_STEPS)[number];

/** So long before the start; a cruise that moves takes its checklist along, one that is cancelled has none. */
export function checklistAgenda(
  { startAt, cancelled, recipients, sentAt, lateFor }: ChecklistFacts,
  beforeMs: number,
): Agenda<ChecklistStep> {
  const nothing = !startAt || cancelled || recipients === 0 || sentAt || lateFor?.getTime() === startAt.getTime();
  return nothing
    ? { closed: true, next: null }
    : { closed: false, next: { step: 'sendChecklist', dueAtMs: startAt.getTime() - beforeMs } };
}

/** A topic of a checklist, and how many cases of earlier cruises speak for it; 0 for what everybody should look at. */
export interface ChecklistTopic {
  code: string;
  cases: number;
}
const FROM_TROUBLE_MAX = 6;

/** What went wrong before comes first, the most frequent first; then what every cruise should look at. */
export function chooseTopics(trouble: ReadonlyMap<string, number>, general: readonly string[]): ChecklistTopic[] {
  const known = [...trouble]
    .map(([code, cases]) => ({ code, cases }))
    .sort((a, b) => b.cases - a.cases || (a.code < b.code ? -1 : 1))
    .slice(0, FROM_TROUBLE_MAX);
  const rest = general.filter((code) => !known.some((one) => one.code === code)).map((code) => ({ code, cases: 0 }));
  return [...known, ...rest];
}
