import { type Choice, stretchesOf } from '../../domain/rules/window';
import { type Db, run } from '../query';
import type { Ready } from './batch';
import { openCases } from './cases';
import { Moved } from './moved';

/** Opens a case for each key and stretch of data; the last one keeps the key. The ids of those opened. */
export async function house(
  tx: Db,
  homeless: readonly Ready[],
  choices: Map<string, Choice>,
  at: Date,
): Promise<Set<number>> {
  const own = new Set<number>();
  for (const round of roundsOf(homeless)) {
    await retire(
      tx,
      round.flatMap(({ before }) => choices.get(before?.fingerprint ?? '')?.id ?? []),
    );
    const items = round.flatMap((stretch) => stretch.items);
    const opened = await openCases(tx, items, at);
    for (const { caseKey, fingerprint } of items) {
      const id = opened.get(caseKey);
      if (id === undefined) throw new Moved();
      own.add(id);
      choices.set(fingerprint, { id, holdsWhile: 'always', verdict: null });
    }
  }
  return own;
}

interface Stretch {
  items: Ready[];
  /** One of the stretch before it. */
  before: Ready | undefined;
}
/** The first stretch of every key, then the second of those that have one, and so on. */
function roundsOf(homeless: readonly Ready[]): Stretch[][] {
  const byKey = new Map<string, Ready[]>();
  for (const item of homeless) {
    const ofKey = byKey.get(item.caseKey);
    if (ofKey) ofKey.push(item);
    else byKey.set(item.caseKey, [item]);
  }
  const rounds: Stretch[][] = [];
  for (const items of byKey.values()) {
    const stretches = stretchesOf(items, timeOf, items[0]?.gapMs ?? null);
    for (const [n, stretch] of stretches.entries())
      (rounds[n] ??= []).push({ items: stretch, before: stretches[n - 1]?.[0] });
  }
  return rounds;
}
const timeOf = ({ anomaly: { timeStart } }: Ready): Date | null => (timeStart === null ? null : new Date(timeStart));

/** These cases accept no more; the next item of their keys opens another. */
export const retire = async (tx: Db, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return;
  await run(
    tx,
    `update anomaly_case set accepting = false
      where id in (select id from anomaly_case where id = any($1::bigint[]) order by id for no key update)`,
    [ids],
  );
};
