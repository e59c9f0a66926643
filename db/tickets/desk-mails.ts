import { z } from 'zod';
import { PRIORITIES, TICKET_LEVELS, TICKET_STATES } from '../../domain/ticket/words';
import { type Db, firstRow, rows } from '../query';

const Row = z.object({
  about: z.enum(['your_turn', 'handed_out', 'watched']),
  number: z.string(),
  subject: z.string().nullable(),
  /** Of who asked, in public: nothing of colleagues is ever in such a mail. Whoever watches is told what was said just now. */
  words: z.string().nullable(),
  isSaid: z.boolean(),
  isNote: z.boolean(),
  /** It has been handed out before: these words came after. */
  isMore: z.boolean(),
  files: z.number(),
  /** Those that these words are of. */
  messages: z.array(z.number()),
  /** By which number a desk outside knows it. */
  foreign: z.string().nullable(),
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
    `select a.about, t.number, t.subject, w.text as words, w.messages is not null as "isSaid", coalesce(w.visibility = 'internal', false) as "isNote", w.side, a.about = 'handed_out' and a.message is not null as "isMore",
            coalesce(w.files, 0) as files, coalesce(w.messages, '[]') as messages, o.foreign_number as foreign, case a.about when 'handed_out' then r.name else coalesce(r.name, r.email) end as asker, p.name as reader,
            s.name as author, t.state, t.level, h.name as holder, t.priority, t.promise_due_at as "dueAt", t.cruise,
            case a.about
              when 'handed_out' then t.state in ('closed', 'merged') or o.id is null
                or case when a.message is null then o.foreign_number is not null else w.text is null end
              when 'your_turn' then t.state in ('closed', 'merged') or t.assignee is distinct from a.person
              else not p.active or not exists (select from ticket_watcher x where x.ticket = t.id and x.person = a.person) end as "isGone"
       from ticket_mail a join ticket t on t.id = a.ticket left join requester r on r.id = t.requester left join person p on p.code = a.person
       left join person h on h.code = t.assignee
       left join ticket_hop o on o.ticket = t.id and o.until is null and o.level = 'external'
       -- All that was asked is handed out at first, then what is said after; a colleague reads the newest.
       left join lateral (
         select jsonb_agg(id order by id) as messages, string_agg(text, E'\n\n' order by id) as text, max(side) as side, max(visibility) as visibility, max(author) as author,
                sum(files)::int as files from (
           select m.id, case when m.erased_at is null then m.text end as text, m.side, m.visibility, m.author,
                  (select count(*) from ticket_file f where f.message = m.id and m.erased_at is null) as files from ticket_message m
            where m.ticket = t.id and case when a.about = 'watched' or (a.about = 'handed_out' and a.message is not null) then m.id = a.message else
                  m.visibility = 'public' and m.erased_at is null and (m.side = 'requester' or m.id = (select min(id) from ticket_message where ticket = t.id)) end
            order by m.id desc limit case when a.about = 'handed_out' then 200 else 1 end
         ) said
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
