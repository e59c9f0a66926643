import type { TicketChange, TicketEventType } from '../../domain/ticket/ticket';
import { type Db, run } from '../query';
import type { TicketSaying } from './saying';
import type { Ticket } from './ticket-row';

/** What is said or decided: whoever watches is told at once. */
const TOLD: ReadonlySet<TicketEventType> = new Set([
  'message',
  'transfer',
  'wait',
  'resolve',
  'close',
  'reopen',
  'prioritise',
  'merge',
]);

/**
 * One mail to each who watches, in their language: not to whoever did it, nor to the assignee who is told that it is their turn. What
 * is said and decided together, or before the mail has left, is told by one; notes of colleagues only to who does the desk's work.
 */
export async function tellWatchers(
  tx: Db,
  { id, facts }: Pick<Ticket, 'id' | 'facts'>,
  { effects }: TicketChange,
  { event, actor, at, message }: TicketSaying,
): Promise<void> {
  if (!TOLD.has(event.type) || (event.type === 'message' && event.from === 'machine')) return;
  const isTurnTold = effects.some(({ kind }) => kind === 'tell_assignee');
  const told = [actor.kind === 'person' ? actor.id : null, isTurnTold ? facts.assignee : null];
  const isNote = event.type === 'message' && event.visibility === 'internal';
  await run(tx, TELL, [id, told.filter((code) => code !== null), isNote, message ?? null, at]);
}

const TELL = `with told as (
    select p.code, p.email, p.language, gen_random_uuid() as mail from ticket_watcher w join person p on p.code = w.person
     where w.ticket = $1 and p.active and p.code <> all($2::text[]) and (not $3::boolean or p.role <> 'read_only')
  ), waiting as (
    select a.mail, a.person from ticket_mail a join mail m on m.id = a.mail join told on told.code = a.person
     where a.ticket = $1 and a.about = 'watched' and m.state = 'pending' and (m.lease_until is null or m.lease_until < $5)
       and (a.message is null or $4::bigint is null) for update of m skip locked
  ), joined as (
    update ticket_mail a set message = coalesce(a.message, $4) from waiting where a.mail = waiting.mail
  ), written as (
    insert into mail (id, kind, to_email, language, message_id, created_at, not_before, priority)
    select mail, 'ticket', email, language, mail::text || '@vigie', $5, $5, 1 from told where code not in (select person from waiting)
    returning id
  )
  insert into ticket_mail (mail, ticket, about, message, person)
  select told.mail, $1, 'watched', $4, told.code from told join written on written.id = told.mail`;
