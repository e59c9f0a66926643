import { z } from 'zod';
import { TICKET_STATES, WAIT_REASONS } from '../../domain/ticket/words';
import { type Db, firstRow, rows } from '../query';

const Standing = z.object({
  number: z.string(),
  name: z.string().nullable(),
  askedAt: z.date(),
  state: z.enum(TICKET_STATES),
  waiting: z.array(z.enum(WAIT_REASONS)),
  isAnswered: z.boolean(),
  closesAt: z.date().nullable(),
  mergedInto: z.string().nullable(),
  promiseKind: z.enum(['response', 'update', 'resolution']).nullable(),
  promiseDueAt: z.date().nullable(),
  score: z.number().nullable(),
});
/** Where a ticket stands, as far as its requester is told. */
export type RequesterStanding = z.output<typeof Standing>;
export const readStanding = (db: Db, ticket: number): Promise<RequesterStanding | null> =>
  firstRow(
    db,
    Standing,
    `select t.number, r.name, t.opened_at as "askedAt", t.state, t.waiting, t.closes_at as "closesAt", i.number as "mergedInto",
            t.first_answered_at is not null and t.unanswered_since is null as "isAnswered",
            t.promise_kind as "promiseKind", t.promise_due_at as "promiseDueAt", f.score
       from ticket t left join requester r on r.id = t.requester left join ticket i on i.id = t.merged_into
       left join ticket_feedback f on f.ticket = t.id and f.cycle = t.cycle
      where t.id = $1`,
    [ticket],
  );

const SaidFile = z.object({ id: z.number(), name: z.string(), size: z.number() });
const Said = z.object({
  id: z.number(),
  side: z.enum(['requester', 'desk']),
  name: z.string().nullable(),
  text: z.string(),
  at: z.date(),
  sending: z.boolean(),
  files: z.array(SaidFile),
});
/** What was said in public, the first first. Notes, and what passes between desks, are left out here and nowhere else. */
export const publicMessages = (db: Db, ticket: number): Promise<z.output<typeof Said>[]> =>
  rows(
    db,
    Said,
    `select m.id, m.side, p.name, m.text, m.at,
            exists (select from ticket_mail a join mail on mail.id = a.mail and mail.state = 'pending' where a.message = m.id and a.about in ('answer', 'resolved', 'closed')) as sending,
            coalesce((select json_agg(json_build_object('id', f.id, 'name', f.name, 'size', f.size) order by f.id)
                        from ticket_file f where f.message = m.id), '[]'::json) as files
       from ticket_message m left join person p on 'person:' || p.code = m.author
      where m.ticket = $1 and m.visibility = 'public' and m.side in ('requester', 'desk') and m.erased_at is null
      order by m.id`,
    [ticket],
  );

const File = z.object({ name: z.string(), sha256: z.instanceof(Buffer), size: z.number() });
/** A file of a public message of this very ticket. */
export const publicFile = (db: Db, ticket: number, id: number): Promise<z.output<typeof File> | null> =>
  firstRow(
    db,
    File,
    `select f.name, f.sha256, f.size from ticket_file f join ticket_message m on m.id = f.message
      where f.id = $2 and m.ticket = $1 and m.visibility = 'public' and m.side in ('requester', 'desk') and m.erased_at is null`,
    [ticket, id],
  );
