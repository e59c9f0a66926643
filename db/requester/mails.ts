import { z } from 'zod';
import { PRIORITIES, TICKET_STATES, TICKET_TYPES, WAIT_REASONS } from '../../domain/ticket/words';
import { type Db, firstRow, prepared } from '../query';
import { BOOK_STAMP } from '../sla/promises';

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
  /** Message-IDs. */
  earlier: z.array(z.string()),
  /** The stamp of what is promised to whom. */
  book: z.string(),
});
/** Message-IDs of what went to and fro with the requester of mail `a` before it, the first first. */
const EARLIER = `array(select id from (
    select o.message_id as id, o.sent_at as at from ticket_mail b join mail o on o.id = b.mail and o.state = 'sent'
     where b.ticket = a.ticket and b.person is null
    union all
    select n.message_id, w.at from ticket_message w join inbound_mail n on n.id = w.inbound
     where w.ticket = a.ticket and w.side = 'requester' and n.message_id is not null
  ) said order by at, id)`;
const OF_MAIL = prepared(
  `select case when m.id is not null and a.about in ('resolved', 'closed') and t.state <> a.about then 'answer'
                 when a.about = 'answer' and t.state = 'waiting' and 'requester' = any(t.waiting) then 'question'
                 else a.about end as about, t.number, r.name, t.opened_at as "askedAt", t.type, t.priority, r.group_code as "group", t.state, t.waiting,
            t.first_answered_at is not null and t.unanswered_since is null as "isAnswered", t.closes_at as "closesAt",
            i.number as "mergedInto", t.promise_kind as "promiseKind", t.promise_due_at as "promiseDueAt",
            m.text as words, (select count(*)::int from ticket_file f where f.message = m.id) as files,
            r.erased_at is not null or m.erased_at is not null
              or case a.about when 'resolved' then m.id is null and t.state <> 'resolved'
                              when 'closed' then m.id is null and t.state <> 'closed'
                              when 'reopened' then t.state in ('closed', 'merged') else false end as "isGone",
            ${EARLIER} as earlier, ${BOOK_STAMP} as book
       from ticket_mail a join ticket t on t.id = a.ticket join requester r on r.id = t.requester
       left join ticket i on i.id = t.merged_into
       left join ticket_message m on m.id = a.message and m.visibility = 'public' and m.side = 'desk'
      where a.mail = $1 and a.person is null`,
);
/** What a mail to a requester tells, as it stands when it leaves; null for a mail to somebody else. */
export const mailOfTicket = (db: Db, mail: string): Promise<z.output<typeof Row> | null> =>
  firstRow(db, Row, OF_MAIL, [mail]);
