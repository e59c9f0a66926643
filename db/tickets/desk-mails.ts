import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PRIORITIES } from '../../domain/ticket/words';
import { type Db, firstRow } from '../query';

const Row = z.object({
  about: z.enum(['your_turn', 'handed_out']),
  number: z.string(),
  subject: z.string().nullable(),
  /** Of who asked, the newest in public: nothing of colleagues is ever in such a mail. */
  words: z.string().nullable(),
  files: z.number(),
  asker: z.string().nullable(),
  reader: z.string().nullable(),
  priority: z.enum(PRIORITIES),
  dueAt: z.date().nullable(),
  cruise: z.string().nullable(),
  isGone: z.boolean(),
});
export type DeskMail = z.output<typeof Row>;
/** What a mail about a ticket tells staff or a desk outside, as it stands when it leaves; null for one to who asked. */
export const deskMail = (db: Db, mail: string): Promise<DeskMail | null> =>
  firstRow(
    db,
    Row,
    `select a.about, t.number, t.subject, w.text as words, coalesce(w.files, 0) as files, r.name as asker, p.name as reader, t.priority,
            t.promise_due_at as "dueAt", t.cruise,
            case a.about when 'handed_out' then not exists (
                select from ticket_hop h where h.ticket = t.id and h.until is null and h.level = 'external' and h.foreign_number is null) else t.assignee is distinct from a.person end
              or t.state in ('closed', 'merged') as "isGone"
       from ticket_mail a join ticket t on t.id = a.ticket left join requester r on r.id = t.requester left join person p on p.code = a.person
       left join lateral (
         select m.text, (select count(*)::int from ticket_file f where f.message = m.id) as files from ticket_message m
          where m.ticket = t.id and m.visibility = 'public' and m.erased_at is null and (m.side = 'requester' or m.id = (select min(id) from ticket_message where ticket = t.id))
          order by m.id desc limit 1
       ) w on true
      where a.mail = $1 and a.about in ('your_turn', 'handed_out')`,
    [mail],
  );

/** The intent of a mail by which a ticket is handed to the desk outside. False when there is none: somebody here finds out. */
export async function writeHandedOut(tx: Db, ticket: number, at: Date): Promise<boolean> {
  const written = await firstRow(
    tx,
    z.object({ mail: z.string() }),
    `with written as (
       insert into mail (id, kind, to_email, language, message_id, created_at, not_before, priority)
       select $1::uuid, 'ticket', d.email, d.language, $1::text || '@vigie', $3, $3, 0
         from external_desk d where d.active order by d.code limit 1 returning id
     )
     insert into ticket_mail (mail, ticket, about) select id, $2, 'handed_out' from written returning mail`,
    [randomUUID(), ticket, at],
  );
  return written !== null;
}
