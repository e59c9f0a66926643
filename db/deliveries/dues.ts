import { z } from 'zod';
import type { Anomaly } from '../../domain/anomaly';
import { type Due, DUE_STATES, type DueState, dueOf, isOneOff } from '../../domain/delivery';
import { FILE_STATES, type CameFile } from '../../domain/delivery-files';
import { fingerprint } from '../../domain/fingerprint';
import { type Db, firstRow, rows, run } from '../query';
import type { Watched } from './expectations';

/** An anomaly of ours kept until it is over. */
export const Trouble = z.custom<Anomaly>((value) => typeof value === 'object' && value !== null).nullable();
const DueRow = z.object({
  id: z.number(),
  period: z.string(),
  at: z.date(),
  lateAt: z.date(),
  state: z.enum(DUE_STATES),
  trouble: Trouble,
});
export type DueRow = z.output<typeof DueRow>;
const COLUMNS = 'id, period, due_at as at, late_at as "lateAt", state, trouble';

export const findDue = (tx: Db, { id }: Watched, period: string): Promise<DueRow | null> =>
  firstRow(tx, DueRow, `select ${COLUMNS} from delivery_due where expectation = $1 and period = $2`, [id, period]);

/** The oldest period that has not been answered well; the expectation is locked. */
export const oldestUnanswered = (tx: Db, { id }: Watched): Promise<DueRow | null> =>
  firstRow(
    tx,
    DueRow,
    `select ${COLUMNS} from delivery_due where expectation = $1 and state not in ('arrived', 'late') order by due_at limit 1`,
    [id],
  );

/** Periods of check runs that went wrong and of which the owner is still asked. */
export const troubledDues = (tx: Db, { id }: Watched): Promise<DueRow[]> =>
  rows(tx, DueRow, `select ${COLUMNS} from delivery_due where expectation = $1 and trouble is not null order by id`, [
    id,
  ]);

const lateAt = ({ expectation }: Watched, at: Date): Date => new Date(at.getTime() + expectation.lateAfterMs);

/** The row of a period, made when it is not there; null when the expectation has no such period, or one from before anybody watched. */
export async function ensureDue(tx: Db, watched: Watched, period: string): Promise<DueRow | null> {
  const standing = await findDue(tx, watched, period);
  if (standing) return standing;
  const { id, expectation, calendar } = watched;
  const at = dueOf(expectation, calendar, period);
  if (!at || (!isOneOff(expectation) && at < calendar.watchedFrom)) return null;
  await run(
    tx,
    `insert into delivery_due (expectation, period, due_at, late_at, state) values ($1, $2, $3, $4, 'due')`,
    [id, period, at, lateAt(watched, at)],
  );
  return findDue(tx, watched, period);
}

export const moveDue = (tx: Db, watched: Watched, { id }: DueRow, at: Date): Promise<number> =>
  run(tx, 'update delivery_due set due_at = $2, late_at = $3 where id = $1', [id, at, lateAt(watched, at)]);
export const dropDue = (tx: Db, { id }: DueRow): Promise<number> =>
  run(tx, 'delete from delivery_due where id = $1', [id]);

/** How a period stands now. A new trouble is kept with its fingerprint, by which its case is found; none ends the one before. */
export const saveDue = (tx: Db, { id }: DueRow, state: DueState, trouble: Anomaly | null): Promise<number> =>
  run(tx, `update delivery_due set state = $2, trouble = $3, fingerprint = coalesce($4, fingerprint) where id = $1`, [
    id,
    state,
    trouble && JSON.stringify(trouble),
    trouble && fingerprint(trouble),
  ]);

const Came = z.object({ name: z.string(), as: z.enum([...FILE_STATES, 'duplicate']), receivedAt: z.date() });
/** What came for a period, in the order it was recorded. */
export const filesOf = (tx: Db, { id }: DueRow): Promise<CameFile[]> =>
  rows(tx, Came, 'select name, state as "as", received_at as "receivedAt" from delivery where due = $1 order by id', [
    id,
  ]);

export const asDue = ({ period, at }: DueRow): Due => ({ period, at });
