import { z } from 'zod';
import { compareVersions } from '../../domain/data-version';
import type { Actor } from '../../domain/words';
import { tell } from '../cases';
import { inTransaction, PATIENT_MS, type Pool, rows } from '../query';
import type { RunHead } from '../runs';
import { type ExecutedCheck, executedJson, lookedAt } from './executed';

const Waiting = z.object({ id: z.number(), applied: z.string().nullable() });

/**
 * After a complete run: closes, as verified, the cases of its dataset that wait for it, whose checks it all executed on data
 * at or after the applied version, and in which it found nothing.
 */
export async function verifyCases(
  pool: Pool,
  head: RunHead,
  checks: readonly ExecutedCheck[],
  actor: Actor,
  at: Date,
): Promise<void> {
  const waiting = await inTransaction(
    pool,
    (tx) =>
      rows(
        tx,
        Waiting,
        `select c.id, c.applied_version as applied from anomaly_case c
          where c.phase = 'verifying' and c.source = $1 and c.dataset = $2
            and not exists (select from anomaly a where a.case_id = c.id and not ${lookedAt('$3')})
            and c.id not in (select unnest(b.cases) from run_batch b where b.run = $4) order by c.id`,
        [head.source, head.dataset, executedJson(checks), head.id],
      ),
    PATIENT_MS,
  );
  for (const { id, applied } of waiting)
    if (isAtOrAfter(head.dataVersion, applied))
      await inTransaction(pool, (tx) =>
        tell(tx, id, { event: { type: 'verified' }, side: 'pipeline', actor, at, data: { run: head.id } }),
      );
}

/** Without the version that was applied any later run will do; without its own a run proves nothing. */
const isAtOrAfter = (version: string | null, applied: string | null): boolean =>
  applied === null || (version !== null && compareVersions(version, applied) >= 0);
