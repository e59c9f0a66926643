import type { Case } from '../db/case-row';
import type { Told } from '../db/cases';
import type { AcceptedCorrection } from '../db/corrections/store';
import type { Db } from '../db/query';
import type { AnswerCode, Cause } from '../domain/answer';
import type { Actor, Role } from '../domain/words';

export interface VerbBody {
  comment?: string;
  to?: string;
  until?: string;
  into?: string;
  reason?: string;
  answer?: AnswerCode;
  answer_version?: number;
  cause?: Cause;
  planned_on?: string;
}
/** A file that is stored already, for an answer given on a contact's behalf. */
export interface GivenFile {
  /** Hex. */
  sha256: string;
  name: string;
  /** Corrected rows that were checked against the case's anomalies. */
  corrections?: AcceptedCorrection;
}
export interface VerbRefusal {
  ok: false;
  status: 403 | 404 | 409 | 422;
  code: string;
  detail: string;
  pointer?: string;
  allowed?: string[];
}
export type VerbResult = { ok: true; case: Case } | VerbRefusal;
export interface Who {
  actor: Actor;
  role: Role | null;
  /** Where the case stood (`standOf`) on the page that this person acted from; absent: it does not matter. */
  seen?: string | undefined;
}

/** What a deed works on: its transaction, the locked case, who, when, and what they said. */
export interface Doing {
  tx: Db;
  of: Case;
  who: Who;
  body: VerbBody;
  file: GivenFile | null;
  at: Date;
  /** The set that an answer is part of, when it is given to several cases. */
  set: string | null;
}
/** Carries one verb out. What it refuses may have written something: the transaction is then undone. */
export type Deed = (doing: Doing) => Promise<Told | VerbRefusal>;
