import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PRIORITIES, TICKET_LEVELS, TICKET_STATES } from '../../domain/ticket/words';
import { type Db, firstRow, rows } from '../query';

const Row = z.object({
  about: z.enum(['your_turn', 'handed_out', 'watched']),
  number: z.string(),
  subject: z.string().nullable(),
  /** Of who asked, the newest in public: nothing of colleagues is ever in such a mail. Whoever watches is told what was said just now. */
  words: z.string().nullable(),
  isSaid: z.boolean(),
  isNote: z.boolean(),
  files: z.number(),
  asker: z.string().nullable(),
  /** Whose words they are, where that is somebody of the desk. */
  author: z.string().nullable(),
  side: z.enum(['requester', 'desk', 'external', 'machine']).nullable(),
  reader: z.string().nullable(),
  state: z.enum(TICKET_STATES),
  level: z.enum(TICKET_LEVELS),
  holder: z.string().nullable(),
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
    `select a.about, t.number, t.subject, w.text as words, w.id is not null as "isSaid", coalesce(w.visibility = 'internal', false) as "isNote", w.side,
            coalesce(w.files, 0) as files, case a.about when 'handed_out' then r.name else coalesce(r.name, r.email) end as asker, p.name as reader,
            s.name as author, t.state, t.level, h.name as holder, t.priority, t.promise_due_at as "dueAt", t.cruise,
            case a.about
              when 'handed_out' then t.state in ('closed', 'merged') or not exists (
                select from ticket_hop h where h.ticket = t.id and h.until is null and h.level = 'external' and h.foreign_number is null)
              when 'your_turn' then t.state in ('closed', 'merged') or t.assignee is distinct from a.person
              else not p.active or not exists (select from ticket_watcher x where x.ticket = t.id and x.person = a.person) end as "isGone"
       from ticket_mail a join ticket t on t.id = a.ticket left join requester r on r.id = t.requester left join person p on p.code = a.person
       left join person h on h.code = t.assignee
       left join lateral (
         select m.id, case when m.erased_at is null then m.text end as text, m.side, m.visibility, m.author,
                (select count(*)::int from ticket_file f where f.message = m.id and m.erased_at is null) as files from ticket_message m
          where m.ticket = t.id and case a.about when 'watched' then m.id = a.message else
                m.visibility = 'public' and m.erased_at is null and (m.side = 'requester' or m.id = (select min(id) from ticket_message where ticket = t.id)) end
          order by m.id desc limit 1
       ) w on true
       left join person s on w.author = 'person:' || s.code
      where a.mail = $1 and a.about in ('your_turn', 'handed_out', 'watched')`,
    [mail],
  );

/** Message-IDs of what went to this mail's reader about its ticket before it, the first first. */
export const sentToReader = async (db: Db, mail: string): Promise<string[]> =>
  (
    await rows(
      db,
      z.object({ id: z.string() }),
      `select o.message_id as id from ticket_mail a join mail m on m.id = a.mail join ticket_mail b on b.ticket = a.ticket and b.mail <> a.mail
         join mail o on o.id = b.mail and o.state = 'sent' and lower(o.to_email) = lower(m.to_email)
        where a.mail = $1 order by o.sent_at, o.message_id`,
      [mail],
    )
  ).map(({ id }) => id);

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
