import type { Agenda, CaseStep } from '../domain/agenda';
import type { CaseEvent } from '../domain/case';
import type { Case } from '../db/case-row';
import { raiseFailedStep, readAgenda, type Saying, tellIfDue } from '../db/cases';
import { nextChoice } from '../db/contacts';
import { type Db, inTransaction, type Pool } from '../db/query';

type Step = (id: number, atMs: number) => Promise<boolean>;
type Said = Pick<Saying, 'event' | 'contactWhy' | 'data'>;

/**
 * What the workflow of a case does in the world: each step one transaction, guarded by the agenda itself, that writes and never sends.
 * Safe to run twice. True when something was done; false when the story has moved on.
 */
export const createCaseActivities = ({ pool }: { pool: Pool }) => {
  const step =
    (name: CaseStep, say: (tx: Db, found: Case, at: Date) => Promise<Said>): Step =>
    (id, atMs) => {
      const at = new Date(atMs);
      return inTransaction(pool, (tx) => tellIfDue(tx, id, name, at, (found) => say(tx, found, at)));
    };
  const saying = (event: CaseEvent) => (): Promise<Said> => Promise.resolve({ event });
  const steps: Record<CaseStep, Step> = {
    endGroupingWait: step('endGroupingWait', saying({ type: 'grouping_wait_over' })),
    giveUp: step('giveUp', (_tx, { facts: { gate } }) =>
      Promise.resolve({ event: { type: 'too_few' }, data: { open: gate?.open ?? 0, needed: gate?.needed ?? 0 } }),
    ),
    writeLetter: step('writeLetter', saying({ type: 'letter_due' })),
    writeNews: step('writeNews', saying({ type: 'news_due' })),
    raiseUnsentLetter: step('raiseUnsentLetter', saying({ type: 'letter_overdue' })),
    escalate: step('escalate', async (tx, found, at) => {
      const next = await nextChoice(tx, found, at);
      return next
        ? { event: { type: 'escalate', next: String(next.contact.id) }, contactWhy: next.why }
        : { event: { type: 'escalate', next: null } };
    }),
    unacknowledge: step('unacknowledge', saying({ type: 'acknowledgement_over' })),
    askAgain: step('askAgain', saying({ type: 'ask_again_due' })),
    publishDecision: step('publishDecision', saying({ type: 'publish' })),
    chaseReceipt: step('chaseReceipt', saying({ type: 'chase' })),
    closeUnverified: step('closeUnverified', saying({ type: 'verification_over' })),
  };
  /** What is due at the same instant follows at once, each in its own transaction; should one fail, the workflow comes back to it. */
  const andOn =
    (first: CaseStep): Step =>
    async (id, atMs) => {
      if (!(await steps[first](id, atMs))) return false;
      for (;;) {
        const { next } = await readAgenda(pool, id);
        if (!next || next.dueAtMs > atMs || !(await steps[next.step](id, atMs))) return true;
      }
    };
  return {
    readCase: (id: number): Promise<Agenda<CaseStep>> => readAgenda(pool, id),
    ...steps,
    endGroupingWait: andOn('endGroupingWait'),
    raiseFailedStep: (id: number, name: CaseStep, atMs: number): Promise<boolean> =>
      inTransaction(pool, (tx) => raiseFailedStep(tx, id, name, new Date(atMs))),
  };
};
export type CaseActivities = ReturnType<typeof createCaseActivities>;
