import { standOfTicket } from '../../db/desk/ticket-view';
import type { Db } from '../../db/query';
import { findTicketId } from '../../db/tickets/deeds';
import { addTicketMessage, type TicketSaid } from '../../db/tickets/messages';
import type { TicketTold } from '../../db/tickets/tell';
import { readTickets, type Ticket } from '../../db/tickets/ticket-row';
import { may, TICKET_VERBS, type TicketVerb } from '../../domain/permissions';
import { allowedOn } from '../../domain/ticket/rules';
import type { TicketEventType, TicketRefusal } from '../../domain/ticket/ticket';
import type { TicketState, Visibility } from '../../domain/ticket/words';
import type { Actor, Role } from '../../domain/words';
import type { Who } from '../verb-types';
import { Refused } from '../verbs';
import { TICKET_DEEDS } from './deeds';
import type { TicketBody } from './types';

const EVENT_OF: Record<TicketVerb, TicketEventType> = {
  take: 'take',
  assign: 'transfer',
  transfer: 'transfer',
  handover: 'transfer',
  wait: 'wait',
  resume: 'resume',
  resolve: 'resolve',
  close: 'close',
  reopen: 'reopen',
  prioritise: 'prioritise',
  merge: 'merge',
  split: 'message',
  link: 'annotate',
  tag: 'annotate',
  watch: 'annotate',
};
/** The verbs that this role may say of a ticket in this state. */
export function allowedTicketVerbs(state: TicketState, role: Role | null): TicketVerb[] {
  const events = allowedOn(state, 'desk');
  return TICKET_VERBS.filter((verb) => may(role, verb) && events.includes(EVENT_OF[verb]));
}

interface Addressed {
  who: Who;
  number: string;
  at: Date;
}
/** Carries a verb out within a transaction of the caller's; throws `Refused`. A comment stays among colleagues. */
export async function performOnTicket(
  tx: Db,
  { who, number, at, verb, body }: Addressed & { verb: TicketVerb; body: TicketBody },
): Promise<Ticket> {
  if (!may(who.role, verb)) throw notPermitted(verb);
  const of = await lockedTicket(tx, number, body.into);
  await needSeen(tx, of, who);
  if (!allowedOn(of.facts.state, 'desk').includes(EVENT_OF[verb])) throw refused('not_now', verb, of, who.role);
  const comment = verb === 'prioritise' ? undefined : body.comment;
  if (comment !== undefined)
    settled((await say(tx, of, { who, at, text: comment, visibility: 'internal' })).told, verb, who.role);
  const told = await TICKET_DEEDS[verb]({ tx, of, who, body, at });
  if (!told.ok && 'status' in told) throw new Refused(told);
  return settled(told, verb, who.role);
}

/** Words to the requester, or between colleagues; `message` is their id. Throws `Refused`. */
export async function sayInTicket(
  tx: Db,
  given: Addressed & { text: string; visibility: Visibility },
): Promise<{ ticket: Ticket; message: number }> {
  const { who, number } = given;
  if (!may(who.role, 'reply')) throw notPermitted('reply');
  const of = await lockedTicket(tx, number);
  if (given.visibility === 'public') await needSeen(tx, of, who);
  const { told, message } = await say(tx, of, given);
  return { ticket: settled(told, 'reply', who.role), message };
}

async function say(
  tx: Db,
  of: Ticket,
  { who: { actor }, at, text, visibility }: Pick<Addressed, 'who' | 'at'> & { text: string; visibility: Visibility },
): Promise<TicketSaid> {
  const said = { side: 'desk', visibility, channel: channelOf(actor), text, actor, at } as const;
  const stored = await addTicketMessage(tx, of.id, said);
  if (!stored) throw new Error('a locked ticket has gone');
  return stored;
}
const channelOf = (actor: Actor): 'console' | 'api' =>
  actor.kind === 'person' && actor.viaKey === undefined ? 'console' : 'api';

/** With the one it goes on in, when it does: both are locked in the order of their ids. */
async function lockedTicket(tx: Db, number: string, into?: string): Promise<Ticket> {
  const id = await findTicketId(tx, number);
  const other = into === undefined ? null : await findTicketId(tx, into);
  const found = await readTickets(
    tx,
    [id, other].flatMap((one) => one ?? []),
    true,
  );
  const of = found.find((one) => one.id === id);
  if (!of)
    throw new Refused({ ok: false, status: 404, code: 'unknown_ticket', detail: 'There is no ticket of this number.' });
  return of;
}

/** Nobody acts on a page that was overtaken. */
async function needSeen(tx: Db, of: Ticket, { seen, role }: Who): Promise<void> {
  if (seen === undefined || seen === (await standOfTicket(tx, of.id))) return;
  const detail = 'The ticket has changed since the page was shown.';
  const allowed = allowedTicketVerbs(of.facts.state, role);
  throw new Refused({ ok: false, status: 409, code: 'ticket_changed', detail, allowed });
}

const notPermitted = (verb: string): Refused =>
  new Refused({ ok: false, status: 403, code: 'not_permitted', detail: `Your role does not include ${verb}.` });

function settled(told: TicketTold, verb: string, role: Role | null): Ticket {
  if (told.ok) return told.ticket;
  throw refused(told.refusal, verb, told.ticket, role);
}

const WHY: Record<TicketRefusal, string> = {
  not_now: 'is not possible while the ticket is',
  not_your_side: 'is not the desk’s to do while the ticket is',
  same_person: 'changes nothing: it is there already, and',
};
const refused = (refusal: TicketRefusal, verb: string, { facts: { state } }: Ticket, role: Role | null): Refused =>
  new Refused({
    ok: false,
    status: 409,
    code: refusal,
    detail: `${verb} ${WHY[refusal]} ${state}.`,
    allowed: allowedTicketVerbs(state, role),
  });
