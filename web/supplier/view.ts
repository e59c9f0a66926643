import type { AnswerCode, Cause, Outcome } from '../../domain/answer';
import type { Phase } from '../../domain/case';
import type { Description } from '../../domain/describe';
import type { Family } from '../../domain/words';
import type { Shown } from '../plot/group';

/** What a supplier sees of one case. */
export interface SupplierCase {
  number: string;
  phase: Phase;
  /** The supplier may answer now. */
  open: boolean;
  mayAcknowledge: boolean;
  family: Family;
  description: Description;
  platform: string | null;
  sensor: string | null;
  cruise: string | null;
  dataset: string;
  shown: Shown;
  sentAt: Date | null;
  wantedBefore: Date | null;
  answer: { code: AnswerCode; at: Date } | null;
  decision: { outcome: Outcome; at: Date; appliedAt: Date | null } | null;
}

export interface FormValues {
  cases: string[];
  answer: string;
  cause: string;
  comment: string;
  plannedOn: string;
}
export const NOTHING_FILLED: FormValues = { cases: [], answer: '', cause: '', comment: '', plannedOn: '' };

export const FIELDS = ['case', 'answer', 'cause', 'comment', 'planned_on', 'file'] as const;
export type Field = (typeof FIELDS)[number];
/** What is wrong with one field, as a word of the catalogue `error.<field>.<code>`. */
export interface FieldError {
  field: Field;
  code: string;
  args?: Record<string, string | number>;
}
export interface RowError {
  line: number | null;
  code: string;
  params: Record<string, string>;
}

/** What a page carries of an answer that is ready to be sent. */
export interface Reviewed {
  deed: 'answer' | 'acknowledge';
  answer: AnswerCode | null;
  cause: Cause | null;
  comment: string | null;
  plannedOn: string | null;
  file: { name: string; size: number; sealed: string } | null;
  /** Rows of a correction, all valid. */
  rows: number | null;
}

/** Where a page stands: its link, the one case it is about when it is about one, and the centre. */
export interface PageContext {
  token: string;
  centre: string;
  otherLanguageHref: string;
}
