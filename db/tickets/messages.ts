import { z } from 'zod';
import type { Channel, Visibility } from '../../domain/ticket/words';
import { type Actor, actorKey } from '../../domain/words';
import { type Db, firstRow } from '../query';
import { tellTicket, type TicketTold } from './tell';
import { readTickets } from './ticket-row';

export interface NewTicketMessage {
  side: 'requester' | 'desk' | 'external' | 'machine';
  visibility: Visibility;
  channel: Channel;
  text: string;
  quoted?: string | null;
  inbound?: number;
  /** The same words sent twice are one message. */
  submission?: string;
  actor: Actor;
  at: Date;
  /** No mail of it is written to whoever asked: it is on its way by another. */
  silent?: true;
}

export interface TicketSaid {
  told: TicketTold;
  message: number;
}

/** Stores words in a ticket and tells it of them; `message` is their id. Null when there is no such ticket. */
export async function addTicketMessage(tx: Db, ticket: number, said: NewTicketMessage): Promise<TicketSaid | null> {
  const { side, visibility, channel, text, quoted, inbound, actor, at } = said;
  const stored = await firstRow(
    tx,
    z.object({ id: z.number() }),
    `insert into ticket_message (ticket, side, visibility, author, channel, at, text, quoted, inbound, submission)
     select id, $2, $3, $4, $5, $6, $7, $8, $9, $10 from ticket where id = $1 on conflict (submission) do nothing returning id`,
    [
      ticket,
      side,
      visibility,
      actorKey(actor),
      channel,
      at,
      text,
      quoted ?? null,
      inbound ?? null,
      said.submission ?? null,
    ],
  );
  if (!stored) return saidBefore(tx, ticket, said.submission ?? null);
  const told = await tellTicket(tx, ticket, {
    event: { type: 'message', from: side, visibility, by: actor.kind === 'person' ? actor.id : null },
    side: side === 'desk' ? 'desk' : side === 'requester' ? 'requester' : 'clock',
    actor,
    at,
    message: stored.id,
    data: { message: stored.id },
    ...(said.silent && { silent: true }),
  });
  if (!told) return null;
  return { told, message: stored.id };
}

async function saidBefore(tx: Db, ticket: number, submission: string | null): Promise<TicketSaid | null> {
  const [found] = await readTickets(tx, [ticket]);
  const before = await firstRow(
    tx,
    z.object({ id: z.number() }),
    'select id from ticket_message where ticket = $1 and submission = $2',
    [ticket, submission],
  );
  return found && before ? { told: { ok: true, ticket: found }, message: before.id } : null;
}

/** A mail with an answer came back: it is owed again, and whoever gave it is told. False when there is nothing left to answer. */
export async function answerBounced(tx: Db, ticket: number, at: Date): Promise<boolean> {
  const told = await tellTicket(tx, ticket, {
    event: { type: 'bounced' },
    side: 'clock',
    actor: { kind: 'clock' },
    at,
  });
  return told?.ok === true;
}
