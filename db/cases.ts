import { type Agenda, type CaseStep, caseAgenda, comesSooner, isDue, NOTHING_DUE } from '../domain/agenda';
import { type CaseEvent, type CaseEventType, isOver, type Refusal, TASK_CODES, type TaskCode } from '../domain/case';
import { advance, allowed } from '../domain/case-rules';
import type { Why } from '../domain/contact';
import type { Actor, Side } from '../domain/words';
import { addTask, carryOut } from './case-effects';
import { rememberClosing } from './rules/closing';
import { type Case, readCases, saveFacts } from './case-row';
import { record } from './events';
import { caseWentQuiet } from './holds/follow';
import { poke } from './outbox';
import { type Db, run } from './query';

/** What is said of a case, by whom, at which instant. */
export interface Saying {
  event: CaseEvent;
  side: Side;
  actor: Actor;
  at: Date;
  /** Codes and ids for the log, beside what the event itself carries. */
  data?: Record<string, unknown>;
  /** The message that goes with a letter this event causes. */
  comment?: number | null;
  contactWhy?: Why[];
  /** The workflow's own step: it reads its agenda again anyway and needs no wake-up. */
  byWorkflow?: true;
}
export type Told = { ok: true; case: Case } | { ok: false; refusal: Refusal; case: Case; allowed: CaseEventType[] };

/**
 * The one place where a case changes: the row is locked, the table decides, and facts, effects, event and wake-up are
 * written in the caller's transaction. Null when there is no such case.
 */
export async function tell(tx: Db, id: number, saying: Saying): Promise<Told | null> {
  const [found] = await readCases(tx, [id], true);
  return found ? tellLocked(tx, found, saying) : null;
}

export async function tellLocked(tx: Db, found: Case, saying: Saying): Promise<Told> {
  const { event, side, actor, at } = saying;
  const change = advance(found.facts, event, side, at);
  if (!change.ok) return { ok: false, refusal: change.refusal, case: found, allowed: allowed(found.facts.phase, side) };
  const now: Case = { ...found, facts: change.facts };
  await saveFacts(tx, found, change.facts);
  await settleBeside(tx, found, now, saying);
  await carryOut(tx, now, change.effects, at, saying.comment ?? null);
  await record(tx, at, actor, [
    {
      type: `case.${event.type}`,
      subject: `case/${found.id}`,
      data: { number: found.number, from: found.facts.phase, phase: now.facts.phase, ...saying.data },
    },
  ]);
  const hasEnded = isOver(now.facts.phase);
  if (hasEnded !== isOver(found.facts.phase)) await rememberClosing(tx, now);
  if (event.type === 'recover' || (hasEnded && !isOver(found.facts.phase)))
    await caseWentQuiet(tx, { ...now.about, severity: now.facts.severity }, at);
  if (!saying.byWorkflow && comesSooner(caseAgenda(change.facts, found.policy), caseAgenda(found.facts, found.policy)))
    await poke(tx, [{ kind: 'case', id: found.id }]);
  return { ok: true, case: now };
}

/** Tasks of the old phase are done; the reason for the new contact is kept; a reopened case accepts again if no newer one does. */
async function settleBeside(tx: Db, before: Case, now: Case, saying: Saying): Promise<void> {
  const { at, event, contactWhy } = saying;
  const done = now.facts.phase === before.facts.phase ? doneWithin(saying) : TASK_CODES;
  if (done.length > 0)
    await run(tx, 'update task set done_at = $2 where case_id = $1 and done_at is null and code = any($3::text[])', [
      now.id,
      at,
      done,
    ]);
  if (contactWhy)
    await run(tx, 'update anomaly_case set contact_why = $2 where id = $1', [now.id, JSON.stringify(contactWhy)]);
  if (event.type === 'reopen' || event.type === 'split')
    await run(
      tx,
      `update anomaly_case c set accepting = true
        where id = $1 and not exists (select from anomaly_case o where o.case_key = c.case_key and o.accepting)`,
      [now.id],
    );
}

/** Tasks that an event settles although the phase stays. */
function doneWithin({ event, byWorkflow }: Saying): readonly TaskCode[] {
  if (event.type === 'letter_sent') return ['letter_unsent', 'letter_refused'];
  if (event.type === 'reply') return ['message'];
  if (event.type === 'escalate') return ['letter_refused', 'contact_declined', 'step_failed'];
  return byWorkflow ? ['step_failed'] : [];
}

export async function readAgenda(db: Db, id: number): Promise<Agenda<CaseStep>> {
  const [found] = await readCases(db, [id]);
  return found ? caseAgenda(found.facts, found.policy) : NOTHING_DUE;
}

const CLOCK: Actor = { kind: 'clock' };

/**
 * A step of the workflow: acts only if the agenda, computed again under the lock, still names this step as due at `at`.
 * True when something was done.
 */
export async function tellIfDue(
  tx: Db,
  id: number,
  step: CaseStep,
  at: Date,
  say: (found: Case) => Promise<Pick<Saying, 'event' | 'contactWhy' | 'data'>>,
): Promise<boolean> {
  const [found] = await readCases(tx, [id], true);
  if (!found) return false;
  if (!isDue(caseAgenda(found.facts, found.policy), step, at)) return false;
  const told = await tellLocked(tx, found, {
    ...(await say(found)),
    side: 'clock',
    actor: CLOCK,
    at,
    byWorkflow: true,
  });
  if (!told.ok)
    throw new Error(`${found.number} in ${found.facts.phase} refuses its own step ${step}: ${told.refusal}`);
  return true;
}

/** The workflow's step has used up its retries: a task stands on the desk, once. True when it is new. */
export async function raiseFailedStep(tx: Db, id: number, step: CaseStep, at: Date): Promise<boolean> {
  if ((await addTask(tx, id, 'step_failed', at)) === 0) return false;
  await record(tx, at, CLOCK, [{ type: 'case.step_failed', subject: `case/${id}`, data: { step } }]);
  return true;
}

/** After a change of policy or contact: what is next is computed again and the workflows look again. */
export async function recompute(tx: Db, ids: readonly number[]): Promise<void> {
  for (const found of await readCases(tx, ids, true)) await saveFacts(tx, found, found.facts);
  await poke(
    tx,
    ids.map((id) => ({ kind: 'case' as const, id })),
  );
}
