import { z } from 'zod';
import type { RunCheck } from '../../domain/delivery-anomaly';
import { type Db, firstRow } from '../query';

const Seen = z.object({ good: z.boolean(), empty: z.boolean(), failed: z.boolean() });

/** What was wrong with a source's check runs that ended in this span; null when one of them was good. */
export async function runsTrouble(
  db: Db,
  source: string | null,
  after: Date | null,
  until: Date,
): Promise<RunCheck | null> {
  const seen = await firstRow(
    db,
    Seen,
    `select coalesce(bool_or(r.state = 'done' and r.ran), false) as good, coalesce(bool_or(r.state = 'done' and not r.ran), false) as empty,
            coalesce(bool_or(r.state = 'failed'), false) as failed
       from (select state, checks > 0 or exists (select from run_batch b where b.run = run.id and (b.counts ->> 'received')::bigint > 0) as ran
               from run where source = $1 and finished_at <= $3 and ($2::timestamptz is null or finished_at > $2)) r`,
    [source, after, until],
  );
  if (seen?.good) return null;
  if (seen?.failed) return 'check_error';
  return seen?.empty ? 'check_run_empty' : 'check_run_missing';
}
