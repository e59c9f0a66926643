import { z } from 'zod';
import type { Actor } from '../../domain/words';
import { tell } from '../cases';
import { type Db, rows, run } from '../query';
import type { Ready } from './batch';

/** The source says that these fail no more. */
export const markRecovered = (tx: Db, items: readonly Ready[], at: Date): Promise<number> =>
  run(
    tx,
    `update anomaly set recovered_at = $2 where fingerprint = any(select decode(f, 'hex') from unnest($1::text[]) f)`,
    [items.map(({ fingerprint }) => fingerprint), at],
  );

/** A case whose anomalies have all recovered is told so; its question stays open. */
export async function tellRecovered(tx: Db, ids: ReadonlySet<number>, actor: Actor, at: Date): Promise<void> {
  if (ids.size === 0) return;
  const recovered = await rows(
    tx,
    z.object({ id: z.number() }),
    `update anomaly_case c set source_recovered_at = $2
      where c.id = any($1::bigint[]) and not exists (select from anomaly a where a.case_id = c.id and a.recovered_at is null)
      returning c.id`,
    [[...ids], at],
  );
  for (const { id } of recovered.sort((a, b) => a.id - b.id))
    await tell(tx, id, { event: { type: 'recover' }, side: 'pipeline', actor, at });
}
