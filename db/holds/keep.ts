import { faultOfEnd, holdOn, type HoldFault } from '../../domain/rules/hold';
import { type Actor, actorKey } from '../../domain/words';
import { readCases } from '../case-row';
import { tellLocked } from '../cases';
import { record } from '../events';
import { type Db, inTransaction, type Pool } from '../query';
import { casesHeldBy, casesUnder, insertHold, liveHolds, moveEnd, readHold, setHeldBy, type StoredHold } from './store';

const PAGE = 200;

type NewHold = Pick<StoredHold, 'kind' | 'matchers' | 'startsAt' | 'endsAt' | 'reason'>;
/** Makes a hold and keeps waiting the open cases that it matches. It was found without fault. */
export async function makeHold(pool: Pool, hold: NewHold, actor: Actor, at: Date): Promise<StoredHold> {
  const made = await inTransaction(pool, async (tx) => {
    const stored = await insertHold(tx, { ...hold, author: actorKey(actor), createdAt: at });
    await note(tx, 'hold.made', stored, actor, at);
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
  const done = await inTransaction(pool, async (tx): Promise<Moved & { before?: StoredHold }> => {
    const hold = await readHold(tx, id, true);
    if (!hold) return { ok: false, fault: 'unknown' };
    if (end === 'now' && hold.endsAt <= at) return { ok: true, hold };
    const fault = end === 'now' ? null : faultOfEnd(hold, end, at);
    if (fault) return { ok: false, fault };
    const moved = { ...hold, endsAt: end === 'now' ? at : end };
    await moveEnd(tx, id, moved.endsAt);
    await note(tx, end === 'now' ? 'hold.expired' : 'hold.moved', moved, actor, at);
    return { ok: true, hold: moved, before: hold };
  });
  if (!done.ok || !done.before) return done;
  const { hold, before } = done;
  const held = await casesHeldBy(pool, before);
  // A case is held until a later instant or not at all: the next one is as good as now.
  const until = new Date(Math.max(hold.endsAt.getTime(), at.getTime() + 1));
  for (let from = 0; from < held.length; from += PAGE)
    await inTransaction(pool, (tx) => keepWaiting(tx, held.slice(from, from + PAGE), hold, until, actor, at));
  return { ok: true, hold };
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
