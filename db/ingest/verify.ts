import { z } from 'zod';
import { OUTCOMES } from '../../domain/answer';
import { compareVersions } from '../../domain/data-version';
import { mendsData } from '../../domain/rules/reopen';
import type { Actor } from '../../domain/words';
import { tell } from '../cases';
import { inTransaction, PATIENT_MS, type Pool, rows } from '../query';
import type { RunHead } from '../runs';
import { type ExecutedCheck, executedJson, lookedAt } from './executed';
import { tellReopened } from './reopen';

const Waiting = z.object({
  id: z.number(),
  applied: z.string().nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  fails: z.boolean(),
});

/**
 * After a complete run: of the cases of its dataset that wait for it, whose checks it all executed on data at or after the
 * applied version, it closes as verified those in which it found nothing, and opens again those in which it still finds something.
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
        `select c.id, c.applied_version as applied, c.outcome, f.found as fails from anomaly_case c join run r on r.id = $4
           cross join lateral (select c.id in (select unnest(b.cases) from run_batch b where b.run = $4) as found) f
          where c.phase = 'verifying' and c.source = $1 and c.dataset = $2
            and not exists (select from anomaly a where a.case_id = c.id and not ${lookedAt('$3')})
            and (not f.found or (r.started_at >= c.phase_since and exists (
                  select from anomaly a where a.case_id = c.id and a.last_seen >= r.started_at)))
          order by c.id`,
        [head.source, head.dataset, executedJson(checks), head.id],
      ),
    PATIENT_MS,
  );
  for (const { id, applied, outcome, fails } of waiting)
    if (isAtOrAfter(head.dataVersion, applied) && (!fails || mendsData(outcome)))
      await inTransaction(pool, async (tx) => {
        if (fails) await tellReopened(tx, new Map([[id, { why: 'regression', runId: head.id }]]), { actor, at });
        else await tell(tx, id, { event: { type: 'verified' }, side: 'pipeline', actor, at, data: { run: head.id } });
      });
}

/** Without the version that was applied any later run will do; without its own a run proves nothing. */
const isAtOrAfter = (version: string | null, applied: string | null): boolean =>
  applied === null || (version !== null && compareVersions(version, applied) >= 0);
