import { z } from 'zod';
import { type Actor, actorKey } from '../../domain/words';
import { type Db, firstRow, run } from '../query';
import { raiseTask } from '../tasks';
import { noteForeignNumber } from '../tickets/external';
import { addTicketMessage, type NewTicketMessage } from '../tickets/messages';
import { openTicket } from '../tickets/open';
import type { InboundState, Verdicted } from './verdicted';
import { carryOutStaff } from './settle-staff';
import { addFiles, ticketSubmission } from './ticket-words';
import type { TicketOutcome, Writer } from './ticket-outcome';

type Mail = Pick<Verdicted, 'id' | 'files'>;
type Of<D> = Mail & { outcome: Extract<TicketOutcome, { do: D }> };
/** The ticket that the mail belongs to now; state and reason where they turned out other than thought. */
export interface SettledTicket {
  ticket: number;
  state?: InboundState;
  reason?: string;
}
const CLOCK: Actor = { kind: 'clock' };
/** In id order, as everybody locks them. */
export const lockTicketsOf = (tx: Db, mails: readonly { ticket: TicketOutcome | null }[]): Promise<number> =>
  run(tx, 'select from ticket where id = any($1::bigint[]) order by id for no key update', [
    mails.flatMap(({ ticket }) => (ticket && ticket.do !== 'open' ? [ticket.ticket] : [])),
  ]);

/** Carries out what follows from a mail for the desk, in the transaction that settles the mail. */
export async function settleTicket(
  tx: Db,
  { outcome, ...mail }: Mail & { outcome: TicketOutcome },
  at: Date,
): Promise<SettledTicket> {
  if (outcome.do === 'open') return { ticket: await open(tx, { ...mail, outcome }, at) };
  const ticket = await lockLast(tx, outcome.ticket);
  switch (outcome.do) {
    case 'say': {
      const requester = await requesterOf(tx, outcome.from, at);
      const actor: Actor = { kind: 'requester', id: String(requester) };
      await say(tx, ticket, { ...mail, outcome }, { side: 'requester', visibility: 'public', actor }, at);
      return { ticket };
    }
    case 'external':
      await noteForeignNumber(tx, ticket, outcome.foreign);
      await say(tx, ticket, { ...mail, outcome }, { side: 'external', visibility: 'internal', actor: CLOCK }, at);
      return { ticket };
    case 'note':
      await noteForeignNumber(tx, ticket, outcome.foreign);
      await say(tx, ticket, { ...mail, outcome }, { side: 'machine', visibility: 'internal', actor: CLOCK }, at);
      return { ticket };
    case 'staff': {
      const trouble = await carryOutStaff(tx, ticket, { ...mail, outcome }, at);
      if (trouble === null) return { ticket };
      await raiseTask(tx, `ticket/${ticket}`, 'message', at);
      return { ticket, state: 'quarantined', reason: trouble };
    }
    case 'hold':
      await raiseTask(tx, `ticket/${ticket}`, 'message', at);
      return { ticket };
  }
}

const Last = z.object({ id: z.number(), into: z.number().nullable() });
const HOPS_MAX = 20;
/** The ticket itself, or the one in which it goes on by now. */
async function lockLast(tx: Db, ticket: number): Promise<number> {
  let last = ticket;
  for (let hops = 0; hops < HOPS_MAX; hops += 1) {
    const found = await firstRow(
      tx,
      Last,
      'select id, merged_into as into from ticket where id = $1 for no key update',
      [last],
    );
    if (!found) throw new Error(`ticket ${last} is gone`);
    if (found.into === null) return last;
    last = found.into;
  }
  return last;
}

async function open(tx: Db, { outcome, ...mail }: Of<'open'>, at: Date): Promise<number> {
  const { subject, text, quoted, requester, silent, near, passedOn } = outcome;
  const actor: Actor = passedOn ? { kind: 'person', id: passedOn.by } : CLOCK;
  const asked = { subject, text, quoted, requester: { ...requester, organisation: null }, silent };
  const about = { type: 'information', channel: 'mail', topic: null, cruise: null } as const;
  const keys = { inbound: mail.id, submission: ticketSubmission(mail.id) };
  const opened = await openTicket(tx, { ...asked, ...about, ...keys, actor, at });
  if (!passedOn) await readsMail(tx, requester.email);
  await addFiles(tx, opened.message, mail.files);
  if (near !== null)
    await run(
      tx,
      `insert into ticket_link (ticket, kind, other, made_by, at) values ($1, 'possible_reply', $2, $3, $4) on conflict do nothing`,
      [opened.id, near, actorKey(CLOCK), at],
    );
  if (passedOn && passedOn.note !== '')
    await addTicketMessage(tx, opened.id, {
      side: 'desk',
      visibility: 'internal',
      channel: 'mail',
      text: passedOn.note,
      actor,
      at,
    });
  return opened.id;
}

async function say(
  tx: Db,
  ticket: number,
  { outcome, ...mail }: Of<'say' | 'external' | 'note'>,
  by: Pick<NewTicketMessage, 'side' | 'visibility' | 'actor'>,
  at: Date,
): Promise<void> {
  const quoted = 'quoted' in outcome ? outcome.quoted : null;
  const keys = { inbound: mail.id, submission: ticketSubmission(mail.id) };
  const said = await addTicketMessage(tx, ticket, { ...by, channel: 'mail', text: outcome.text, quoted, ...keys, at });
  if (!said?.told.ok) throw new Error(`ticket ${ticket} takes no words`);
  await addFiles(tx, said.message, mail.files);
}

/** Whoever writes reads mail: what came back once does so no more. */
const readsMail = (tx: Db, email: string): Promise<number> =>
  run(tx, 'update requester set unreachable_at = null where lower(email) = lower($1) and unreachable_at is not null', [
    email,
  ]);

async function requesterOf(tx: Db, { email, name }: Writer, at: Date): Promise<number> {
  const found = await firstRow(
    tx,
    z.object({ id: z.number() }),
    `insert into requester (email, name, contact, created_at)
     values ($1, $2, (select min(id) from contact where lower(email) = lower($1)), $3)
     on conflict (lower(email)) do update set name = coalesce(requester.name, excluded.name), unreachable_at = null
     returning id`,
    [email, name, at],
  );
  if (!found) throw new Error('requester was not written');
  return found.id;
}
