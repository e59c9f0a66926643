import { z } from 'zod';
import { WEBHOOK_WHYS } from '../../domain/webhook';
import { type Db, firstRow, rows } from '../query';

const Paused = z.object({
  code: z.string(),
  name: z.string(),
  url: z.string(),
  why: z.enum(WEBHOOK_WHYS),
  waiting: z.number(),
});
/** What the mail to the owner says; null when it goes on again already. */
export const pausedWebhook = (db: Db, mail: string): Promise<z.output<typeof Paused> | null> =>
  firstRow(
    db,
    Paused,
    `select w.code, w.name, w.url, w.why, (select count(*) from webhook_delivery d where d.webhook = w.id and d.state = 'waiting') as waiting
       from mail m join webhook w on w.id = m.webhook where m.id = $1 and w.state in ('paused', 'disabled') and w.why <> 'person'`,
    [mail],
  );

const Shown = z.object({
  id: z.number(),
  position: z.number(),
  type: z.string(),
  case: z.string().nullable(),
  state: z.enum(['waiting', 'delivered', 'stopped', 'skipped']),
  attempts: z.number(),
  notBefore: z.date().nullable(),
  deliveredAt: z.date().nullable(),
  lastStatus: z.number().nullable(),
  lastTrouble: z.string().nullable(),
  lastAnswer: z.string().nullable(),
  lastAt: z.date().nullable(),
});
export type ShownDelivery = z.output<typeof Shown>;
/** The newest of the queue and of what has been delivered, each with its last attempt; those before `before`. */
export const deliveriesOf = (
  db: Db,
  webhook: number,
  { state, before, limit }: { state: ShownDelivery['state'] | null; before: number | null; limit: number },
): Promise<ShownDelivery[]> =>
  rows(
    db,
    Shown,
    `select d.id, d.position, e.type, c.number as "case", d.state, d.attempts, d.not_before as "notBefore", d.delivered_at as "deliveredAt",
            a.status as "lastStatus", a.trouble as "lastTrouble", a.answer as "lastAnswer", a.at as "lastAt"
       from webhook_delivery d join event e on e.position = d.position
       left join anomaly_case c on c.id = case when e.subject like 'case/%' then substr(e.subject, 6)::bigint end
       left join lateral (select * from webhook_attempt where delivery = d.id order by id desc limit 1) a on true
      where d.webhook = $1 and ($2::text is null or d.state = $2) and ($3::bigint is null or d.position < $3)
      order by d.position desc limit $4`,
    [webhook, state, before, limit],
  );

const ShownAttempt = z.object({
  at: z.date(),
  durationMs: z.number(),
  outcome: z.string(),
  status: z.number().nullable(),
  trouble: z.string().nullable(),
  answer: z.string().nullable(),
  position: z.number().nullable(),
});
/** The attempts, the newest first: of a proof without a place in the log. */
export const attemptsOf = (db: Db, webhook: number, limit: number): Promise<z.output<typeof ShownAttempt>[]> =>
  rows(
    db,
    ShownAttempt,
    `select a.at, a.duration_ms as "durationMs", a.outcome, a.status, a.trouble, a.answer, d.position
       from webhook_attempt a left join webhook_delivery d on d.id = a.delivery where a.webhook = $1 order by a.id desc limit $2`,
    [webhook, limit],
  );
