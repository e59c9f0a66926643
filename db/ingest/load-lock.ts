import { type Db, run } from '../query';
import { BATCH_ITEMS_MAX } from './lanes';

/** What a batch may add to one load of a source and check. */
export interface Wish {
  key: string;
  standing: number;
  adding: number;
  max: number;
}

/** More batches than ever commit at once, and as many items as any of them has. */
const AT_ONCE = 32;
const ITEMS_MAX = BATCH_ITEMS_MAX;

/** Far from its cap a batch need not wait for the others: were there as many as there ever are, they would all fit. */
export function isFar({ standing, adding, max }: Wish): boolean {
  const most = Math.min(ITEMS_MAX, Math.floor(max / (2 * AT_ONCE)));
  return adding <= most && standing + AT_ONCE * most <= max;
}

/**
 * Until this transaction ends: nobody who is near the cap counts while somebody else, far or near, may still add. Locks are taken
 * in one order, before any row is locked.
 */
export const lockLoads = (tx: Db, wishes: readonly Wish[]): Promise<number> =>
  run(
    tx,
    `select case when n.far then pg_advisory_xact_lock_shared(n.key)::text else pg_advisory_xact_lock(n.key)::text end
       from (select w.far, hashtextextended(w.key, 0) as key from unnest($1::text[], $2::boolean[]) as w (key, far) order by 2 offset 0) n`,
    [wishes.map(({ key }) => key), wishes.map(isFar)],
  );
