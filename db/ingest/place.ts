import { z } from 'zod';
import type { Closing, Correction } from '../../domain/rules/reopen';
import { type Candidate, chooseCase, type Choice, widen } from '../../domain/rules/window';
import { type Db, rows } from '../query';
import type { Ready } from './batch';
import { arrivalOf, asClosing, type Began, candidatesOf, CLOSING_COLUMNS, ClosingRow, closingOf } from './candidates';
import { house } from './house';
import { Load } from './load';
import { findKnown, type Known } from './known';
import { Moved, Retire } from './moved';

export interface Placed {
  known: Map<string, Known>;
  /** The case of every item that has none yet, by fingerprint, and what it means for that case when it is closed. */
  fresh: Map<string, Choice>;
  opened: Set<number>;
  /** Says which items may not be raised. */
  load: Load;
  /** The closed ones among the cases, and how they ended. */
  closed: Map<number, Closing>;
  /** Those whose correction is to be verified. */
  verifying: Map<number, Correction>;
  /** When each post began, by its run. */
  began: ReadonlyMap<string, Began>;
}

/**
 * Finds the case of every item and locks all of them before any anomaly is touched. Cases are opened first, in key order,
 * while no lock is held; then those that exist are locked in id order. So nobody who holds a case waits for somebody who is
 * still opening one, and no order of posts can deadlock.
 */
export async function placeItems(tx: Db, items: readonly Ready[], at: Date, expectsNew: boolean): Promise<Placed> {
  const before = expectsNew ? new Map<string, Known>() : await findKnown(tx, items);
  const raised = items.filter(
    ({ fingerprint, outcome, anomaly }) =>
      outcome === 'raise' && anomaly.action === 'raise' && !hasCase(before, fingerprint),
  );
  const load = await Load.of(tx, raised, at);
  const fresh = load.withinOpen(raised);
  const candidates = await candidatesOf(tx, fresh, at);
  const began = before.size > 0 || candidates.size > 0 ? await beganAfter(tx, items) : new Map<string, Began>();
  const { choices, homeless: outside } = chooseAll(fresh, candidates, began);
  const homeless = await load.withinCases(tx, outside);
  // What is not inserted would not be found to be known.
  if (expectsNew && load.folded.size > 0) throw new Moved();
  retireOthers(fresh, homeless, candidates);
  const own = await house(tx, homeless, choices, at);
  load.opened(homeless, ({ fingerprint }) => choices.get(fingerprint)?.id);
  const wanted = [
    ...[...before.values()].flatMap(({ caseId }) => caseId ?? []),
    ...[...choices.values()].map(({ id }) => id),
  ];
  const theirs = [...new Set(wanted)].filter((id) => !own.has(id));
  const { known, closed, verifying } =
    theirs.length > 0
      ? await lockAndLook(tx, theirs, own, before, choices)
      : { known: before, closed: new Map<number, Closing>(), verifying: new Map<number, Correction>() };
  const placed = [...choices].filter(([fingerprint]) => !hasCase(known, fingerprint));
  return { known, fresh: new Map(placed), opened: own, load, closed, verifying, began };
}

const hasCase = (known: ReadonlyMap<string, Known>, fingerprint: string): boolean =>
  (known.get(fingerprint)?.caseId ?? null) !== null;

const BeganRow = z.object({ id: z.string(), after: z.number(), startedAt: z.date() });
async function beganAfter(tx: Db, items: readonly Ready[]): Promise<Map<string, Began>> {
  const runs = [...new Set(items.map(({ runId }) => runId))];
  const found = await rows(
    tx,
    BeganRow,
    'select id, began_after as after, started_at as "startedAt" from run where id = any($1::text[])',
    [runs],
  );
  return new Map(found.map(({ id, ...began }) => [id, began]));
}

/**
 * The gap rolls, so what lies outside it is asked again in both orders of time, after all else has widened the cases: then
 * the order of the post does not matter.
 */
function chooseAll(
  fresh: readonly Ready[],
  candidates: ReadonlyMap<string, Candidate[]>,
  began: ReadonlyMap<string, Began>,
): { choices: Map<string, Choice>; homeless: Ready[] } {
  const choices = new Map<string, Choice>();
  const pass = (items: readonly Ready[]): Ready[] =>
    items.filter((item) => {
      const ofKey = candidates.get(item.caseKey);
      if (!ofKey) return true;
      const arrival = arrivalOf(item, false, began);
      const choice = chooseCase(arrival, ofKey);
      if (!choice) return true;
      const chosen = ofKey.find(({ id }) => id === choice.id);
      if (chosen?.isOpen) widen(chosen, arrival);
      choices.set(item.fingerprint, choice);
      return false;
    });
  let homeless = pass(fresh);
  if (choices.size > 0 && homeless.length > 0) {
    homeless = pass([...homeless].sort(byTime));
    homeless = pass([...homeless].sort((a, b) => byTime(b, a)));
  }
  return { choices, homeless };
}
const byTime = (a: Ready, b: Ready): number => ((a.anomaly.timeStart ?? '') < (b.anomaly.timeStart ?? '') ? -1 : 1);

/** What is worn out accepts no more, and what holds a key gives it to the case that is about to be opened. */
function retireOthers(
  fresh: readonly Ready[],
  homeless: readonly Ready[],
  candidates: ReadonlyMap<string, Candidate[]>,
): void {
  const yielding = new Set(homeless.map(({ caseKey }) => caseKey));
  const keys = new Set(fresh.map(({ caseKey }) => caseKey));
  const ids = [...keys].flatMap((key) =>
    (candidates.get(key) ?? [])
      .filter(({ accepting, isWorn }) => accepting && (isWorn || yielding.has(key)))
      .map(({ id }) => id),
  );
  if (ids.length > 0) throw new Retire(ids);
}

const Locked = ClosingRow.extend({ id: z.number(), accepting: z.boolean(), isVerifying: z.boolean(), since: z.date() });

/**
 * What is known is asked again under the locks, and what was chosen must still hold. What has become known meanwhile is met
 * when it is inserted.
 */
async function lockAndLook(
  tx: Db,
  ids: readonly number[],
  own: ReadonlySet<number>,
  before: ReadonlyMap<string, Known>,
  choices: ReadonlyMap<string, Choice>,
): Promise<Pick<Placed, 'known' | 'closed' | 'verifying'>> {
  const locked = await rows(
    tx,
    Locked,
    `select c.id, c.accepting, c.phase = 'verifying' as "isVerifying", c.phase_since as since, ${CLOSING_COLUMNS} from anomaly_case c where c.id = any($1::bigint[]) order by c.id for no key update`,
    [ids],
  );
  const byId = new Map(
    locked.map((row) => [
      row.id,
      { closing: closingOf(row), accepting: row.accepting, open: !row.isOver, closed: row.isOver, always: true },
    ]),
  );
  const known = await findKnown(tx, [...before.values()]);
  const lost = [...known.values()].some(({ caseId }) => caseId !== null && !own.has(caseId) && !byId.has(caseId));
  const broken = [...choices.values()].some(({ id, holdsWhile }) => !own.has(id) && !byId.get(id)?.[holdsWhile]);
  if (lost || broken) throw new Moved();
  const closed = [...byId].flatMap(([id, { closing }]) => (closing ? [[id, closing] as const] : []));
  const verifying = locked.flatMap((row) =>
    row.isVerifying ? [[row.id, { ...asClosing(row), appliedAt: row.since }] as const] : [],
  );
  return { known, closed: new Map(closed), verifying: new Map(verifying) };
}
