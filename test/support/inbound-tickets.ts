import { z } from 'zod';
import { inTransaction, type Pool, rows } from '../../db/query';
import { addTicketMessage } from '../../db/tickets/messages';
import { openTicket } from '../../db/tickets/open';
import { tellTicket } from '../../db/tickets/tell';
import { AT } from './facts';
import { replyAddress } from './inbound';
import { DESK } from './posting';

const TicketRow = z.object({
  id: z.number(),
  number: z.string(),
  state: z.string(),
  channel: z.string(),
  subject: z.string().nullable(),
  language: z.string(),
  email: z.string().nullable(),
  assignee: z.string().nullable(),
  level: z.string(),
  unanswered: z.boolean(),
});
const Words = z.object({
  side: z.string(),
  visibility: z.string(),
  author: z.string(),
  text: z.string(),
  quoted: z.string().nullable(),
  files: z.number(),
});
const Mail = z.object({ id: z.string(), about: z.string(), to: z.string(), person: z.string().nullable() });

/** What tests of mails to the desk ask of its tickets. */
export function inboundTickets(db: () => { pool: Pool }) {
  let people = 0;
  const anybody = (): string => `asker-${(people += 1)}@example.org`;

  const ticketOf = async (email: string) =>
    rows(
      db().pool,
      TicketRow,
      `select t.id, t.number, t.state, t.channel, t.subject, t.language, r.email, t.assignee, t.level, t.unanswered_since is not null as unanswered
       from ticket t left join requester r on r.id = t.requester where r.email = $1 order by t.id`,
      [email],
    );
  const wordsOf = (ticket: number) =>
    rows(
      db().pool,
      Words,
      `select side, visibility, author, text, quoted, (select count(*)::int from ticket_file f where f.message = m.id) as files
       from ticket_message m where ticket = $1 order by id`,
      [ticket],
    );
  const mailsOf = (ticket: number) =>
    rows(
      db().pool,
      Mail,
      `select m.id, a.about, m.to_email as "to", a.person from ticket_mail a join mail m on m.id = a.mail where a.ticket = $1 order by m.created_at, m.priority`,
      [ticket],
    );
  const linksOf = (ticket: number) =>
    rows(
      db().pool,
      z.object({ kind: z.string(), other: z.number() }),
      'select kind, other from ticket_link where ticket = $1',
      [ticket],
    );
  const tasksOf = async (ticket: number) =>
    (
      await rows(
        db().pool,
        z.object({ code: z.string() }),
        'select code from task where subject = $1 and done_at is null',
        [`ticket/${ticket}`],
      )
    ).map(({ code }) => code);

  async function asked(email = anybody()) {
    const opened = await openTicket(db().pool, {
      type: 'information',
      channel: 'web',
      topic: null,
      cruise: null,
      subject: 'Salinity of leg 2',
      text: 'Where are the salinity data of leg 2?',
      requester: { email, name: 'Ines', language: 'en', organisation: null },
      actor: DESK,
      at: AT,
    });
    const [confirmation] = await mailsOf(opened.id);
    return { ...opened, email, to: await replyAddress(db().pool, confirmation?.id ?? '') };
  }
  const say = (ticket: number, text: string, at = AT) =>
    inTransaction(db().pool, (tx) =>
      addTicketMessage(tx, ticket, { side: 'desk', visibility: 'public', channel: 'console', text, actor: DESK, at }),
    );
  const end = (ticket: number, at = AT) =>
    inTransaction(db().pool, (tx) =>
      tellTicket(tx, ticket, { event: { type: 'close', ending: 'by_desk' }, side: 'desk', actor: DESK, at }),
    );

  return { anybody, ticketOf, wordsOf, mailsOf, linksOf, tasksOf, asked, say, end };
}
