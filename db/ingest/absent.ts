import { z } from 'zod';
import { compareVersions } from '../../domain/data-version';
import type { Actor } from '../../domain/words';
import { inTransaction, PATIENT_MS, type Pool, rows, run } from '../query';
import type { RunHead } from '../runs';
import { type ExecutedCheck, executedJson, lookedAt } from './executed';
import { tellRecovered } from './recover';

/**
 * Open anomalies of a dataset that the checks of run $3 would have found again and did not; what somebody has seen since that
 * run began still fails.
 */
const ABSENT = `a.source = $1 and a.dataset = $2 and a.recovered_at is null and a.suppressed_by is null and a.run is distinct from $3
  and a.last_seen <= (select started_at from run where id = $3)
  and ${lookedAt('$4')}`;
const Found = z.object({ caseId: z.number(), version: z.string().nullable() });
const CASES_AT_ONCE = 200;

/**
 * After a complete run: what is absent from it has recovered, unless it was found in newer data. A run with refused rows says
 * nothing of what is absent, since a refused row may have told of it.
 */
export async function recoverAbsent(
  pool: Pool,
  head: RunHead,
  checks: readonly ExecutedCheck[],
  actor: Actor,
  at: Date,
): Promise<void> {
  const scope = [head.source, head.dataset, head.id, executedJson(checks)];
  const found = await inTransaction(
    pool,
    (tx) =>
      rows(
        tx,
        Found,
        `select a.case_id as "caseId", a.data_version as version from anomaly a join anomaly_case c on c.id = a.case_id
          where ${ABSENT} and c.phase not in ('closed', 'dismissed') and not exists (select from run_error where run = $3)
          group by 1, 2 order by 1`,
        scope,
      ),
    PATIENT_MS,
  );
  const absent = found.filter(({ version }) => isNotNewer(version, head.dataVersion));
  const ids = [...new Set(absent.map(({ caseId }) => caseId))];
  for (let from = 0; from < ids.length; from += CASES_AT_ONCE) {
    const some = new Set(ids.slice(from, from + CASES_AT_ONCE));
    const page = absent.filter(({ caseId }) => some.has(caseId));
    await inTransaction(
      pool,
      async (tx) => {
        await run(tx, 'select from anomaly_case where id = any($1::bigint[]) order by id for no key update', [
          [...some],
        ]);
        await run(
          tx,
          `update anomaly a set recovered_at = $7 from unnest($5::bigint[], $6::text[]) as n (case_id, version)
            where a.case_id = n.case_id and a.data_version is not distinct from n.version and ${ABSENT}`,
          [...scope, page.map(({ caseId }) => caseId), page.map(({ version }) => version), at],
        );
        await tellRecovered(tx, some, actor, at);
      },
      PATIENT_MS,
    );
  }
}

const isNotNewer = (version: string | null, of: string | null): boolean =>
  version === null || of === null || compareVersions(version, of) <= 0;
