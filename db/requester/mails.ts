import { z } from 'zod';
import { PRIORITIES, TICKET_STATES, TICKET_TYPES, WAIT_REASONS } from '../../domain/ticket/words';
import { type Db, firstRow, rows } from '../query';

const Row = z.object({
  about: z.enum(['received', 'answer', 'question', 'resolved', 'reopened', 'closed', 'new_link']),
  number: z.string(),
  name: z.string().nullable(),
  askedAt: z.date(),
  type: z.enum(TICKET_TYPES),
  priority: z.enum(PRIORITIES),
  group: z.string().nullable(),
  state: z.enum(TICKET_STATES),
  waiting: z.array(z.enum(WAIT_REASONS)),
  isAnswered: z.boolean(),
  closesAt: z.date().nullable(),
  mergedInto: z.string().nullable(),
  promiseKind: z.enum(['response', 'update', 'resolution']).nullable(),
  promiseDueAt: z.date().nullable(),
  /** Of staff, in public: nothing else is ever carried by a mail to who asked. */
  words: z.string().nullable(),
  files: z.number(),
  /** What it was to tell no longer holds. */
  isGone: z.boolean(),
});
/** What a mail to a requester tells, as it stands when it leaves; null for a mail to somebody else. */
export const mailOfTicket = (db: Db, mail: string): Promise<z.output<typeof Row> | null> =>
  firstRow(
    db,
    Row,
    `select case when m.id is not null and a.about in ('resolved', 'closed') and t.state <> a.about then 'answer'
                 when a.about = 'answer' and t.state = 'waiting' and 'requester' = any(t.waiting) then 'question'
                 else a.about end as about, t.number, r.name, t.opened_at as "askedAt", t.type, t.priority, r.group_code as "group", t.state, t.waiting,
            t.first_answered_at is not null and t.unanswered_since is null as "isAnswered", t.closes_at as "closesAt",
            i.number as "mergedInto", t.promise_kind as "promiseKind", t.promise_due_at as "promiseDueAt",
            m.text as words, (select count(*)::int from ticket_file f where f.message = m.id) as files,
            r.erased_at is not null or m.erased_at is not null
              or case a.about when 'resolved' then m.id is null and t.state <> 'resolved'
                              when 'closed' then m.id is null and t.state <> 'closed'
                              when 'reopened' then t.state in ('closed', 'merged') else false end as "isGone"
       from ticket_mail a join ticket t on t.id = a.ticket join requester r on r.id = t.requester
       left join ticket i on i.id = t.merged_into
       left join ticket_message m on m.id = a.message and m.visibility = 'public' and m.side = 'desk'
      where a.mail = $1 and a.person is null`,
    [mail],
  );

/** Message-IDs of what went to and fro with the requester of this mail's ticket before it, the first first. */
export const sentAbout = async (db: Db, mail: string): Promise<string[]> =>
  (
    await rows(
      db,
      z.object({ id: z.string() }),
      `select id from (
         select o.message_id as id, o.sent_at as at from ticket_mail a join ticket_mail b on b.ticket = a.ticket and b.person is null
           join mail o on o.id = b.mail and o.state = 'sent' where a.mail = $1
         union all
         select n.message_id, m.at from ticket_mail a join ticket_message m on m.ticket = a.ticket and m.side = 'requester'
           join inbound_mail n on n.id = m.inbound where a.mail = $1 and n.message_id is not null
       ) said order by at, id`,
      [mail],
    )
  ).map(({ id }) => id);
