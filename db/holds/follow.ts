import { z } from 'zod';
import { type Agenda, NOTHING_DUE } from '../../domain/agenda';
import { holdAgenda, type HoldFacts, type HoldStep } from '../../domain/rules/hold';
import { matches, type Subject } from '../../domain/rules/matcher';
import { poke } from '../outbox';
import { type Db, firstRow, run } from '../query';
import { emptySince, liveHolds, readHold, type StoredHold } from './store';

/** What the agenda of a hold reads, as things stand. */
export async function holdFacts(db: Db, hold: StoredHold): Promise<HoldFacts> {
  const { id, quietMs, endsAt, endedAt, movedFrom } = hold;
  const left = await firstRow(
    db,
    z.object({ isUnmoved: z.boolean() }),
    `select $2::timestamptz <> $3 and exists (select from anomaly_case
        where held_by = $1 and held_until = $2 and phase not in ('closed', 'dismissed')) as "isUnmoved"`,
    [id, movedFrom, endsAt],
  );
  const isWatched = quietMs !== null && !endedAt;
  return { ...hold, emptySince: isWatched ? await emptySince(db, hold) : null, isUnmoved: left?.isUnmoved ?? false };
}

export async function readHoldAgenda(db: Db, id: number): Promise<Agenda<HoldStep>> {
  const hold = await readHold(db, id);
  return hold ? holdAgenda(await holdFacts(db, hold)) : NOTHING_DUE;
}

/** What is next stands on the row, for the sweep, and its workflow looks again. */
export async function saveHoldAgenda(tx: Db, hold: StoredHold): Promise<void> {
  const { closed, next } = holdAgenda(await holdFacts(tx, hold));
  await run(tx, 'update hold set next_step = $2, next_due_at = $3 where id = $1', [
    hold.id,
    next?.step ?? null,
    next && new Date(next.dueAtMs),
  ]);
  if (!closed) await poke(tx, [{ kind: 'hold', id: hold.id }]);
}

/** A case has recovered or is over: holds until resolved that match it may be about to end. */
export async function caseWentQuiet(tx: Db, subject: Subject, at: Date): Promise<void> {
  for (const hold of await liveHolds(tx, at))
    if (hold.quietMs !== null && matches(hold.matchers, subject)) await saveHoldAgenda(tx, hold);
}
