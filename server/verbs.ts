import type { Case } from '../db/case-row';
import type { AnswerCode, Cause } from '../domain/answer';
import type { Verb } from '../domain/permissions';
import type { Actor, Role } from '../domain/words';
import type { ServerDeps } from './deps';

export { VERBS, type Verb } from '../domain/permissions';

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
export interface GivenFile {
  /** Hex. */
  sha256: string;
  name: string;
}
export type VerbResult =
  | { ok: true; case: Case }
  | { ok: false; status: 403 | 404 | 409 | 422; code: string; detail: string; pointer?: string; allowed?: string[] };

/** The one place that turns a verb into `cases.tell`; API and console both call it. */
export async function performVerb(
  _deps: Pick<ServerDeps, 'pool' | 'clock'>,
  _who: { actor: Actor; role: Role | null },
  _number: string,
  _verb: Verb,
  _body: VerbBody,
  _file?: GivenFile,
): Promise<VerbResult> {
  throw new Error('not here yet');
}
