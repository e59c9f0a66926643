import { dropAbandonedFiles } from '../db/files';
import { pokeOverdue } from '../db/outbox';
import { inTransaction, type Pool } from '../db/query';
import { forgetDelivered } from '../db/webhooks/forget';

const LATE_MS = 120_000;
/** Longer than the page that carries a file may be confirmed. */
const ABANDONED_MS = 24 * 3_600_000;
/** What a receiver has taken is looked up no longer than this; the log itself stays. */
const DELIVERED_KEPT_MS = 30 * 24 * 3_600_000;

export const createSweepActivities = ({ pool }: { pool: Pool }) => ({
  /** How many cases and contacts were overdue by more than two minutes and are asked to look again. */
  pokeOverdue: (nowMs: number): Promise<number> =>
    inTransaction(pool, (tx) => pokeOverdue(tx, new Date(nowMs - LATE_MS))),
  dropAbandonedFiles: (nowMs: number): Promise<number> =>
    inTransaction(pool, (tx) => dropAbandonedFiles(tx, new Date(nowMs - ABANDONED_MS))),
  forgetDelivered: (nowMs: number): Promise<number> =>
    inTransaction(pool, (tx) => forgetDelivered(tx, new Date(nowMs - DELIVERED_KEPT_MS))),
});
export type SweepActivities = ReturnType<typeof createSweepActivities>;
