import { type DueState, runsFrom } from '../../domain/delivery';
import { type ExpectationStep, expectationAgenda, type PeriodStep } from '../../domain/delivery-agenda';
import { FLOW_SOURCE, missingFiles, type RunCheck, runTrouble } from '../../domain/delivery-anomaly';
import { readiness } from '../../domain/delivery-files';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { whileCasesMove } from '../ingest/raise';
import { type Db, inTransaction, type Pool, run } from '../query';
import { ensureSources } from '../sources';
import { raiseTask, settleTasks } from '../tasks';
import { asDue, type DueRow, dropDue, ensureDue, filesOf, findDue, moveDue, saveDue, troubledDues } from './dues';
import { factsOf, lockExpectation, saveNext, type Watched } from './expectations';
import { runsTrouble } from './runs';
import { tellFlow } from './settle';

const CLOCK: Actor = { kind: 'clock' };

/**
 * A step of the workflow, one transaction: acts only if the agenda, computed again under the lock, still names this step as
 * due at `at`. What it finds missing was missing at its due instant, however late that is noticed.
 */
export async function doExpectationStep(pool: Pool, id: number, step: ExpectationStep, at: Date): Promise<boolean> {
  await ensureSources(pool, new Set([FLOW_SOURCE]), CLOCK, at);
  return whileCasesMove(pool, () =>
    inTransaction(pool, async (tx) => {
      const watched = await lockExpectation(tx, id);
      if (!watched) return false;
      const { next } = expectationAgenda(await factsOf(tx, watched));
      if (next?.step !== step || next.dueAtMs > at.getTime()) return false;
      await STEPS[step](tx, watched, next, at);
      await settleTasks(tx, `expectation/${id}`, at);
      const after = await lockExpectation(tx, id);
      if (after) await saveNext(tx, after);
      return true;
    }),
  );
}

const STEPS: Record<ExpectationStep, (tx: Db, watched: Watched, step: PeriodStep, at: Date) => Promise<void>> = {
  openDue: async (tx, watched, { period, dueAtMs }) => {
    await ensureDue(tx, watched, period);
    await run(tx, 'update expectation set opened = $2 where id = $1', [watched.id, period]);
    await recordDue(tx, watched, period, 'due', new Date(dueAtMs));
  },
  moveDue: async (tx, watched, { period, periodDueAt }, at) => {
    const due = await mustStand(tx, watched, period);
    if (!periodDueAt) return void (await dropDue(tx, due));
    await moveDue(tx, watched, due, periodDueAt);
    await missedNoMore(tx, watched, due, at);
  },
  judgeDue: async (tx, watched, { period, dueAtMs }) => {
    const due = await mustStand(tx, watched, period);
    if (watched.expectation.kind === 'check_run') await judgeRuns(tx, watched, due, new Date(dueAtMs));
    else await judgeFiles(tx, watched, due, new Date(dueAtMs));
  },
};

async function mustStand(tx: Db, watched: Watched, period: string): Promise<DueRow> {
  const due = await findDue(tx, watched, period);
  if (!due) throw new Error(`${watched.expectation.code} has lost ${period}`);
  return due;
}

/** Names of files stay out of the log. */
const recordDue = (tx: Db, { id, expectation }: Watched, period: string, state: DueState, at: Date): Promise<void> =>
  record(tx, at, CLOCK, [
    { type: `delivery.${state}`, subject: `expectation/${id}`, data: { expectation: expectation.code, period } },
  ]);

/** What was missed is only due again when its instant has moved: it waits anew, and is judged anew. */
async function missedNoMore(tx: Db, watched: Watched, due: DueRow, at: Date): Promise<void> {
  if (due.state !== 'missing') return;
  if (due.trouble) await tellFlow(tx, { wrong: [], ended: [due.trouble], outcome: 'no_action' }, CLOCK, at);
  await saveDue(tx, due, 'due', null);
  await recordDue(tx, watched, due.period, 'due', at);
}

async function judgeFiles(tx: Db, watched: Watched, due: DueRow, at: Date): Promise<void> {
  const { found } = readiness(watched.expectation, await filesOf(tx, due));
  const trouble = missingFiles(watched.expectation, asDue(due), found);
  await tellFlow(tx, { wrong: [trouble], ended: [], outcome: 'corrected' }, CLOCK, at);
  await saveDue(tx, due, 'missing', trouble);
  await recordDue(tx, watched, due.period, 'missing', at);
}

const RUN_STATE: Record<RunCheck, DueState> = {
  check_run_missing: 'missing',
  check_run_empty: 'incomplete',
  check_error: 'failed',
};

/** A good run ends what its owner was asked about earlier ones: the pipeline works again. */
async function judgeRuns(tx: Db, watched: Watched, due: DueRow, at: Date): Promise<void> {
  const { expectation, calendar } = watched;
  const check = await runsTrouble(tx, expectation.source, runsFrom(expectation, calendar, due.period), due.lateAt);
  const trouble = check && runTrouble(expectation, asDue(due), check);
  const earlier = trouble ? [] : await troubledDues(tx, watched);
  const ended = earlier.flatMap((one) => one.trouble ?? []);
  await tellFlow(tx, { wrong: trouble ? [trouble] : [], ended, outcome: 'corrected' }, CLOCK, at);
  for (const one of earlier) await saveDue(tx, one, one.state, null);
  const state = check ? RUN_STATE[check] : 'arrived';
  await saveDue(tx, due, state, trouble);
  await recordDue(tx, watched, due.period, state, at);
}

/** The step has used up its retries: a task stands on the desk, once, until the step is done. */
export const recordFailedStep = (pool: Pool, id: number, step: ExpectationStep, at: Date): Promise<void> =>
  inTransaction(pool, async (tx) => {
    if (await raiseTask(tx, `expectation/${id}`, 'step_failed', at))
      await record(tx, at, CLOCK, [{ type: 'delivery.step_failed', subject: `expectation/${id}`, data: { step } }]);
  });
