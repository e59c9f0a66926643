import { z } from 'zod';
import type { Anomaly } from '../../domain/anomaly';
import type { Outcome } from '../../domain/answer';
import { over } from '../../domain/delivery-anomaly';
import { fingerprint } from '../../domain/fingerprint';
import type { Actor } from '../../domain/words';
import { tell } from '../cases';
import { raise } from '../ingest/raise';
import { type Db, rows } from '../query';

const Settled = z.object({ id: z.number(), number: z.string() });

/** Raises what is wrong and resolves what is over, together; cases of the flow in which nothing is left are closed. Their numbers. */
export async function tellFlow(
  tx: Db,
  { wrong, ended, outcome }: { wrong: readonly Anomaly[]; ended: readonly Anomaly[]; outcome: Outcome },
  actor: Actor,
  at: Date,
): Promise<string[]> {
  await raise(tx, [...wrong, ...ended.map(over)], actor, at);
  if (ended.length === 0) return [];
  const settled = await rows(
    tx,
    Settled,
    `select c.id, c.number from anomaly_case c
      where c.id in (select case_id from anomaly where fingerprint = any($1::bytea[]))
        and c.family = 'flow' and c.phase not in ('closed', 'dismissed')
        and not exists (select from anomaly a where a.case_id = c.id and a.recovered_at is null) order by c.id`,
    [ended.map((anomaly) => fingerprint(anomaly))],
  );
  for (const { id } of settled)
    await tell(tx, id, { event: { type: 'settle', outcome }, side: 'pipeline', actor, at, data: { outcome } });
  return settled.map(({ number }) => number);
}
