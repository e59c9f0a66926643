import { faultOfEnd, holdAgenda, holdOn, type HoldFault } from '../../domain/rules/hold';
import { type Actor, actorKey } from '../../domain/words';
import { readCases } from '../case-row';
import { tellLocked } from '../cases';
import { record } from '../events';
import { type Db, inTransaction, type Pool } from '../query';
import { settleTasks } from '../tasks';
import { holdFacts, saveHoldAgenda } from './follow';
import { casesHeldBy, casesUnder, insertHold, liveHolds, moveEnd, readHold, setHeldBy, type StoredHold } from './store';

const PAGE = 200;

type NewHold = Pick<StoredHold, 'kind' | 'matchers' | 'startsAt' | 'endsAt' | 'quietMs' | 'reason'>;
/** Makes a hold and keeps waiting the open cases that it matches. It was found without fault. */
export async function makeHold(pool: Pool, hold: NewHold, actor: Actor, at: Date): Promise<StoredHold> {
  const made = await inTransaction(pool, async (tx) => {
    const stored = await insertHold(tx, { ...hold, author: actorKey(actor), createdAt: at });
    await note(tx, 'hold.made', stored, actor, at);
    await saveHoldAgenda(tx, stored);
    return stored;
  });
  for (let after = 0; ; ) {
    const page = (await casesUnder(pool, made, PAGE, after)).map(({ id }) => id);
    const last = page.at(-1);
    if (last === undefined) return made;
    await inTransaction(pool, (tx) => keepWaiting(tx, page, made, made.endsAt, actor, at));
    after = last;
  }
}

export type Moved = { ok: true; hold: StoredHold } | { ok: false; fault: HoldFault | 'unknown' };

/**
 * Moves the end of a hold, and with it the cases that wait for nothing else. An end now lets them go; what has ended already
 * and is ended again stays as it was.
 */
export async function endHold(pool: Pool, id: number, end: Date | 'now', actor: Actor, at: Date): Promise<Moved> {
  const done = await inTransaction(pool, async (tx): Promise<Moved> => {
    const hold = await readHold(tx, id, true);
    if (!hold) return { ok: false, fault: 'unknown' };
    if (end === 'now' && hold.endsAt <= at) return { ok: true, hold };
    const fault = end === 'now' ? null : faultOfEnd(hold, end, at);
    if (fault) return { ok: false, fault };
    return { ok: true, hold: await moved(tx, hold, end === 'now' ? at : end, end === 'now', actor, at) };
  });
  if (done.ok) await moveCases(pool, done.hold, actor, at);
  return done;
}

async function moved(
  tx: Db,
  hold: StoredHold,
  endsAt: Date,
  isOver: boolean,
  actor: Actor,
  at: Date,
): Promise<StoredHold> {
  const now = { ...hold, endsAt, movedFrom: hold.endsAt, endedAt: isOver ? at : null };
  await moveEnd(tx, now);
  await note(tx, isOver ? 'hold.expired' : 'hold.moved', now, actor, at);
  await saveHoldAgenda(tx, now);
  return now;
}

/** Cases that wait until the end as it was before wait until the one that it has now. How many. */
async function moveCases(pool: Pool, hold: StoredHold, actor: Actor, at: Date): Promise<number> {
  const { id, movedFrom, endsAt } = hold;
  const held = movedFrom ? await casesHeldBy(pool, id, movedFrom) : [];
  // A case is held until a later instant or not at all: the next one is as good as now.
  const until = new Date(Math.max(endsAt.getTime(), at.getTime() + 1));
  for (let from = 0; from < held.length; from += PAGE)
    await inTransaction(pool, (tx) => keepWaiting(tx, held.slice(from, from + PAGE), hold, until, actor, at));
  await inTransaction(pool, (tx) => saveHoldAgenda(tx, hold));
  return held.length;
}

const CLOCK: Actor = { kind: 'clock' };

/** A step of the workflow: what a crash left unmoved is moved. */
export async function moveCasesLeft(pool: Pool, id: number, at: Date): Promise<boolean> {
  const hold = await readHold(pool, id);
  return hold !== null && (await moveCases(pool, hold, CLOCK, at)) > 0;
}

/** A step of the workflow: acts only if the agenda, computed again under the lock, still says that the hold is over. */
export async function endHoldIfDue(pool: Pool, id: number, at: Date): Promise<boolean> {
  const ended = await inTransaction(pool, async (tx) => {
    const hold = await readHold(tx, id, true);
    const next = hold && holdAgenda(await holdFacts(tx, hold)).next;
    if (hold && next?.step === 'endHold' && next.dueAtMs <= at.getTime())
      return moved(tx, hold, at < hold.endsAt ? at : hold.endsAt, true, CLOCK, at);
    if (hold) await saveHoldAgenda(tx, hold);
    return null;
  });
  if (!ended) return false;
  await inTransaction(pool, (tx) => settleTasks(tx, `hold/${id}`, at));
  await moveCases(pool, ended, CLOCK, at);
  return true;
}

/**
 * A phase in which nothing waits refuses, and a case that is held for longer stays so; one that is let go passes to the silence
 * that also matches it, if there is one.
 */
async function keepWaiting(
  tx: Db,
  ids: readonly number[],
  hold: StoredHold,
  until: Date,
  actor: Actor,
  at: Date,
): Promise<void> {
  const others = (await liveHolds(tx, at)).filter(({ id }) => id !== hold.id);
  for (const found of await readCases(tx, ids, true)) {
    const { facts, about } = found;
    if (found.heldBy !== hold.id && facts.heldUntil && facts.heldUntil >= until) continue;
    const other = holdOn(others, { ...about, severity: facts.severity }, at, null);
    const by = other && other.endsAt > until ? { id: other.id, until: other.endsAt } : { id: hold.id, until };
    const event = { type: 'snooze', until: by.until } as const;
    const told = await tellLocked(tx, found, {
      event,
      side: 'desk',
      actor,
      at,
      data: { hold: by.id, until: by.until },
    });
    if (told.ok) await setHeldBy(tx, found.id, by.id);
  }
}

/** Ids and instants only; the reason stays on the hold's row. */
const note = (tx: Db, type: string, hold: StoredHold, actor: Actor, at: Date): Promise<void> =>
  record(tx, at, actor, [{ type, subject: `hold/${hold.id}`, data: { hold: hold.id, until: hold.endsAt } }]);
