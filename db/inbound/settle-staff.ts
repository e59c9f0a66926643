import { z } from 'zod';
import type { TicketEvent } from '../../domain/ticket/ticket';
import type { TicketLevel } from '../../domain/ticket/words';
import type { Actor } from '../../domain/words';
import { type Db, rows } from '../query';
import { firstOf, takenBy } from '../tickets/ask';
import { addTicketMessage } from '../tickets/messages';
import { tellTicket } from '../tickets/tell';
import type { Ticket } from '../tickets/ticket-row';
import type { Verdicted } from './verdicted';
import type { StaffDeed, TicketOutcome } from './ticket-outcome';
import { addFiles, standing, ticketSubmission } from './ticket-words';

type Mail = Pick<Verdicted, 'id' | 'files'> & { outcome: Extract<TicketOutcome, { do: 'staff' }> };

/** Does what somebody of staff asked for by mail, in its order; or nothing at all, and why. */
export async function carryOutStaff(tx: Db, ticket: number, mail: Mail, at: Date): Promise<string | null> {
  const { by, deeds } = mail.outcome;
  const found = await standing(tx, ticket);
  const events: (TicketEvent | Extract<StaffDeed, { text: string }>)[] = [];
  for (const deed of deeds) {
    const event = 'text' in deed ? deed : await eventOf(tx, found, deed, at);
    if (event === null) return 'unknown_person';
    events.push(event);
  }
  const actor: Actor = { kind: 'person', id: by };
  let n = 0;
  for (const event of events) {
    const isDone =
      'text' in event ? await say(tx, ticket, event, { mail, actor, n }, at) : await tell(tx, ticket, event, actor, at);
    if (!isDone) return 'too_late';
    n += 1;
  }
  return null;
}

async function say(
  tx: Db,
  ticket: number,
  deed: Extract<StaffDeed, { text: string }>,
  { mail, actor, n }: { mail: Mail; actor: Actor; n: number },
  at: Date,
): Promise<boolean> {
  const said = await addTicketMessage(tx, ticket, {
    side: 'desk',
    visibility: deed.do === 'answer' ? 'public' : 'internal',
    channel: 'mail',
    text: deed.text,
    inbound: mail.id,
    submission: ticketSubmission(mail.id),
    actor,
    at,
  });
  if (said && n === 0) await addFiles(tx, said.message, mail.files);
  return said?.told.ok === true;
}

const tell = async (tx: Db, ticket: number, event: TicketEvent, actor: Actor, at: Date): Promise<boolean> =>
  (await tellTicket(tx, ticket, { event, side: 'desk', actor, at }))?.ok === true;

async function eventOf(
  tx: Db,
  found: Ticket,
  deed: Exclude<StaffDeed, { text: string }>,
  at: Date,
): Promise<TicketEvent | null> {
  if (deed.do === 'wait') return { type: 'wait', reason: deed.reason, until: null };
  if (deed.do === 'close') return { type: 'close', ending: 'by_desk' };
  const level = levelNamed(deed.name);
  if (level === 'external') return { type: 'transfer', to: null, level, askNextAt: null };
  const to = level ? await firstOf(tx, found, level, at) : await personNamed(tx, deed.name);
  if (to === null) return null;
  const there = level ?? (found.facts.level === 'external' ? '1' : found.facts.level);
  return { type: 'transfer', to, level: there, askNextAt: await takenBy(tx, found, at) };
}

const levelNamed = (name: string): TicketLevel | null => {
  if (/^(?:external|externe|ric|guichet externe|external desk)$/i.test(name)) return 'external';
  const [, level] = /^(?:level|niveau|n)?\s*([12])$/i.exec(name) ?? [];
  return level === '1' || level === '2' ? level : null;
};

/** Null unless exactly one person is meant: by code or address, by the whole name, or by a part of it. */
async function personNamed(tx: Db, name: string): Promise<string | null> {
  const wanted = name.toLowerCase().replace(/[.,;]+$/, '');
  const people = await rows(
    tx,
    z.object({ code: z.string(), name: z.string(), email: z.string() }),
    `select code, lower(name) as name, lower(email) as email from person where active and role <> 'read_only' order by code`,
    [],
  );
  const ways: ((one: (typeof people)[number]) => boolean)[] = [
    ({ code, email }) => code.toLowerCase() === wanted || email === wanted,
    (one) => one.name === wanted,
    (one) => one.name.split(/[\s-]+/).includes(wanted),
  ];
  for (const way of ways) {
    const [meant, ...others] = people.filter(way);
    if (meant) return others.length === 0 ? meant.code : null;
  }
  return null;
}
