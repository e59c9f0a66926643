import { findCaseId } from '../../db/case-deeds';
import type { Db } from '../../db/query';
import { askerOf, copyFiles, findTicketId, linkTicket, mergeInto, requesterMessages } from '../../db/tickets/deeds';
import { openTicket } from '../../db/tickets/open';
import { tellLockedTicket, type TicketTold } from '../../db/tickets/tell';
import { readTickets, type Ticket } from '../../db/tickets/ticket-row';
import type { Waited } from '../../domain/ticket/ticket';
import { bad } from '../verb-say';
import type { VerbRefusal } from '../verb-types';
import { missing } from './refuse';
import type { Doing, TicketDeed } from './types';

/** Since when the requester of this ticket waits for its first answer; null when nobody does. */
function waitedIn({ facts }: Ticket): Waited | null {
  if (facts.unansweredSince === null) return null;
  const promise = facts.clocks.find(({ clock }) => clock.kind === 'response' && clock.endedAtMs === null);
  return { sinceMs: facts.unansweredSince.getTime(), pauses: promise?.clock.pauses ?? [] };
}

/** It goes on in another ticket: who has waited longer is answered first, and its requester is answered there too. */
export const merge: TicketDeed = async (doing) => {
  const { tx, of, who, body, at } = doing;
  if (body.into === undefined) return missing('into', 'Say into which ticket.');
  const into = await lockedOther(tx, of, body.into);
  if ('status' in into) return into;
  const { actor } = who;
  const waiting = waitedIn(of);
  const told = await tellLockedTicket(tx, of, {
    event: { type: 'merge' },
    side: 'desk',
    actor,
    at,
    data: { into: into.id },
  });
  if (!told.ok) return told;
  await mergeInto(tx, of, into, actor, at);
  const taken = await tellLockedTicket(tx, into, {
    event: { type: 'absorb', waiting },
    side: 'desk',
    actor,
    at,
    data: { from: of.id },
  });
  if (taken.ok) return told;
  const detail = `${into.number} is ${into.facts.state}: it takes nothing in. Reopen it, or name another.`;
  return { ok: false, status: 409, code: 'into_is_over', detail, pointer: '/into' };
};

/** The other ticket, locked as well; both were locked in the order of their ids when the command began. */
async function lockedOther(tx: Db, of: Ticket, number: string): Promise<Ticket | VerbRefusal> {
  const id = await findTicketId(tx, number);
  const [into] = id === null ? [] : await readTickets(tx, [id], true);
  if (!into) return bad('unknown_ticket', '/into', 'There is no ticket of this number.');
  return into.id === of.id ? bad('same_ticket', '/into', 'A ticket cannot go on in itself.') : into;
}

/** Words that ask for something else become a ticket of their own; whoever wrote them has waited since. */
export const split: TicketDeed = async ({ tx, of, who: { actor }, body, at }) => {
  const ids = body.messages ?? [];
  if (ids.length === 0) return missing('messages', 'Say which messages become a ticket of their own.');
  const said = await requesterMessages(tx, of.id, ids);
  const [first] = said;
  if (!first || said.length < new Set(ids).size)
    return bad('unknown_message', '/messages', 'These are not all messages of the requester in this ticket.');
  const asker = await askerOf(tx, of.id);
  if (!asker) return bad('no_requester', '/messages', 'Nobody can be answered in a ticket of its own.');
  const { subject, ...requester } = asker;
  const opened = await openTicket(tx, {
    type: of.about.type,
    channel: of.about.channel,
    topic: body.topic ?? of.about.topic,
    cruise: of.about.cruise,
    subject: body.subject ?? subject,
    text: said.map(({ text }) => text).join('\n\n'),
    requester,
    actor,
    at,
  });
  await copyFiles(tx, ids, opened.message);
  await linkTicket(tx, of.id, { kind: 'split', other: opened.id, caseId: null }, actor, at);
  await anchored(tx, opened.id, of, first.at, { actor, at });
  return tellLockedTicket(tx, of, {
    event: { type: 'annotate' },
    side: 'desk',
    actor,
    at,
    data: { split: opened.id, messages: ids },
  });
};

/** Nobody waits anew because the desk has sorted what they wrote. */
async function anchored(
  tx: Db,
  id: number,
  of: Ticket,
  sinceAt: Date,
  by: Pick<Doing, 'at'> & Pick<Doing['who'], 'actor'>,
): Promise<TicketTold | null> {
  const [opened] = waitedIn(of) === null ? [] : await readTickets(tx, [id], true);
  if (!opened) return null;
  const waiting = { sinceMs: sinceAt.getTime(), pauses: waitedIn(of)?.pauses ?? [] };
  return tellLockedTicket(tx, opened, { event: { type: 'absorb', waiting }, side: 'desk', ...by });
}

/** To a ticket or a case that has to do with it. */
export const link: TicketDeed = async ({ tx, of, who: { actor }, body, at }) => {
  const { to } = body;
  if (to === undefined) return missing('to', 'Say the number of a ticket or of a case.');
  const other = await findTicketId(tx, to);
  const caseId = other === null ? await findCaseId(tx, to) : null;
  if (other === null && caseId === null)
    return bad('unknown_number', '/to', 'There is no ticket and no case of this number.');
  if (other === of.id) return bad('same_ticket', '/to', 'A ticket is not linked to itself.');
  await linkTicket(tx, of.id, { kind: caseId === null ? 'related' : 'case', other, caseId }, actor, at);
  return { ok: true, ticket: of };
};
