import { randomUUID } from 'node:crypto';
import type { TicketEffect } from '../../domain/ticket/ticket';
import { type Db, run } from '../query';
import type { TicketSaying } from './tell';
import type { Ticket } from './ticket-row';

/** What a mail about a ticket tells. */
export const TICKET_MAILS = [
  'received',
  'answer',
  'question',
  'resolved',
  'reopened',
  'closed',
  'new_link',
  'your_turn',
  'hand_over',
] as const;
export type TicketMailAbout = (typeof TICKET_MAILS)[number];

/** The intent of a mail to whoever asked, or to whose turn it is, with the reason for it; none where nobody can be written to. */
export async function writeTicketMail(
  tx: Db,
  ticket: Pick<Ticket, 'id' | 'facts'>,
  effect: Exclude<TicketEffect, { kind: 'clock' }>,
  { at, message, actor }: Pick<TicketSaying, 'at' | 'message' | 'actor'>,
): Promise<void> {
  if (effect.kind === 'tell_requester')
    return toRequester(tx, ticket.id, effect.about, { at, message: message ?? null });
  const { assignee } = ticket.facts;
  // Nobody is told of what they have just done themselves.
  if (assignee === null || (actor.kind === 'person' && actor.id === assignee)) return;
  await toPerson(tx, ticket.id, assignee, { at, message: message ?? null });
}

interface Of {
  at: Date;
  message: number | null;
}
export const toRequester = async (
  tx: Db,
  ticket: number,
  about: TicketMailAbout,
  { at, message }: Of,
): Promise<void> => {
  await run(
    tx,
    `with written as (
       insert into mail (id, kind, to_email, language, message_id, created_at, not_before, priority)
       select $1::uuid, 'ticket', r.email, t.language, $1::text || '@vigie', $5, $5, 0
         from ticket t join requester r on r.id = t.requester
        where t.id = $2 and r.unreachable_at is null and r.erased_at is null returning id
     )
     insert into ticket_mail (mail, ticket, about, message) select id, $2, $3, $4 from written`,
    [randomUUID(), ticket, about, message, at],
  );
};

const toPerson = async (tx: Db, ticket: number, person: string, { at, message }: Of): Promise<void> => {
  await run(
    tx,
    `with written as (
       insert into mail (id, kind, to_email, language, message_id, created_at, not_before, priority)
       select $1::uuid, 'ticket', p.email, p.language, $1::text || '@vigie', $5, $5, 1
         from person p where p.code = $3 and p.active returning id
     )
     insert into ticket_mail (mail, ticket, about, message, person) select id, $2, 'your_turn', $4, $3 from written`,
    [randomUUID(), ticket, person, message, at],
  );
};
