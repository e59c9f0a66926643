import type { AnswerCode, Cause, Outcome } from '../../domain/answer';
import type { Evidence } from '../../domain/anomaly';
import type { ContactRole, Why } from '../../domain/contact';
import type { DescribedAnomaly } from '../../domain/describe';
import type { Verb } from '../../domain/permissions';
import type { Severity } from '../../domain/words';
import type { ShownEnclosures } from './case-correction';
import type { NamedCase } from './case-words';

export interface ShownAnomaly extends DescribedAnomaly {
  id: number;
  uuid: string;
  severity: Severity;
  seen: number;
  recoveredAt: Date | null;
}
export interface ShownAnswer {
  version: number;
  code: AnswerCode;
  cause: Cause | null;
  comment: string | null;
  plannedOn: string | null;
  fileName: string | null;
  fileSize: number | null;
  corrected: number | null;
  author: string;
  at: Date;
  withdrawn: boolean;
  /** Whom a wrong recipient names instead. */
  rightName: string | null;
  rightEmail: string | null;
  approvals: { person: string; at: string }[];
}
export interface ShownDecision {
  id: string;
  outcome: Outcome;
  answer: AnswerCode;
  version: number;
  approvedBy: string[];
  at: Date;
  receipt: 'applied' | 'refused' | null;
  receiptAt: Date | null;
  receiptComment: string | null;
  dataVersion: string | null;
}
export interface ShownMail {
  id: string;
  kind: string;
  reason: string;
  to: string;
  state: 'pending' | 'sent' | 'refused' | 'cancelled';
  createdAt: Date;
  sentAt: Date | null;
  trouble: string | null;
}
/** A mail that came in about the case, and what it became for it. */
export interface ShownReceived {
  id: number;
  fromAddress: string | null;
  fromName: string | null;
  subject: string | null;
  receivedAt: Date;
  state: 'proposed' | 'applied' | 'noted' | 'discarded';
  reason: string | null;
}
export interface ShownEvent {
  at: Date;
  type: string;
  actor: string;
  data: Record<string, unknown>;
}
export interface ShownMessage {
  id: number;
  author: string;
  visibility: 'public' | 'internal';
  text: string;
  /** Its words were emptied. */
  erased: boolean;
  at: Date;
}
export interface ShownContact {
  code: string;
  name: string;
  email: string;
  language: string;
  role: ContactRole | null;
  refused: boolean;
  declined: boolean;
  why: Why[];
}

/** Everything the page of one case shows. */
export interface CaseView {
  of: NamedCase;
  now: Date;
  contact: ShownContact | null;
  /** Only staff, supplier and owner may see these data. */
  restricted: boolean;
  evidence: Evidence[];
  anomalies: ShownAnomaly[];
  /** How many points can be drawn of an anomaly, by its id. */
  points: ReadonlyMap<number, number>;
  /** How many fail at once, of how many before anybody is asked; null when nothing is waited for. */
  gate: { open: number; needed: number } | null;
  /** Where the next page of anomalies starts; null at the end. */
  moreAnomalies: number | null;
  answers: ShownAnswer[];
  enclosures: ShownEnclosures;
  decisions: ShownDecision[];
  messages: ShownMessage[];
  mails: ShownMail[];
  received: ShownReceived[];
  /** Tickets that are about it. */
  tickets: { number: string; subject: string | null }[];
  events: ShownEvent[];
  tasks: { code: string; createdAt: Date; doneAt: Date | null }[];
  /** Several cases that got the current answer at once. */
  set: { id: string; size: number } | null;
  /** Code of the contact whom the current answer names as the right person, if the register knows them. */
  rightContact: string | null;
  /** To whom the supplier has passed a link on. */
  guests: {
    id: number;
    name: string;
    email: string;
    by: string | null;
    rights: string[];
    at: Date;
    revoked: boolean;
  }[];
  /** Version that stands to be approved; null when none does. */
  currentVersion: number | null;
  /** Names of people by code and of contacts by id or code. */
  names: { people: ReadonlyMap<string, string>; contacts: ReadonlyMap<string, string> };
  /** Where it stands; goes with each form, so that nobody acts on what has changed since. */
  stand: string;
  /** What this visitor may do now. */
  allowed: readonly Verb[];
  /** Code of the person who looks. */
  visitor: string;
  people: { code: string; name: string }[];
  addressees: { code: string; name: string; supplierName: string; kind: 'own' | 'supplier' | 'other' }[];
}
