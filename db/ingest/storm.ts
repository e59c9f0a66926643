import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type Caps, foldIn, type Folded, stormAnomaly, stormKey } from '../../domain/rules/storm';
import { type Actor, worst } from '../../domain/words';
import { type Db, firstRow } from '../query';
import { insertNew, update } from './anomalies';
import { accepted, type Ready, ready } from './batch';
import { openCases } from './cases';
import { keepFolded } from './folded';
import { Growth, growCases } from './growth';
import { Moved } from './moved';

const Standing = z.object({ id: z.number() });
const Doc = z.record(z.string(), z.unknown());
const Kept = z.object({ folded: z.number(), sample: z.array(Doc) });

/** Counts these in the case of their storm, one for each source and check; it is opened when there is none. Its id by item. */
export async function foldAll(
  tx: Db,
  items: readonly Ready[],
  actor: Actor,
  at: Date,
): Promise<ReadonlyMap<Ready, number>> {
  const cases = new Map<Ready, number>();
  const byKey = new Map<string, { caps: Caps; items: Ready[] }>();
  for (const item of items) {
    if (!item.caps) throw new Error('an item is folded without a cap');
    const key = stormKey(item.caps);
    const storm = byKey.get(key) ?? { caps: item.caps, items: [] };
    byKey.set(key, storm);
    storm.items.push(item);
  }
  for (const [, storm] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const id = await fold(tx, storm.caps, storm.items, actor, at);
    for (const item of storm.items) cases.set(item, id);
  }
  return cases;
}

async function fold(tx: Db, caps: Caps, items: readonly Ready[], actor: Actor, at: Date): Promise<number> {
  const severity = items.reduce(
    (most, { anomaly }) => worst(most, anomaly.severity),
    items[0]?.anomaly.severity ?? 'info',
  );
  const storm = (key: string, of: Folded): Ready => {
    const anomaly = stormAnomaly(caps, key, severity, of);
    const decision = {
      caseKey: stormKey(caps),
      rule: items[0]?.rule ?? null,
      caps: null,
      gapMs: null,
      hold: null,
      reason: null,
    };
    return ready(accepted(anomaly), anomaly, { ...decision, outcome: 'raise' }, `storm/${key}`);
  };
  const opened = await openCases(tx, [storm('', NOTHING)], at);
  const id = opened.get(stormKey(caps)) ?? (await lockStorm(tx, caps));
  const before = await keptBy(tx, storm(String(id), NOTHING));
  const after = foldIn(
    before ?? NOTHING,
    items.map(({ doc }) => Doc.parse(JSON.parse(doc))),
    (n) => randomInt(n),
  );
  await keepFolded(tx, items, id);
  const told = storm(String(id), after);
  if (before) await update(tx, [told], at);
  else await insertNew(tx, [told], () => id, at);
  const growth = new Growth();
  growth.take(told, !before);
  await growCases(tx, new Map([[id, growth]]), new Set(opened.values()), actor, at);
  return id;
}
const NOTHING: Folded = { folded: 0, sample: [] };

/** Whoever folds into it waits here, so that nothing is counted twice or lost. */
async function lockStorm(tx: Db, caps: Caps): Promise<number> {
  const standing = await firstRow(
    tx,
    Standing,
    `select id from anomaly_case where case_key = decode($1, 'hex') and accepting for no key update`,
    [stormKey(caps)],
  );
  if (!standing) throw new Moved();
  return standing.id;
}

const keptBy = async (tx: Db, { fingerprint }: Ready): Promise<Folded | null> =>
  (
    await firstRow(
      tx,
      z.object({ kept: Kept }),
      `select doc -> 'extra' as kept from anomaly where fingerprint = decode($1, 'hex')`,
      [fingerprint],
    )
  )?.kept ?? null;
