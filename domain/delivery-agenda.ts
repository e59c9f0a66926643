import type { Agenda } from './agenda';
import { type Calendar, type DueState, dueOf, type Expectation, isOneOff, nextDue } from './delivery';

export const EXPECTATION_STEPS = ['openDue', 'moveDue', 'judgeDue'] as const;
export type ExpectationStep = (typeof EXPECTATION_STEPS)[number];

/** An expectation as it stands: what was opened last, and what of it is not settled. */
export interface ExpectationFacts {
  expectation: Expectation;
  calendar: Calendar;
  opened: string | null;
  openedDueAt: Date | null;
  standing: { period: string; dueAt: Date; state: DueState }[];
}

/** A step and the period that it is about; `periodDueAt` is null when that period is not expected any more. */
export interface PeriodStep {
  step: ExpectationStep;
  dueAtMs: number;
  period: string;
  periodDueAt: Date | null;
}

/**
 * What an expectation waits for: its next period opens when the one before has fallen due; each is judged once it would be
 * late; one whose instant has moved is put right at once.
 */
export function expectationAgenda(facts: ExpectationFacts): Agenda<ExpectationStep> & { next: PeriodStep | null } {
  const steps = [...moves(facts), ...openings(facts), ...judgements(facts)];
  const [first] = steps.sort((a, b) => a.dueAtMs - b.dueAtMs || order(a) - order(b));
  return { closed: first === undefined, next: first ?? null };
}

const order = ({ step }: PeriodStep): number => ['moveDue', 'openDue', 'judgeDue'].indexOf(step);

function moves({ expectation, calendar, standing }: ExpectationFacts): PeriodStep[] {
  return standing.flatMap(({ period, dueAt, state }): PeriodStep[] => {
    const periodDueAt = dueOf(expectation, calendar, period);
    const may = state === 'due' || (state === 'missing' && isOneOff(expectation) && periodDueAt !== null);
    return may && periodDueAt?.getTime() !== dueAt.getTime()
      ? [{ step: 'moveDue', dueAtMs: calendar.watchedFrom.getTime(), period, periodDueAt }]
      : [];
  });
}

function openings({ expectation, calendar, opened, openedDueAt }: ExpectationFacts): PeriodStep[] {
  const next = nextDue(expectation, calendar, opened);
  if (!next) return [];
  const dueAtMs = (openedDueAt ?? calendar.watchedFrom).getTime();
  return [{ step: 'openDue', dueAtMs, period: next.period, periodDueAt: next.at }];
}

const judgements = ({ expectation, standing }: ExpectationFacts): PeriodStep[] =>
  standing
    .filter(({ state }) => state === 'due')
    .map(({ period, dueAt }) => ({
      step: 'judgeDue',
      dueAtMs: dueAt.getTime() + expectation.lateAfterMs,
      period,
      periodDueAt: dueAt,
    }));
