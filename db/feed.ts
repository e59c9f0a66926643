import { z } from 'zod';
import { type Db, rows } from './query';

const Entry = z.object({
  /** Null until the sequencer has placed it. */
  position: z.number().nullable(),
  at: z.date(),
  type: z.string(),
  case: z.string().nullable(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
/** What happened, as readers outside see it: a case by its number. */
export type FeedEntry = z.output<typeof Entry>;

const ENTRY = `
  select e.position, e.at, e.type, c.number as "case", e.actor, e.data
    from event e left join anomaly_case c on c.id = case when e.subject like 'case/%' then substr(e.subject, 6)::bigint end`;

export const feedAfter = (db: Db, position: number, types: readonly string[], limit: number): Promise<FeedEntry[]> =>
  rows(
    db,
    Entry,
    `${ENTRY} where e.position > $1 and (cardinality($2::text[]) = 0 or e.type = any($2::text[])) order by e.position limit $3`,
    [position, types, limit],
  );

/** Events of one ticket in their order, after the first `skip`. */
export const feedOfTicket = (db: Db, ticket: number, limit: number, skip: number): Promise<Omit<FeedEntry, 'case'>[]> =>
  rows(
    db,
    Entry.omit({ case: true }),
    `select position, at, type, actor, data from event where subject = 'ticket/' || $1::bigint order by id limit $2 offset $3`,
    [ticket, limit, skip],
  );

/** Events of one case in their order, after the first `skip`. */
export const feedOfCase = (db: Db, caseId: number, limit: number, skip: number): Promise<FeedEntry[]> =>
  rows(db, Entry, `${ENTRY} where e.subject = 'case/' || $1::bigint order by e.id limit $2 offset $3`, [
    caseId,
    limit,
    skip,
  ]);
