import { findCaseId } from '../db/case-deeds';
import { type Case, readCases } from '../db/case-row';
import { type Db, inTransaction } from '../db/query';
import { type CaseEventType, type Phase, type Refusal, standOf } from '../domain/case';
import { allowed } from '../domain/case-rules';
import { may, VERBS, type Verb } from '../domain/permissions';
import type { Role } from '../domain/words';
import type { ServerDeps } from './deps';
import { DEEDS } from './verb-deeds';
import type { GivenFile, VerbBody, VerbRefusal, VerbResult, Who } from './verb-types';

export type { Verb } from '../domain/permissions';
export type { GivenFile, VerbBody, VerbRefusal, VerbResult, Who } from './verb-types';

/** Undoes the transaction of a command that was refused. */
export class Refused extends Error {
  readonly refusal: VerbRefusal;
  constructor(refusal: VerbRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** The one place that turns a verb into `cases.tell`; API and console both call it. */
export async function performVerb(
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  who: Who,
  number: string,
  verb: Verb,
  body: VerbBody,
  file: GivenFile | null = null,
): Promise<VerbResult> {
  try {
    return {
      ok: true,
      case: await inTransaction(pool, (tx) => perform(tx, { who, number, verb, body, file, at: clock() })),
    };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

interface Command {
  who: Who;
  number: string;
  verb: Verb;
  body: VerbBody;
  file: GivenFile | null;
  at: Date;
  set?: string;
}

/** The same within a transaction of the caller's; throws `Refused`. */
export async function perform(tx: Db, { who, number, verb, body, file, at, set }: Command): Promise<Case> {
  if (!may(who.role, verb))
    throw new Refused({ ok: false, status: 403, code: 'not_permitted', detail: `Your role does not include ${verb}.` });
  const ids = [await findCaseId(tx, number), verb === 'merge' && body.into ? await findCaseId(tx, body.into) : null];
  const found = await readCases(
    tx,
    ids.flatMap((id) => id ?? []),
    true,
  );
  const of = found.find(({ id }) => id === ids[0]);
  if (!of)
    throw new Refused({ ok: false, status: 404, code: 'unknown_case', detail: 'There is no case of this number.' });
  if (who.seen !== undefined && who.seen !== standOf(of.facts.phase, of.facts.answer?.version ?? null))
    throw new Refused({
      ok: false,
      status: 409,
      code: 'case_changed',
      detail: 'The case has changed since the page was shown.',
      allowed: allowedVerbs(of.facts.phase, who.role),
    });
  const told = await DEEDS[verb]({ tx, of, who, body, file, at, set: set ?? null });
  if (told.ok) return told.case;
  throw new Refused('refusal' in told ? refusalFor(told.refusal, verb, told.case, who.role) : told);
}

const WHY: Record<Refusal, string> = {
  not_now: 'is not possible in the phase',
  not_your_side: 'is not the desk’s to do in the phase',
  no_contact: 'needs somebody who can be written to; reroute the case first. Phase',
  contact_declined: 'needs somebody who takes mail, and this contact asked for no more; reroute the case. Phase',
  stale_answer: 'names an answer that is not the newest. Phase',
  already_approved: 'was done by you already; another person must approve. Phase',
  author_may_not_approve: 'is not for who gave the answer; two other persons must approve. Phase',
  held_in_past: 'needs an instant in the future. Phase',
};

function refusalFor(refusal: Refusal, verb: Verb, { facts }: Case, role: Role | null): VerbRefusal {
  const detail = `${verb} ${WHY[refusal]} ${facts.phase}.`;
  return refusal === 'held_in_past'
    ? { ok: false, status: 422, code: refusal, detail, pointer: '/until' }
    : { ok: false, status: 409, code: refusal, detail, allowed: allowedVerbs(facts.phase, role) };
}

const EVENT_OF: Partial<Record<Verb, CaseEventType>> = { 'revoke-link': 'revoke_link' };

/** The verbs that this role may say of a case in this phase. */
export function allowedVerbs(phase: Phase, role: Role | null): Verb[] {
  const events: readonly string[] = allowed(phase, 'desk');
  return VERBS.filter((verb) => may(role, verb) && events.includes(EVENT_OF[verb] ?? verb));
}
