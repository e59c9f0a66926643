import { z } from 'zod';
import type { LoggedEvent } from '../../domain/webhook-event';
import { type Db, rows } from '../query';

const Due = z.object({
  id: z.number(),
  line: z.string(),
  position: z.number(),
  attempts: z.number(),
  at: z.date(),
  type: z.string(),
  case: z.string().nullable(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
/** An event that waits for a receiver, as the log has it now. */
export type DueDelivery = z.output<typeof Due> & LoggedEvent;

/** What may leave at `at`, in the order of the log: of a line whose head may not leave yet, nothing. */
export const dueDeliveries = (db: Db, webhook: number, at: Date, limit: number): Promise<DueDelivery[]> =>
  rows(
    db,
    Due,
    `select d.id, d.line, d.position, d.attempts, e.at, e.type, c.number as "case", e.actor, e.data
       from webhook_delivery d join event e on e.position = d.position
       left join anomaly_case c on c.id = case when e.subject like 'case/%' then substr(e.subject, 6)::bigint end
      where d.webhook = $1 and d.state = 'waiting' and (d.not_before is null or d.not_before <= $2)
        and not exists (select from webhook_delivery b where b.webhook = d.webhook and b.line = d.line and b.position < d.position
              and (b.state = 'stopped' or (b.state = 'waiting' and b.not_before > $2)))
      order by d.position limit $3`,
    [webhook, at, limit],
  );
