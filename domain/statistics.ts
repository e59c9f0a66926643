import { type AnswerCode, ANSWERS, OUTCOMES, type Outcome, outcomeOf } from './answer';
import type { CaseEventType } from './case';

/** What figures are told by: a property of the case. */
export const DIMENSIONS = ['supplier', 'cruise', 'platform', 'sensor', 'parameter', 'check'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Instants of one episode, each the first of its kind: from the opening of a case, or its reopening, to its end. */
export const MILESTONES = [
  'data',
  'opened',
  'notified',
  'acknowledged',
  'answered',
  'decided',
  'applied',
  'ended',
] as const;
export type Milestone = (typeof MILESTONES)[number];

/** From which milestone to which a time counts; pauses between them are taken off. */
export const SPANS = {
  detect: ['data', 'opened'],
  notify: ['opened', 'notified'],
  acknowledge: ['notified', 'acknowledged'],
  answer: ['notified', 'answered'],
  decide: ['answered', 'decided'],
  apply: ['decided', 'applied'],
  close: ['opened', 'ended'],
} as const satisfies Record<string, readonly [Milestone, Milestone]>;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as Span[]; // Safe: the keys are what the type is made of.

/** How an episode ended: a decision's outcome, or dismissed before it became one. */
export const ENDINGS = [...OUTCOMES, 'dismissed'] as const;
export type Ending = (typeof ENDINGS)[number];

/** Only these count against the supplier. */
export const AGAINST_SUPPLIER: readonly Ending[] = ['corrected', 'sensor_repaired', 'eliminated'];
/** These count against the check that found them. */
export const FALSE_ALARMS: readonly Ending[] = ['false_positive', 'expected_phenomenon'];

/** Events that begin an episode, and those that let a held case go before its time. */
export const STARTS: readonly string[] = ['case.opened', 'case.reopen', 'case.split'];
const LETS_GO: readonly CaseEventType[] = [
  'snooze',
  'send',
  'letter_due',
  'escalate',
  'answer',
  'ask_again_due',
  'approve',
  'reject',
  'chase',
  'reroute',
  'reopen',
  'split',
  'close',
  'dismiss',
  'settle',
  'merge',
];
/** Events that may hold a case until an instant: it is opened under a hold, or put under one. */
export const PAUSES: readonly string[] = ['case.opened', 'case.snooze'];
export const ENDS_PAUSE: readonly string[] = LETS_GO.map((type) => `case.${type}`);

/** The outcome that each answer leads to, once its decision has been applied and verified. */
export const OUTCOME_BY_ANSWER: ReadonlyMap<AnswerCode, Outcome> = new Map(
  ANSWERS.map((code) => [code, outcomeOf(code)]),
);

/** What may be counted or timed, and listed one by one. */
export const COUNTS = [
  'episodes',
  'open',
  'asked',
  'settled',
  'unanswered',
  'ended',
  'reopened',
  'against',
  'false_alarms',
] as const;
export type Count = (typeof COUNTS)[number];
export type Figure = Count | Span | `ended_${Ending}`;
export const FIGURES: readonly Figure[] = [
  ...COUNTS,
  ...SPAN_NAMES,
  ...ENDINGS.map((ending): Figure => `ended_${ending}`),
];

export interface Times {
  /** How many episodes have it. */
  count: number;
  /** Milliseconds, pauses taken off. */
  p50: number;
  p90: number;
}
/** One line of a report. */
export interface Figures extends Record<Count, number> {
  /** The code that the line is about; null where a case has none, or in the line of all. */
  value: string | null;
  cases: number;
  anomalies: number;
  /** Observations that check runs say they looked at; null when none did. */
  observations: number | null;
  /** Anomalies of the datasets whose observations are known. */
  observedAnomalies: number;
  times: Record<Span, Times | null>;
  /** Milliseconds in which the cases were held. */
  pausedMs: number;
  outcomes: Partial<Record<Ending, number>>;
}
/** A part of a whole; null where there is no whole. */
export const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const MILLION = 1_000_000;
export const perMillion = ({ observations, observedAnomalies }: Figures): number | null =>
  observations === null || observations === 0 ? null : (observedAnomalies * MILLION) / observations;
/** Of the questions that are settled, how many nobody answered. */
export const noAnswerRate = ({ unanswered, settled }: Figures): number | null => rate(unanswered, settled);
export const reopenRate = ({ reopened, ended }: Figures): number | null => rate(reopened, ended);
/** Of all that ended with a finding, how much was none: charged to the check. */
export const falseAlarmRate = (of: Figures): number | null => rate(of.false_alarms, of.false_alarms + of.against);
