import type { AnswerCode } from '../../domain/answer';
import type { Actor } from '../../domain/words';
import type { GivenAnswer } from '../answers';
import type { TicketOutcome } from './ticket-outcome';

export type InboundState =
  | 'applied'
  | 'noted'
  | 'proposed'
  | 'unassigned'
  | 'quarantined'
  | 'filed'
  | 'duplicate'
  | 'discarded';

/** What one step found, as a code. */
export interface StepOutcome {
  step: string;
  outcome: string;
}
/** What was read in a mail; texts are clean. */
export interface Facts {
  messageId: string | null;
  class: string | null;
  verdict: 'pass' | 'fail' | 'none' | null;
  fromAddress: string | null;
  fromName: string | null;
  subject: string | null;
  body: string | null;
  quoted: string | null;
  answers: string | null;
  contact: number | null;
  twinOf: number | null;
}
export interface InboundFile {
  name: string;
  size: number;
  /** Null when it may not be kept. */
  sha256: Buffer | null;
  trouble: string | null;
}

export type Say = Pick<GivenAnswer, 'comment' | 'file' | 'corrections'> & { code: AnswerCode };
/** What follows for one case. `propose`: a person decides; `note`: it is shown with the case and changes nothing. */
export type CaseOutcome =
  | { caseId: number; do: 'answer'; say: Say }
  | { caseId: number; do: 'message'; text: string; propose: string; code: AnswerCode | null }
  | { caseId: number; do: 'propose'; reason: string; code: AnswerCode | null; comment: string | null }
  | { caseId: number; do: 'note'; reason: string };

export interface Verdicted {
  id: number;
  state: InboundState;
  reason: string | null;
  steps: readonly StepOutcome[];
  facts: Facts;
  /** Who speaks, where something is said in a supplier's name. */
  author: Actor | null;
  files: readonly InboundFile[];
  cases: readonly CaseOutcome[];
  /** What follows for the desk; a mail that speaks of cases has none. */
  ticket: TicketOutcome | null;
}
