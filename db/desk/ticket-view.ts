import { z } from 'zod';
import { LANGUAGES } from '../../domain/words';
import { type Db, firstRow, rows } from '../query';
import type { TicketSummary } from './inbox';

const text = z.string().nullable();
const instant = z.date().nullable();

const Facts = z.object({
  /** Changes with whatever somebody who acts should have seen. */
  stand: z.string(),
  /** Who has it was asked for an answer and has not taken it yet. */
  asking: z.boolean(),
  impact: z.string(),
  urgency: z.string(),
  priorityReason: text,
  language: z.enum(LANGUAGES),
  requester: z
    .object({
      id: z.number(),
      name: text,
      email: z.string(),
      organisation: text,
      /** Code of the same person as a supplier's contact. */
      contact: text,
      supplier: text,
      supplierName: text,
      unreachable: z.boolean(),
    })
    .nullable(),
  mergedInto: text,
  opinions: z.array(z.object({ score: z.number(), comment: text, at: z.coerce.date() })),
});
export type TicketBeside = z.output<typeof Facts>;
/** Changes with whatever somebody who acts should have seen: state, who holds it, priority, and what was said in public. */
const STAND = `concat_ws('.', t.state, t.level, t.assignee, t.priority, (select max(m.id) from ticket_message m where m.ticket = t.id and m.visibility = 'public'))`;
/** Where a ticket stands now; goes with each form, so that nobody acts on what has changed since. */
export const standOfTicket = async (db: Db, id: number): Promise<string | null> =>
  (await firstRow(db, z.object({ stand: z.string() }), `select ${STAND} as stand from ticket t where t.id = $1`, [id]))
    ?.stand ?? null;
/** What a ticket's page shows beside its line in the lists. */
export const besideTicket = (db: Db, id: number): Promise<TicketBeside | null> =>
  firstRow(
    db,
    Facts,
    `select ${STAND} as stand, t.assignee is not null and not t.taken as asking,
            t.impact, t.urgency, t.priority_reason as "priorityReason", t.language, i.number as "mergedInto",
            case when k.id is not null then json_build_object(
              'id', k.id, 'name', k.name, 'email', k.email, 'organisation', k.organisation, 'contact', c.code, 'supplier', c.supplier,
              'supplierName', s.name, 'unreachable', k.unreachable_at is not null) end as requester,
            coalesce((select json_agg(json_build_object('score', f.score, 'comment', f.comment, 'at', f.at) order by f.cycle) from ticket_feedback f
               where f.ticket = t.id), '[]') as opinions
       from ticket t left join requester k on k.id = t.requester left join contact c on c.id = k.contact left join supplier s on s.code = c.supplier
       left join ticket i on i.id = t.merged_into
      where t.id = $1`,
    [id],
  );

const Message = z.object({
  id: z.number(),
  author: z.string(),
  side: z.enum(['requester', 'desk', 'external', 'machine']),
  visibility: z.enum(['public', 'internal']),
  channel: z.string(),
  text: z.string(),
  quoted: text,
  inbound: z.number().nullable(),
  at: z.date(),
  erased: z.boolean(),
  /** State of the mail that carries it; null when none does. */
  delivery: text,
  /** One that may not be kept says why. */
  files: z.array(z.object({ id: z.number(), name: z.string(), size: z.number(), trouble: text })),
});
export type TicketMessage = z.output<typeof Message>;
/** The newest `limit` messages of a ticket, the oldest first. */
export const messagesOfTicket = (db: Db, ticket: number, limit: number): Promise<TicketMessage[]> =>
  rows(
    db,
    Message,
    `select * from (
       select m.id, m.author, m.side, m.visibility, m.channel, m.text, m.quoted, m.inbound, m.at, m.erased_at is not null as erased,
              (select l.state from ticket_mail mt join mail l on l.id = mt.mail where mt.message = m.id and mt.about <> 'received' and mt.person is null order by l.created_at desc limit 1) as delivery,
              coalesce((select json_agg(json_build_object('id', f.id, 'name', f.name, 'size', f.size, 'trouble', f.trouble) order by f.id)
                          from ticket_file f where f.message = m.id), '[]') as files
         from ticket_message m where m.ticket = $1 order by m.at desc, m.id desc limit $2) newest
      order by at, id`,
    [ticket, limit],
  );

const Clock = z.object({
  id: z.number(),
  kind: z.string(),
  state: z.string(),
  targetMs: z.number(),
  leftMs: z.number(),
  startedAt: z.date(),
  dueAt: instant,
  endedAt: instant,
  breachedAt: instant,
  pausedFor: z.array(z.string()),
});
/** The promises of a ticket's last cycle. */
export const clocksOfTicket = (db: Db, ticket: number): Promise<z.output<typeof Clock>[]> =>
  rows(
    db,
    Clock,
    `select c.id, c.kind, c.state, c.target_ms as "targetMs", c.left_ms as "leftMs", c.started_at as "startedAt", c.due_at as "dueAt", c.ended_at as "endedAt",
            c.breached_at as "breachedAt", c.reasons as "pausedFor"
       from ticket_clock c join ticket t on t.id = c.ticket where c.ticket = $1 and c.cycle = t.cycle order by c.id`,
    [ticket],
  );

const Link = z.object({
  kind: z.string(),
  number: z.string(),
  subject: text,
  isCase: z.boolean(),
  /** The other one points here. */
  isBack: z.boolean(),
});
export const linksOfTicket = (db: Db, ticket: number): Promise<z.output<typeof Link>[]> =>
  rows(
    db,
    Link,
    `select l.kind, coalesce(o.number, c.number) as number, o.subject, l.case_id is not null as "isCase", false as "isBack"
       from ticket_link l left join ticket o on o.id = l.other left join anomaly_case c on c.id = l.case_id
      where l.ticket = $1 and coalesce(o.number, c.number) is not null
     union all
     select l.kind, o.number, o.subject, false, true from ticket_link l join ticket o on o.id = l.ticket where l.other = $1
     order by 2`,
    [ticket],
  );
/** The tickets that a case is linked to. */
export const ticketsOfCase = (db: Db, caseId: number): Promise<z.output<typeof Link>[]> =>
  rows(
    db,
    Link,
    `select l.kind, o.number, o.subject, false as "isCase", true as "isBack" from ticket_link l join ticket o on o.id = l.ticket where l.case_id = $1 order by 2`,
    [caseId],
  );

const Named = z.object({ code: z.string(), name: z.string() });
export const watchersOfTicket = (db: Db, ticket: number): Promise<z.output<typeof Named>[]> =>
  rows(
    db,
    Named,
    'select p.code, p.name from ticket_watcher w join person p on p.code = w.person where w.ticket = $1 order by p.name, p.code',
    [ticket],
  );

const Other = z.object({ number: z.string(), subject: text, type: z.string(), state: z.string() });
/** What else this person asked, the newest first. */
export const otherTicketsOf = (db: Db, contact: number, but: TicketSummary['id']): Promise<z.output<typeof Other>[]> =>
  rows(
    db,
    Other,
    'select number, subject, type, state from ticket where requester = $1 and id <> $2 order by id desc limit 5',
    [contact, but],
  );

const Stored = z.object({ sha256: z.instanceof(Buffer), name: z.string(), size: z.number() });
/** A file of a message whose words still stand. */
export const fileOfTicket = (db: Db, number: string, id: number): Promise<z.output<typeof Stored> | null> =>
  firstRow(
    db,
    Stored,
    `select f.sha256, f.name, f.size from ticket_file f join ticket_message m on m.id = f.message join ticket t on t.id = m.ticket
      where t.number = $1 and f.id = $2 and f.sha256 is not null and m.erased_at is null`,
    [number, id],
  );
