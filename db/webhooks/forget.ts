import { type Db, run } from '../query';

const PAGE = 10_000;

/** Forgets deliveries that were taken before an instant, with their attempts, a page at a time; how many. */
export const forgetDelivered = (tx: Db, before: Date): Promise<number> =>
  run(
    tx,
    `with old as (
       select id from webhook_delivery where state = 'delivered' and delivered_at < $1 order by delivered_at limit ${PAGE} for update skip locked
     ), tried as (
       delete from webhook_attempt where delivery in (select id from old)
     ) delete from webhook_delivery where id in (select id from old)`,
    [before],
  );
