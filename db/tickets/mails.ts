import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { TicketEffect } from '../../domain/ticket/ticket';
import { type Db, firstRow, rows, run } from '../query';
import { raiseTask } from '../tasks';
import { writeHandedOut, writeMoreWords } from './outside-mails';
import type { TicketSaying } from './saying';
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
  'handed_out',
  'watched',
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
    return tellRequester(tx, ticket.id, effect.about, { at, message: message ?? null });
  if (effect.kind === 'tell_external') {
    const isWritten =
      effect.about === 'hand_over' || message === undefined
        ? await writeHandedOut(tx, ticket.id, at)
        : await writeMoreWords(tx, ticket.id, message, at);
    if (!isWritten) await raiseTask(tx, `ticket/${ticket.id}`, 'no_external_desk', at);
    return;
  }
  const { assignee } = ticket.facts;
  // Nobody is told of what they have just done themselves.
  if (assignee === null || (actor.kind === 'person' && actor.id === assignee)) return;
  await toPerson(tx, ticket.id, assignee, { at, message: message ?? null });
}

async function tellRequester(tx: Db, ticket: number, about: TicketMailAbout, of: Of): Promise<void> {
  if (ENDS.has(about) && (await joinedToAnswer(tx, ticket, about, of.at))) return;
  await toRequester(tx, ticket, about, of);
  if (about !== 'answer') return;
  for (const merged of await followersOf(tx, ticket)) await toRequester(tx, merged, 'answer', of);
}

/** That it is over may be told along with the answer. */
const ENDS: ReadonlySet<TicketMailAbout> = new Set(['resolved', 'closed']);
/** Words that have not left yet take the news with them, so that one mail tells both. False when none waits, or it is being sent. */
async function joinedToAnswer(tx: Db, ticket: number, about: TicketMailAbout, at: Date): Promise<boolean> {
  const joined = await firstRow(
    tx,
    z.object({ mail: z.string() }),
    `with waiting as (
       select m.id from mail m join ticket_mail a on a.mail = m.id
        where a.ticket = $1 and a.about = 'answer' and a.message is not null and a.person is null
          and m.state = 'pending' and (m.lease_until is null or m.lease_until < $3)
        order by a.message desc limit 1 for update of m skip locked
     )
     update ticket_mail set about = $2 from waiting where mail = waiting.id returning mail`,
    [ticket, about, at],
  );
  return joined !== null;
}

/** Tickets of other people that go on in this one, one a person: each is answered by way of their own ticket. */
const followersOf = async (tx: Db, ticket: number): Promise<number[]> => {
  const found = await rows(
    tx,
    z.object({ id: z.number() }),
    `with recursive merged as (
       select id, requester from ticket where merged_into = $1
       union select t.id, t.requester from ticket t join merged m on t.merged_into = m.id
     )
     select min(id) as id from merged where requester is distinct from (select requester from ticket where id = $1) group by requester`,
    [ticket],
  );
  return found.map(({ id }) => id);
};

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
