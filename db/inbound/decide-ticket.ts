import { z } from 'zod';
import { type Actor, actorKey } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, rows, run } from '../query';
import { settleTasks } from '../tasks';
import type { InboundFile } from './verdicted';
import { settleTicket } from './settle-ticket';
import type { TicketOutcome } from './ticket-outcome';
import { staffOfAddress, ticketNamed } from './tickets';

const Waiting = z.object({
  from: z.string().nullable(),
  name: z.string().nullable(),
  subject: z.string().nullable(),
  body: z.string().nullable(),
  quoted: z.string().nullable(),
  verdict: z.enum(['pass', 'fail', 'none']).nullable(),
  ticket: z.number().nullable(),
});
type WaitingMail = z.output<typeof Waiting>;
const lock = (tx: Db, id: number): Promise<WaitingMail | null> =>
  firstRow(
    tx,
    Waiting,
    `select from_address as from, from_name as name, subject, body, quoted, verdict, ticket from inbound_mail
      where id = $1 and state in ('unassigned', 'quarantined', 'filed', 'discarded') for update`,
    [id],
  );
const wordsOf = ({ body, quoted, subject }: WaitingMail): string => body || quoted || subject || '–';

type By = Extract<Actor, { kind: 'person' }>;
/** The mail belongs to this ticket, a person says: its words go on there. False when there is no such mail or ticket. */
export async function assignToTicket(tx: Db, id: number, number: string, by: By, at: Date): Promise<boolean> {
  const ticket = await firstRow(tx, z.object({ id: z.number() }), 'select id from ticket where number = $1', [number]);
  const mail = ticket && (await lock(tx, id));
  if (!mail) return false;
  await carryOut(tx, id, mail, await outcomeFor(tx, mail, { id: ticket.id, number }, by), by, at);
  return true;
}

async function outcomeFor(
  tx: Db,
  mail: WaitingMail,
  ticket: { id: number; number: string },
  by: By,
): Promise<TicketOutcome> {
  const text = wordsOf(mail);
  const from = mail.from ?? '';
  const reached = await ticketNamed(tx, [ticket.number], null, from);
  if (reached?.isDesk && !reached.belongs)
    return { do: 'external', ticket: ticket.id, text, quoted: mail.quoted, foreign: null };
  if (from !== '' && !(await staffOfAddress(tx, from)))
    return { do: 'say', ticket: ticket.id, from: { email: from, name: mail.name }, text, quoted: mail.quoted };
  const note = [`${mail.name ?? ''} <${from}>`.trim(), text].join('\n\n');
  return { do: 'staff', ticket: ticket.id, by: by.id, deeds: [{ do: 'note', text: note }] };
}

/** A question to the desk after all. False when it cannot be answered, or was decided already. */
export async function openFromMail(tx: Db, id: number, language: 'fr' | 'en', by: By, at: Date): Promise<boolean> {
  const mail = await lock(tx, id);
  if (!mail?.from) return false;
  const outcome: TicketOutcome = {
    do: 'open',
    subject: mail.subject,
    text: wordsOf(mail),
    quoted: mail.quoted,
    requester: { email: mail.from, name: mail.name, language },
    silent: mail.verdict === 'fail',
    near: mail.ticket,
    passedOn: null,
  };
  await carryOut(tx, id, mail, outcome, by, at);
  return true;
}

const File = z.object({
  name: z.string(),
  size: z.number(),
  sha256: z.instanceof(Buffer).nullable(),
  trouble: z.string().nullable(),
});
async function carryOut(
  tx: Db,
  id: number,
  mail: WaitingMail,
  outcome: TicketOutcome,
  by: By,
  at: Date,
): Promise<void> {
  const files: InboundFile[] = await rows(
    tx,
    File,
    'select name, size, sha256, trouble from inbound_file where inbound = $1 order by number',
    [id],
  );
  const { ticket } = await settleTicket(tx, { id, files, outcome }, at);
  await run(
    tx,
    `update inbound_mail set state = 'applied', reason = 'assigned', ticket = $2, handled_by = $3, handled_at = $4 where id = $1`,
    [id, ticket, actorKey(by), at],
  );
  if (mail.ticket !== null) await settleTasks(tx, `ticket/${mail.ticket}`, at, 'message');
  await record(tx, at, by, [{ type: 'inbound.assigned', subject: `inbound/${id}`, data: { inbound: id, ticket } }]);
}
