import {
  ActivityFailure,
  condition,
  defineSignal,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Agenda } from '../domain/agenda';
import { CHANGED } from './messages';

export const changed = defineSignal(CHANGED);

const FOR_EVER = Number.POSITIVE_INFINITY;
const HOUR_MS = 3_600_000;
const pauseMs = (fruitless: number): number => Math.min(HOUR_MS, 1000 * 4 ** fruitless);

export interface Story<S extends string> {
  read: () => Promise<Agenda<S>>;
  /** Each true when it did something; false when the story has moved on. */
  doStep: Record<S, (atMs: number) => Promise<boolean>>;
  /** A step has used up its retries: somebody must look. */
  gaveUp: (step: S, atMs: number) => Promise<unknown>;
  again: () => Promise<never>;
}

/**
 * Keeps one story moving: read its agenda, wait for the next due moment, do that step, read again. Any change cuts the wait short.
 * It holds no state of its own, so runs of any age survive a change of code, and no failing activity ends a story.
 */
export async function follow<S extends string>({ read, doStep, gaveUp, again }: Story<S>): Promise<void> {
  let pokes = 0;
  let fruitless = 0;
  setHandler(changed, () => {
    pokes += 1;
  });
  for (;;) {
    const seen = pokes;
    const moved = (): boolean => pokes > seen; // also what came while reading
    const agenda = await unlessItFails(read());
    if (agenda?.closed && !moved()) return;
    if (workflowInfo().continueAsNewSuggested) await again(); // a poke lost here is made good by the next run's first read
    const waitMs = await move(agenda);
    if (waitMs === FOR_EVER) await condition(moved);
    else if (waitMs > 0) await condition(moved, waitMs); // never a literal 0
  }

  /** Does the step that is due. How long to wait before the next look: 0 when something was done. */
  async function move(agenda: Agenda<S> | undefined): Promise<number> {
    if (!agenda) return pauseMs(fruitless++);
    if (!agenda.next) return FOR_EVER;
    const { step, dueAtMs } = agenda.next;
    const atMs = Date.now();
    if (dueAtMs > atMs) return dueAtMs - atMs;
    const done = await unlessItFails(doStep[step](atMs));
    if (done === undefined) await unlessItFails(gaveUp(step, atMs));
    if (!done) return pauseMs(fruitless++);
    fruitless = 0;
    return 0;
  }
}

/** Undefined when the activity has used up its retries. Cancellation and bugs pass through. */
const unlessItFails = <T>(activity: Promise<T>): Promise<T | undefined> =>
  activity.catch((error: unknown) => {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return undefined;
  });
