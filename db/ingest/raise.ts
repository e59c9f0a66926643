import { createHash, randomUUID } from 'node:crypto';
import type { Anomaly } from '../../domain/anomaly';
import { type Actor, actorKey } from '../../domain/words';
import { type Db, inTransaction, type Pool } from '../query';
import { insertBatches, insertRuns } from '../runs';
import { accepted, ready } from './batch';
import { Decider } from './decide';
import { retire } from './house';
import { Moved, Retire } from './moved';
import { Registers } from './resolve';
import { noTally, storeItems } from './store';

const MOVES_MAX = 50;

/**
 * What Vigie itself finds goes the way of every post, as a run of its own, in the caller's transaction: one of `whileCasesMove`.
 * That run names no source, since no pipeline ran.
 */
export async function raise(tx: Db, anomalies: readonly Anomaly[], actor: Actor, at: Date): Promise<void> {
  if (anomalies.length === 0) return;
  const id = `flow-${randomUUID()}`;
  const head = { id, owner: actorKey(actor), apiKey: null, format: 'flow', source: null, dataset: null };
  await insertRuns(tx, [{ head: { ...head, dataVersion: null, complete: false }, state: 'done', checks: 0 }], at);
  const registers = new Registers();
  const found = anomalies.map((anomaly) => accepted(anomaly));
  await registers.learn(tx, found);
  const decider = new Decider(at);
  await decider.learn(tx);
  const items = found.map((item) => {
    const { anomaly, series } = registers.complete(item);
    return ready(item, anomaly, { ...decider.decide(anomaly, series), caps: null }, id);
  });
  const { cases, ...tally } = (await storeItems(tx, items, { runId: id, actor, at })).get(id) ?? noTally();
  const hash = createHash('sha256')
    .update(items.map(({ doc }) => doc).join('\n'))
    .digest();
  const counts = { ...tally, received: items.length, rejected: 0 };
  await insertBatches(tx, [{ runId: id, number: 0, hash, counts, cases: [...cases], errors: [] }]);
}

/** Tries again what met a case that moved under it. `work` is a whole transaction. */
export async function whileCasesMove<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  for (let moves = 0; ; moves += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Retire) await inTransaction(pool, (tx) => retire(tx, error.ids));
      else if (!(error instanceof Moved) || moves >= MOVES_MAX) throw error;
    }
  }
}
