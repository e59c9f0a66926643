import type { AnswerCode, Cause, Outcome } from '../../domain/answer';
import type { Phase } from '../../domain/case';
import type { Episode } from '../../domain/episodes';
import type { LinkRight } from '../../domain/link';
import type { Description } from '../../domain/describe';
import type { Family } from '../../domain/words';
import type { ShownCorrection } from '../corrections/view';
import type { Shown } from '../plot/group';
import { NOTHING_UPLOADED, type UploadValues } from './upload-values';

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
  /** The answer can be taken back. */
  mayWithdraw: boolean;
  /** The rounds of a case that was opened again, oldest first; empty where there was but one. */
  episodes: Episode[];
  /** Oldest first. */
  conversation: Said[];
  /** How many are not shown. */
  saidBefore: number;
  /** Other cases of this sensor that wait for the same person. */
  siblings: number;
}
export interface Said {
  side: 'desk' | 'supplier';
  name: string | null;
  text: string;
  at: Date;
}
/** Somebody to whom the link was passed on. */
export interface ShownGuest {
  id: number;
  name: string;
  email: string;
  by: string | null;
  mayAnswer: boolean;
  at: Date;
  revoked: boolean;
}

export interface FormValues {
  cases: string[];
  answer: string;
  cause: string;
  comment: string;
  plannedOn: string;
  rightName: string;
  rightEmail: string;
  /** A message that is no answer. */
  text: string;
  upload: UploadValues;
}
export const NOTHING_FILLED: FormValues = {
  cases: [],
  answer: '',
  cause: '',
  comment: '',
  plannedOn: '',
  rightName: '',
  rightEmail: '',
  text: '',
  upload: NOTHING_UPLOADED,
};

export const FIELDS = [
  'case',
  'answer',
  'cause',
  'comment',
  'planned_on',
  'file',
  'reference_url',
  'reference_sha256',
  'reference_size',
  'right_name',
  'right_email',
  'text',
  'name',
  'email',
  'first',
  'last',
] as const;
export type Field = (typeof FIELDS)[number];
/** What is wrong with one field, as a word of the catalogue `error.<field>.<code>`. */
export interface FieldError {
  field: Field;
  code: string;
  args?: Record<string, string | number>;
}
export interface RowError {
  line: number | null;
  /** As the file calls it. */
  column: string | null;
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
  right: { name: string | null; email: string | null } | null;
  file: { name: string; size: number; sealed: string } | null;
  reference: { url: string; sha256: string; size: number | null } | null;
  /** What a file of corrected values says, all its rows valid. */
  correction: ShownCorrection | null;
}

/** Where a page stands: its link, the one case it is about when it is about one, and the centre. */
export interface PageContext {
  token: string;
  centre: string;
  otherLanguageHref: string;
  rights: readonly LinkRight[];
}
