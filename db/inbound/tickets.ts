import { z } from 'zod';
import { type Db, firstRow, rows } from '../query';

const Reached = z.object({
  id: z.number(),
  number: z.string(),
  subject: z.string().nullable(),
  closedAt: z.date().nullable(),
  /** The sender asked, has written in it, or belongs to whoever asked. */
  belongs: z.boolean(),
  /** The sender is the outside desk that holds or held it. */
  isDesk: z.boolean(),
});
/** A ticket that a mail is about, where those that were merged went, with what its sender is to it. */
export type ReachedTicket = z.output<typeof Reached> & {
  /** Of the mail of ours that is answered: what it told, and whom of staff. */
  about: string | null;
  person: string | null;
};

const HOPS_MAX = 20;
const reach = (db: Db, ticket: number, sender: string) =>
  firstRow(
    db,
    Reached,
    `with recursive chain as (
       select id, merged_into, 1 as hops from ticket where id = $1
       union all
       select t.id, t.merged_into, hops + 1 from chain c join ticket t on t.id = c.merged_into where hops < ${HOPS_MAX}
     )
     select t.id, t.number, t.subject, t.closed_at as "closedAt",
            exists (
              select from requester s where lower(s.email) = lower($2) and s.erased_at is null
                 and (s.id = r.id or s.organisation = r.organisation
                   or exists (select from ticket_message m where m.ticket = t.id and m.author = 'requester:' || s.id))
            ) or exists (
              select from contact a join contact b on b.supplier = a.supplier where a.id = r.contact and lower(b.email) = lower($2)
            ) as belongs,
            exists (select from ticket_hop h where h.ticket = t.id and h.level = 'external')
              and exists (select from external_desk d where split_part(lower(d.email), '@', 2) = split_part(lower($2), '@', 2)) as "isDesk"
       from (select id from chain order by hops desc limit 1) c join ticket t on t.id = c.id left join requester r on r.id = t.requester`,
    [ticket, sender],
  );

const OfMail = z.object({ ticket: z.number(), about: z.string(), person: z.string().nullable() });
/** By a mail of ours that is answered. */
export async function ticketOfMail(db: Db, mail: string, sender: string): Promise<ReachedTicket | null> {
  const of = await firstRow(db, OfMail, 'select ticket, about, person from ticket_mail where mail = $1', [mail]);
  const reached = of && (await reach(db, of.ticket, sender));
  return reached && { ...reached, about: of.about, person: of.person };
}

const Id = z.object({ id: z.number() });
/** By the ids of mails that came in about it, the first that we know. */
export async function ticketOfIds(db: Db, ids: readonly string[], sender: string): Promise<ReachedTicket | null> {
  const of = await firstRow(
    db,
    Id,
    `select i.ticket as id from unnest($1::text[]) with ordinality as n (id, place)
       join inbound_mail i on i.message_id = n.id and i.ticket is not null order by n.place, i.id limit 1`,
    [ids],
  );
  const reached = of && (await reach(db, of.id, sender));
  return reached && { ...reached, about: null, person: null };
}

/** By the number in a subject, or the one that an outside desk gave. */
export async function ticketNamed(
  db: Db,
  numbers: readonly string[],
  foreign: string | null,
  sender: string,
): Promise<ReachedTicket | null> {
  const named = await rows(
    db,
    Id,
    `select id from ticket where number = any($1::text[])
     union select ticket from ticket_hop where foreign_number = $2 order by 1 limit 20`,
    [numbers, foreign],
  );
  for (const { id } of named) {
    const reached = await reach(db, id, sender);
    if (reached && (reached.belongs || reached.isDesk)) return { ...reached, about: null, person: null };
  }
  return null;
}

const Staff = z.object({ code: z.string(), name: z.string() });
/** Whoever of staff reads mail at this address. */
export const staffOfAddress = (db: Db, address: string): Promise<z.output<typeof Staff> | null> =>
  firstRow(
    db,
    Staff,
    `select code, name from person where lower(email) = lower($1) and active and role <> 'read_only'`,
    [address],
  );
