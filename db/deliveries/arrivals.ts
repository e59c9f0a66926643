import type { Anomaly } from '../../domain/anomaly';
import { dayOfPeriod, type Expectation, isOneOff, nextDue, periodOfDay } from '../../domain/delivery';
import { badFile, lateFiles, type Origin, originOf } from '../../domain/delivery-anomaly';
import { type CameAs, matchFile, readiness, stateOf } from '../../domain/delivery-files';
import { record } from '../events';
import { poke } from '../outbox';
import type { Db } from '../query';
import { asDue, type DueRow, ensureDue, filesOf, findDue, oldestUnanswered, saveDue } from './dues';
import { expectationsOf, lockExpectation, saveNext, type Watched } from './expectations';
import {
  type Arrival,
  type ArrivedFile,
  contentOf,
  keepTrouble,
  type Known,
  knownFile,
  oneAtATime,
  saveFile,
  takeTroubles,
} from './files';
import { tellFlow } from './settle';

export interface Recorded {
  name: string;
  outcome: 'new' | 'changed' | 'unchanged';
  state: CameAs;
  expectation: string | null;
  period: string | null;
}

/**
 * Records what arrived, once each, and does what follows: a period that is answered asks no more, and what came late,
 * incomplete, unreadable or a second time is said so. In one transaction of `whileCasesMove`.
 */
export async function recordArrival(tx: Db, arrival: Arrival): Promise<{ files: Recorded[]; closed: string[] }> {
  const { actor, at } = arrival;
  await oneAtATime(tx);
  const taking = new Taking(tx, arrival, await lockMatching(tx, arrival));
  const files: Recorded[] = [];
  for (const file of arrival.files) files.push(await taking.take(file));
  const closed = await taking.conclude();
  const count = (outcome: Recorded['outcome']): number => files.filter((file) => file.outcome === outcome).length;
  if (count('new') + count('changed') > 0)
    await record(tx, at, actor, [
      { type: 'delivery.received', subject: 'deliveries', data: { new: count('new'), changed: count('changed') } },
    ]);
  return { files, closed };
}

/** The expectations that any of these files may answer, locked in id order before anything is written. */
async function lockMatching(tx: Db, { origin, files }: Arrival): Promise<Watched[]> {
  const locked: Watched[] = [];
  for (const { id, expectation } of await expectationsOf(tx, origin)) {
    if (!files.some(({ name }) => matchFile(expectation, name))) continue;
    const watched = await lockExpectation(tx, id);
    if (watched) locked.push(watched);
  }
  return locked;
}

class Taking {
  readonly #tx: Db;
  readonly #arrival: Arrival;
  readonly #expected: readonly Watched[];
  readonly #touched = new Map<number, { watched: Watched; due: DueRow }>();
  readonly #wrong: Anomaly[] = [];
  readonly #ended: Anomaly[] = [];
  constructor(tx: Db, arrival: Arrival, expected: readonly Watched[]) {
    this.#tx = tx;
    this.#arrival = arrival;
    this.#expected = expected;
  }

  async take(file: ArrivedFile): Promise<Recorded> {
    const { origin } = this.#arrival;
    const known = await knownFile(this.#tx, origin, file);
    const watched = this.#expected.find(({ expectation }) => matchFile(expectation, file.name)) ?? null;
    const as = await this.#judge(file, known, watched);
    const { name } = file;
    if (known && isAsBefore(known, file, as))
      return { name, outcome: 'unchanged', state: as, expectation: known.expectation, period: known.period };
    const due = watched && (await this.#dueOf(watched, name, known));
    // Whatever was wrong with this name before, a newer file has taken its place.
    this.#ended.push(...(await takeTroubles(this.#tx, origin, name)));
    await this.#keep(file, as, watched, due);
    const asked = { expectation: watched?.expectation.code ?? null, period: due?.period ?? null };
    return { name, outcome: known ? 'changed' : 'new', state: as, ...asked };
  }

  async #keep(file: ArrivedFile, as: CameAs, watched: Watched | null, due: DueRow | null): Promise<void> {
    const ids = { expectation: watched?.id ?? null, due: due?.id ?? null };
    const id = await saveFile(this.#tx, this.#arrival, file, as, ids);
    if (as !== 'ok') await this.#complain(id, file, as, watched?.expectation ?? null);
    if (watched && due) this.#touched.set(due.id, { watched, due });
  }

  async #judge(file: ArrivedFile, known: Known | null, watched: Watched | null): Promise<CameAs> {
    if (file.state !== 'ok') return file.state;
    const bytesMin = watched?.expectation.bytesMin ?? null;
    if (bytesMin !== null && file.size !== null && file.size < bytesMin) return 'incomplete';
    if (known) return known.as === 'duplicate' ? 'duplicate' : 'ok';
    return (await contentOf(this.#tx, this.#arrival.origin, file)) === null ? 'ok' : 'duplicate';
  }

  /** The period that a file stands for: by the day in its name, else the oldest that waits. */
  async #dueOf(watched: Watched, name: string, known: Known | null): Promise<DueRow | null> {
    const { expectation, calendar, opened } = watched;
    if (known?.period && known.expectation === expectation.code) return findDue(this.#tx, watched, known.period);
    const day = matchFile(expectation, name)?.day ?? null;
    const recurs = !isOneOff(expectation);
    if (day !== null && recurs) {
      const named = periodOfDay(expectation, calendar, day);
      return named === null ? null : ensureDue(this.#tx, watched, named);
    }
    const waiting = await oldestUnanswered(this.#tx, watched);
    if (waiting) return waiting;
    const next = nextDue(expectation, calendar, recurs ? opened : null);
    return next && ensureDue(this.#tx, watched, next.period);
  }

  async #complain(
    id: number,
    file: ArrivedFile,
    as: Exclude<CameAs, 'ok'>,
    expectation: Expectation | null,
  ): Promise<void> {
    const { origin, receivedAt } = this.#arrival;
    const copyOf = as === 'duplicate' ? await contentOf(this.#tx, origin, file) : null;
    const whole = expectation ? completedBy(origin, originOf(expectation)) : origin;
    const words = { format: expectation?.format ?? null, detail: file.detail ?? copyOf };
    const trouble = badFile(`${id}/${receivedAt.toISOString()}`, file.name, as, whole, words);
    await keepTrouble(this.#tx, id, trouble);
    this.#wrong.push(trouble);
  }

  /** Judges each period again that something came for; the numbers of the cases that this closes. */
  async conclude(): Promise<string[]> {
    const { actor, at } = this.#arrival;
    for (const { watched, due } of this.#touched.values()) await this.#judgeDue(watched, due);
    const told = { wrong: this.#wrong, ended: this.#ended, outcome: 'corrected' as const };
    const closed = await tellFlow(this.#tx, told, actor, at);
    for (const { id } of this.#expected) {
      const watched = await lockExpectation(this.#tx, id);
      if (watched) await saveNext(this.#tx, watched);
    }
    const subjects = [...new Set([...this.#touched.values()].map(({ watched }) => watched.id))];
    await poke(
      this.#tx,
      subjects.map((id) => ({ kind: 'expectation' as const, id })),
    );
    return closed;
  }

  async #judgeDue({ id, expectation }: Watched, due: DueRow): Promise<void> {
    const files = await filesOf(this.#tx, due);
    const state = stateOf(expectation, files, due.lateAt, due.state);
    if (state === due.state) return;
    if (due.trouble && state !== 'missing') this.#ended.push(due.trouble);
    await saveDue(this.#tx, due, state, state === 'missing' ? due.trouble : null);
    const { found, lastAt } = readiness(expectation, files);
    // Who was told that it was missing knows that it is late: that case ends, and no other is opened.
    if (state === 'late' && lastAt && !due.trouble) {
      const late = lateFiles(expectation, asDue(due), [...found.values()], lastAt);
      this.#wrong.push(late);
      this.#ended.push(late);
    }
    const data = { expectation: expectation.code, period: due.period, day: dayOfPeriod(expectation, asDue(due)) };
    const { actor, at } = this.#arrival;
    await record(this.#tx, at, actor, [{ type: `delivery.${state}`, subject: `expectation/${id}`, data }]);
  }
}

const isAsBefore = (known: Known, { size }: ArrivedFile, as: CameAs): boolean =>
  known.as === as && (size === null || known.size === size);

const completedBy = (own: Origin, other: Origin): Origin => ({
  supplier: own.supplier ?? other.supplier,
  platform: own.platform ?? other.platform,
  cruise: own.cruise ?? other.cruise,
  dataset: own.dataset ?? other.dataset,
});
