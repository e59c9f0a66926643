import type { Family } from './words';

/** The five that a mail can carry as one letter, A to E, and that stand first on the page. */
export const LETTERED_ANSWERS = [
  'sensor_intervention',
  'eliminate',
  'confirmed_real',
  'corrected_data',
  'need_info',
] as const;

const OTHER_ANSWERS = [
  'metadata_corrected',
  'flags_accepted',
  'cannot_correct',
  'wrong_recipient',
  'deferred',
] as const;

const FLOW_ANSWERS = ['sent_again', 'will_come', 'never_acquired', 'already_delivered'] as const;

export const ANSWERS = [...LETTERED_ANSWERS, ...OTHER_ANSWERS, ...FLOW_ANSWERS] as const;
export type AnswerCode = (typeof ANSWERS)[number];

/** The answers offered for a family of checks, the lettered five first. */
export const answersFor = (family: Family): readonly AnswerCode[] =>
  family === 'flow' ? ANSWERS : [...LETTERED_ANSWERS, ...OTHER_ANSWERS];

/** What an answer must carry besides its code; all else is asked after. */
export type Need = 'file' | 'comment' | 'planned_on';
export function neededBy(code: AnswerCode): Need | null {
  if (code === 'corrected_data') return 'file';
  if (code === 'need_info') return 'comment';
  if (code === 'deferred' || code === 'will_come') return 'planned_on';
  return null;
}

/** Answers that name a day on which we ask again. */
export const asksAgain = (code: AnswerCode): boolean => code === 'deferred' || code === 'will_come';

/** Two different persons approve what withdraws data. */
export const approversNeeded = (code: AnswerCode): 1 | 2 => (code === 'eliminate' ? 2 : 1);

/** Outcomes of a decision (notes/anomaly 3.15). Only the first three count against the supplier. */
export const OUTCOMES = [
  'corrected',
  'sensor_repaired',
  'eliminated',
  'false_positive',
  'expected_phenomenon',
  'no_action',
  'duplicate',
  'wont_fix',
  'no_answer',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

const OUTCOME_OF: Record<AnswerCode, Outcome> = {
  corrected_data: 'corrected',
  metadata_corrected: 'corrected',
  sent_again: 'corrected',
  sensor_intervention: 'sensor_repaired',
  eliminate: 'eliminated',
  confirmed_real: 'expected_phenomenon',
  already_delivered: 'false_positive',
  flags_accepted: 'no_action',
  cannot_correct: 'wont_fix',
  never_acquired: 'wont_fix',
  need_info: 'no_action',
  wrong_recipient: 'no_action',
  deferred: 'no_action',
  will_come: 'no_action',
};
export const outcomeOf = (code: AnswerCode): Outcome => OUTCOME_OF[code];

/** Cause codes a supplier may name (notes/marine 5). */
export const CAUSES = [
  'sensor_failure',
  'sensor_drift',
  'calibration_wrong',
  'biofouling',
  'out_of_water',
  'no_flow_or_pump',
  'air_bubbles',
  'blocked_optic',
  'power_low',
  'cable_connector',
  'electrical_noise',
  'acquisition_software',
  'clock_offset',
  'gnss_fault',
  'decoding',
  'unit_or_coefficient',
  'wrong_depth',
  'duplicate',
  'transfer_loss',
  'metadata_error',
  'environment_real',
  'unknown',
  'not_investigated',
] as const;
export type Cause = (typeof CAUSES)[number];
