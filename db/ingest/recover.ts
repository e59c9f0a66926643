import { z } from 'zod';
import type { Actor } from '../../domain/words';
import { recompute, tell } from '../cases';
import { type Db, rows, run } from '../query';
import type { Ready } from './batch';

/** The source says that these fail no more. */
export const markRecovered = (tx: Db, items: readonly Ready[], at: Date): Promise<number> =>
  run(
    tx,
    `update anomaly set recovered_at = $2 where fingerprint = any(select decode(f, 'hex') from unnest($1::text[]) f)`,
    [items.map(({ fingerprint }) => fingerprint), at],
  );

/**
 * A case whose anomalies have all recovered is told so; its question stays open. Where only some have, its contact hears of it who
 * wants to and was told of them. One that waits for more of them waits on.
 */
export async function tellRecovered(tx: Db, ids: ReadonlySet<number>, actor: Actor, at: Date): Promise<void> {
  if (ids.size === 0) return;
  const found = await rows(
    tx,
    z.object({ id: z.number(), recovered: z.boolean(), gated: z.boolean(), news: z.boolean() }),
    `select c.id, not exists (select from anomaly a where a.case_id = c.id and a.recovered_at is null) as recovered,
            c.phase = 'collecting' and coalesce(r.threshold > 1, false) as gated,
            c.phase in ('notified', 'acknowledged') and c.told_failing and c.lessened_at is null and coalesce(t.partial_news, false) as news
       from anomaly_case c left join contact t on t.id = c.contact left join rule r on r.id = c.rule_version where c.id = any($1::bigint[]) order by c.id`,
    [[...ids]],
  );
  await recompute(
    tx,
    found.filter(({ gated }) => gated).map(({ id }) => id),
  );
  for (const { id, recovered } of found.filter((of) => of.recovered || of.news))
    await tell(tx, id, { event: { type: recovered ? 'recover' : 'lessen' }, side: 'pipeline', actor, at });
}
